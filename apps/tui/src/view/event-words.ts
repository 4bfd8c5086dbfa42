import type { ReceivedEvent, RoomSettings } from "@partyline/shared/protocol/events";
import { once } from "@partyline/shared/protocol/once";
import { printDuration } from "@partyline/shared/text/duration";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { dayOf } from "../state/day.ts";
import { timeOf } from "./clock.ts";

type Event<T extends ReceivedEvent["type"]> = Extract<ReceivedEvent, { type: T }>;

/** How the people of an event are called: who did it, and to whom. */
export type EventNames = { readonly by: string; readonly who: string };

/** An event that is no message, in words; empty for one that nobody need know of. */
export function eventText(
	event: Exclude<ReceivedEvent, { type: "message" }>,
	names: EventNames,
): string {
	const { by } = names;
	switch (event.type) {
		case "join":
			return `${by} joined`;
		case "part":
			return `${by} left the room`;
		case "topic":
			return event.topic === ""
				? `${by} took the topic away`
				: `${by} set the topic: ${sanitizeLine(event.topic)}`;
		case "create":
			return createdText(event, by);
		case "rename":
			return `${by} renamed the room from ${event.was} to ${event.name}`;
		case "settings":
			return `${by} ${settingsText(event)}`;
		case "redact":
			return redactedText(event, by);
		case "other":
			return event.of === "reaction"
				? `${by} reacted`
				: `${by}: something this version cannot show (${sanitizeLine(event.of)})`;
		default:
			return deedText(event, names);
	}
}

/** What somebody did to somebody. */
export type Deed = Event<"invite" | "kick" | "ban" | "unban" | "mute" | "unmute" | "role">;

/** What somebody did to somebody, in words; empty for what makes of itself. */
export function deedText(event: Deed, { by, who }: EventNames): string {
	switch (event.type) {
		case "invite":
			return `${by} brought ${who} in`;
		case "kick":
			return `${by} took ${who} out of the room${reasonText(event.reason)}`;
		case "ban":
			return `${by} banned ${who}${untilText(event)}${reasonText(event.reason)}`;
		case "unban":
			return `${by} lets ${who} come back`;
		case "mute":
			return `${by} muted ${who}${untilText(event)}${reasonText(event.reason)}`;
		case "unmute":
			return `${by} lets ${who} speak again`;
		case "role":
			// Whoever makes a room is its moderator: that goes without saying.
			if (event.by === event.who && event.role === "moderator") return "";
			return event.role === "moderator"
				? `${by} made ${who} a moderator`
				: `${by} took it from ${who} to be a moderator`;
	}
}

/** Whether an event is something that somebody did to somebody. */
export function isDeed(event: ReceivedEvent): event is Deed {
	return "who" in event;
}

/** Why one is in a room no more. */
export function expulsionText(
	event: Event<"kick" | "ban">,
	{ by, room }: { readonly by: string; readonly room: string },
): string {
	const until = event.type === "ban" ? untilText(event) : "";
	const deed = event.type === "kick" ? "took you out of" : "banned you from";
	return `${by} ${deed} ${room}${until}${reasonText(event.reason)}.`;
}

/** Until when something holds, as one says it at a time: the day is left out where it is the same. */
export function untilText({
	until,
	at,
}: {
	readonly until?: number | undefined;
	readonly at: number;
}): string {
	if (until === undefined || until === 0) return "";
	const time = timeOf(until);
	if (dayOf(until) === dayOf(at)) return ` until ${time}`;
	return ` until ${days().format(until)}, ${time}`;
}

// Made where the first day is told: the first of a process costs 5 ms.
const days = once(
	() => new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" }),
);

function reasonText(reason: string | undefined): string {
	const text = sanitizeLine(reason ?? "").trim();
	return text === "" ? "" : `: ${text}`;
}

function createdText({ kind }: Event<"create">, by: string): string {
	if (kind === "direct") return `${by} opened this conversation`;
	return kind === "private" ? `${by} made this private room` : "";
}

/** A message that was taken back says so itself: more is told of several, and of why. */
function redactedText({ seqs, reason }: Event<"redact">, by: string): string {
	const why = reasonText(reason);
	if (seqs.length === 1) return why === "" ? "" : `${by} took a message back${why}`;
	return `${by} took ${seqs.length} messages back${why}`;
}

/** What was changed of how a room is kept. */
function settingsText(settings: RoomSettings): string {
	const { description, archived, readOnly, slowSeconds, retentionDays } = settings;
	const told = [
		description === undefined ? "" : descriptionText(sanitizeLine(description)),
		archived === undefined ? "" : archived ? "archived the room" : "brought the room back",
		readOnly === undefined ? "" : readOnlyText(readOnly),
		slowSeconds === undefined ? "" : slowText(slowSeconds),
		retentionDays === undefined ? "" : retentionText(retentionDays),
	].filter((words) => words !== "");
	return told.length === 0 ? "changed how the room is kept" : told.join(", ");
}

function descriptionText(description: string): string {
	return description === "" ? "took the description away" : `described the room: ${description}`;
}

function readOnlyText(isReadOnly: boolean): string {
	return isReadOnly ? "made the room read-only" : "lets everybody speak here";
}

function slowText(seconds: number): string {
	return seconds === 0
		? "ended slow mode"
		: `set slow mode: one message in ${printDuration(seconds * 1_000)}`;
}

function retentionText(retentionDays: number): string {
	if (retentionDays === 0) return "lets the room keep everything";
	return `lets the room keep what was said for ${daysText(retentionDays)}`;
}

/** So many days, in words. */
export function daysText(count: number): string {
	return count === 1 ? "1 day" : `${count} days`;
}
