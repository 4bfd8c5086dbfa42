import { createHash } from "node:crypto";
import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { Entry, SeenEvent } from "../history/history.ts";

/** Writes the history: everything that happens to anybody, in one order. */
export type Recorder = {
	record(entry: Entry): void;
	/** Milliseconds from sending a post to its ack. */
	measure(ackMs: number): void;
};

/** A text as the history has it: of a long one its beginning and its digest, so that it can be told from any other. */
export function shorten(text: string): string {
	if (text.length <= 200) return text;
	return `${text.slice(0, 40)}… ${createHash("sha256").update(text).digest("base64url")}`;
}

/** An event as the history has it. */
export function toSeen(event: ReceivedEvent): SeenEvent {
	const { seq, by, type } = event;
	return type === "message"
		? { seq, by, kind: type, id: event.id, text: shorten(event.text) }
		: { seq, by, kind: type === "other" ? event.of : type };
}
