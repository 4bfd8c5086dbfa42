import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { Entry, SeenEvent } from "../history/history.ts";

/** Writes the history: everything that happens to anybody, in one order. */
export type Recorder = {
	record(entry: Entry): void;
	/** Milliseconds from sending a post to its ack. */
	measure(ackMs: number): void;
};

/** An event as the history has it. */
export function toSeen(event: ReceivedEvent): SeenEvent {
	const { seq, by, type } = event;
	return type === "message"
		? { seq, by, kind: type, id: event.id, text: event.text }
		: { seq, by, kind: type === "other" ? event.of : type };
}
