import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { sanitize, sanitizeLine } from "@partyline/shared/text/sanitize";

/** An event as text for people and `grep`: date, time, who, what. */
export function eventText(event: ReceivedEvent): string {
	return `${timestamp(event.at)} ${sentence(event)}`;
}

function sentence(event: ReceivedEvent): string {
	switch (event.type) {
		case "message": {
			// The rest of a message stays below its first line, so that a line tells whose it is.
			const text = sanitize(event.text).replaceAll("\n", "\n    ");
			return event.action ? `* ${event.by} ${text}` : `<${event.by}> ${text}`;
		}
		case "join":
			return `*** ${event.by} joined`;
		case "part":
			return `*** ${event.by} left`;
		case "topic":
			return event.topic === ""
				? `*** ${event.by} took the topic away`
				: `*** ${event.by} set the topic: ${sanitizeLine(event.topic)}`;
		case "create":
			return `*** ${event.by} made the room`;
		case "other":
			return `*** ${event.by}: ${sanitizeLine(event.of)}`;
	}
}

/** `2026-11-22 14:02:11`, by the clock of this machine. */
function timestamp(at: number): string {
	const date = new Date(at);
	const two = (value: number) => String(value).padStart(2, "0");
	const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
	return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
