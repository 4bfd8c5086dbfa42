import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { AccountName } from "@partyline/shared/protocol/ids";
import { sanitize, sanitizeLine } from "@partyline/shared/text/sanitize";
import { countText } from "../../hub/order/words.ts";
import { settingsText } from "../../hub/rooms/settings-text.ts";

/** An event as lines of the plain door; an event that is not for people has none. */
export function eventLines(event: RoomEvent, nameOf: (account: AccountName) => string): string[] {
	const name = nameOf(event.by);
	switch (event.type) {
		case "message":
			if (event.redacted) return [`*** what ${name} said here was taken back`];
			return sanitize(event.text)
				.split("\n")
				.map((line) => (event.action ? `* ${name} ${line}` : `<${name}> ${line}`));
		case "join":
			return [`*** ${name} joined`];
		case "part":
			return [`*** ${name} left`];
		case "topic":
			return [`*** ${name} set the topic: ${event.topic}`];
		case "invite":
			return [`*** ${name} brought ${nameOf(event.who)} in`];
		case "kick":
			return [`*** ${name} took ${nameOf(event.who)} out${because(event)}`];
		case "ban":
			return [`*** ${name} banned ${nameOf(event.who)}${because(event)}`];
		case "unban":
			return [`*** ${name} lets ${nameOf(event.who)} come back`];
		case "mute":
			return [`*** ${name} muted ${nameOf(event.who)}${because(event)}`];
		case "unmute":
			return [`*** ${name} lets ${nameOf(event.who)} speak again`];
		case "role":
			return [
				event.role === "moderator"
					? `*** ${name} made ${nameOf(event.who)} a moderator`
					: `*** ${nameOf(event.who)} is no moderator any more`,
			];
		case "rename":
			return [`*** ${name} renamed ${event.was} to ${event.name}`];
		case "settings":
			return settingsLines(event, name);
		case "redact":
			return [`*** ${name} took ${countText(event.seqs.length, "message")} back${because(event)}`];
		case "create":
			return [];
	}
}

function settingsLines(event: Extract<RoomEvent, { type: "settings" }>, name: string): string[] {
	const lines = [`*** ${name} changed how the room is kept: ${settingsText(event)}`];
	if (event.archived) lines.push("*** nobody speaks here any more");
	if (event.readOnly) lines.push("*** only moderators speak here now");
	return lines;
}

function because({ reason }: { readonly reason?: string | undefined }): string {
	return reason === undefined ? "" : `: ${sanitizeLine(reason)}`;
}
