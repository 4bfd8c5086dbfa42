import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { AccountName } from "@partyline/shared/protocol/ids";
import { sanitize } from "@partyline/shared/text/sanitize";

/** An event as lines of the plain door; an event that is not for people has none. */
export function eventLines(event: RoomEvent, nameOf: (account: AccountName) => string): string[] {
	const name = nameOf(event.by);
	switch (event.type) {
		case "message":
			return sanitize(event.text)
				.split("\n")
				.map((line) => (event.action ? `* ${name} ${line}` : `<${name}> ${line}`));
		case "join":
			return [`*** ${name} joined`];
		case "part":
			return [`*** ${name} left`];
		case "topic":
			return [`*** ${name} set the topic: ${event.topic}`];
		case "create":
			return [];
	}
}
