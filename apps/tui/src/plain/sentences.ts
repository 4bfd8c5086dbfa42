import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { indexFrom, seqOf } from "../state/item.ts";
import type { Place } from "../state/place.ts";
import type { RoomLog } from "../state/room-log.ts";
import type { HotRoom } from "../state/rooms.ts";
import { silenceIn } from "../state/speaking.ts";
import { fullLabelOf, logOf, meIn, roomAt, type State } from "../state/state.ts";
import { timeOf } from "../view/clock.ts";
import { eventText } from "../view/event-words.ts";
import { ownSight } from "../view/own-sight.ts";
import { silenceText } from "../view/silence-text.ts";
import { takenBackText } from "../view/taken-back.ts";

/** An event, and what its author is called. */
export type Happened = {
	readonly event: ReceivedEvent;
	readonly name: string;
	readonly whoName?: string;
	readonly guest?: boolean;
	readonly hidden?: boolean;
	readonly takenBy?: string;
};

/** An event of a room as one tells it; empty for one that nobody need know of. */
export function eventSentence(state: State, place: Place, happened: Happened): string {
	const { event } = happened;
	const isMarked = happened.guest === true && ownSight(meIn(state, place)).marksGuests === true;
	const who = `${sanitizeLine(happened.name)}${isMarked ? " (guest)" : ""}`;
	if (happened.hidden === true) return "";
	if (event.type !== "message")
		return eventText(event, { by: who, who: sanitizeLine(happened.whoName ?? "") });
	if (event.redacted === true) return `${who}: (${takenBackText(happened.takenBy)})`;
	if (event.action === true) return `* ${who} ${event.text}`;
	const { replyTo, at, text } = event;
	const time = timeOf(at, state.look.clock).trim();
	const when = time === "" ? "" : ` ${time}`;
	if (replyTo === undefined) return `${who}${when}: ${text}`;
	const answers = `replying to ${answered(logOf(state, place), replyTo)}`;
	return `${who}, ${answers}${when === "" ? "" : `,${when}`}: ${text}`;
}

function answered(log: RoomLog, seq: number): string {
	const item = log.items[indexFrom(log.items, seq)];
	const isHeld = item?.kind === "event" && seqOf(item) === seq;
	return isHeld ? sanitizeLine(item.name) : `message ${seq}`;
}

/** Whether an event belongs to what was said; who came and went in the past is no news. */
export function isSaid(event: ReceivedEvent): boolean {
	return event.type === "message" || event.type === "topic";
}

/** Where one is now: the room, its number and topic, and who is there. */
export function roomSentences(state: State, place: Place): string[] {
	const number = state.rooms.findIndex((joined) => joined.place === place) + 1;
	const where = `${fullLabelOf(state, place)}${number === 0 ? "" : `, room ${number}`}`;
	const topic = roomAt(state, place)?.topic ?? "";
	const about = topic === "" ? "" : ` Topic: ${topic}`;
	const silence = silenceIn(state, place);
	const kept = silence === undefined ? [] : [silenceText(silence, state.now)];
	return [`You are in ${where}.${about}`, ...kept, ...hereSentence(state, place)];
}

function hereSentence(state: State, place: Place): string[] {
	const members = state.members.get(place);
	if (members === undefined) return [];
	const here = members.values().reduce((sum, who) => sum + (who.state === "offline" ? 0 : 1), 0);
	return [here < 2 ? "Nobody else is here." : `${here} people are here.`];
}

/** What came in one other room. */
export function elsewhereSentence(state: State, room: HotRoom, fresh: Fresh): string {
	const reads = `/go ${room.number} reads ${fresh.messages === 1 ? "it" : "them"}.`;
	return `[${fullLabelOf(state, room.place)}] ${freshText(fresh)}. ${reads}`;
}

/** What came in several other rooms. */
export function elsewhereSummary(
	state: State,
	rooms: readonly (readonly [HotRoom, Fresh])[],
): string {
	const told = rooms.map(
		([{ place, number }, fresh]) =>
			`${fullLabelOf(state, place)}, room ${number}, ${freshText(fresh)}`,
	);
	return `Elsewhere: ${told.join("; ")}. /next goes to the first.`;
}

/** A message in another room that names us. */
export function mentionSentence(
	state: State,
	{ place, number }: HotRoom,
	said: { readonly name: string; readonly text: string },
): string {
	const text = sanitizeLine(said.text);
	const shown = text.length > longestQuote ? `${text.slice(0, longestQuote)}...` : text;
	const who = sanitizeLine(said.name);
	return `[${fullLabelOf(state, place)}] ${who} names you: ${shown} (/go ${number} goes there.)`;
}

/** More of a message from another room is read there. */
const longestQuote = 200;

/** How much is new somewhere. */
export type Fresh = { readonly messages: number; readonly mentions: number };

function freshText({ messages, mentions }: Fresh): string {
	const named = mentions === 1 ? ", one names you" : `, ${mentions} name you`;
	return `${messages} new${mentions === 0 ? "" : named}`;
}

/** So many messages, in words. */
export function countOf(messages: number, kind = ""): string {
	const word = kind === "" ? "message" : `${kind} message`;
	return `${messages} ${word}${messages === 1 ? "" : "s"}`;
}

/** The rooms one is in, in words. */
export function roomListSentences(state: State, fresh: (place: Place) => Fresh): string[] {
	return state.rooms.flatMap(({ place, topic, archived }, index) => {
		if (archived === true && place !== state.current) return [];
		const { messages, mentions } = fresh(place);
		const here = place === state.current ? ", you are here" : "";
		const unread = messages === 0 ? "" : `, ${freshText({ messages, mentions })}`;
		const about = topic === "" ? "" : `. Topic: ${topic}`;
		return [`${index + 1} ${fullLabelOf(state, place)}${here}${unread}${about}`];
	});
}
