import type { MessageEvent, ReceivedEvent } from "@partyline/shared/protocol/events";
import { sanitize } from "@partyline/shared/text/sanitize";
import { eventText as eventWords } from "../view/event-words.ts";

/** An event as text for people and `grep`: date, time, who, what. */
export function eventText(event: ReceivedEvent): string {
	return `${timestamp(event.at)} ${sentence(event)}`;
}

function sentence(event: ReceivedEvent): string {
	if (event.type === "message") return messageText(event);
	const { by } = event;
	const words = eventWords(event, { by, who: "who" in event ? event.who : "" });
	return `*** ${words === "" ? plainWords(event) : words}`;
}

function messageText({ by, text: raw, action, redacted }: MessageEvent): string {
	if (redacted === true) return `<${by}> (taken back)`;
	// The rest of a message stays below its first line, so that a line tells whose it is.
	const text = sanitize(raw).replaceAll("\n", "\n    ");
	return action ? `* ${by} ${text}` : `<${by}> ${text}`;
}

/** What goes without saying in a window; a log of what happened has a line for it. */
function plainWords(event: Exclude<ReceivedEvent, { type: "message" }>): string {
	switch (event.type) {
		case "create":
			return `${event.by} made the room`;
		case "role":
			return `${event.by} moderates the room`;
		case "redact":
			return `${event.by} took a message back`;
		default:
			return `${event.by}: ${event.type}`;
	}
}

/** `2026-11-22 14:02:11`, by the clock of this machine. */
function timestamp(at: number): string {
	const date = new Date(at);
	const two = (value: number) => String(value).padStart(2, "0");
	const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
	return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
