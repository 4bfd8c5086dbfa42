import type { Place } from "../state/place.ts";
import { type HotRoom, hotRooms } from "../state/rooms.ts";
import { logOf, type State } from "../state/state.ts";
import { elsewhereSentence, elsewhereSummary, type Fresh, mentionSentence } from "./sentences.ts";

/** What is told of the rooms one is not in. */
export type Elsewhere = { readonly tell: (state: State, now: number) => string[] };

/** What comes within this time is told at once: what calls, and what does not. */
const callMs = 1_000;
const usualMs = 5_000;
/** A room is not told of more often. */
const callPauseMs = 5_000;
const usualPauseMs = 60_000;

type Memory = {
	/** What was unread there when it was told last. */
	told: Fresh;
	toldAt: number;
	/** When the first came that was not told. */
	since: number | undefined;
};

/** Tells what is new in other rooms: who names us soon, everything else now and then. */
export function createElsewhere(): Elsewhere {
	const rooms = new Map<Place, Memory>();
	const memoryOf = (place: Place): Memory => {
		const known = rooms.get(place) ?? {
			told: nothing,
			toldAt: Number.NEGATIVE_INFINITY,
			since: undefined,
		};
		rooms.set(place, known);
		return known;
	};
	return {
		tell: (state, now) => {
			forgetRead(rooms, state);
			const hot = hotRooms(state);
			const due = hot.filter((room) => isDue(memoryOf(room.place), room, now));
			const told = due.map((room) => [room, take(memoryOf(room.place), room, now)] as const);
			const [first] = told;
			if (first === undefined) return [];
			if (told.length > 1) return [elsewhereSummary(state, told)];
			return [sentenceOf(state, ...first)];
		},
	};
}

const nothing: Fresh = { messages: 0, mentions: 0 };

/** What was read since is no longer counted. */
function forgetRead(rooms: ReadonlyMap<Place, Memory>, state: State): void {
	for (const [place, memory] of rooms) {
		const { unread, mentions } = logOf(state, place);
		if (unread < memory.told.messages)
			memory.told = { messages: unread, mentions: Math.min(mentions, memory.told.mentions) };
	}
}

function freshOf({ told }: Memory, { unread, mentions }: HotRoom): Fresh {
	return {
		messages: unread - told.messages,
		mentions: Math.max(0, mentions - told.mentions),
	};
}

function isDue(memory: Memory, room: HotRoom, now: number): boolean {
	const { messages, mentions } = freshOf(memory, room);
	if (messages <= 0) return false;
	memory.since ??= now;
	const calls = mentions > 0 || room.urgency === 2;
	const gathered = now - memory.since;
	const paused = now - memory.toldAt;
	// A clock that went back must not make them wait for it.
	if (gathered < 0 || paused < 0) return true;
	return calls
		? gathered >= callMs && paused >= callPauseMs
		: gathered >= usualMs && paused >= usualPauseMs;
}

function take(memory: Memory, room: HotRoom, now: number): Fresh {
	const fresh = freshOf(memory, room);
	memory.told = { messages: room.unread, mentions: room.mentions };
	memory.toldAt = now;
	memory.since = undefined;
	return fresh;
}

function sentenceOf(state: State, room: HotRoom, fresh: Fresh): string {
	const said = state.mentions.findLast(({ place }) => place === room.place);
	if (fresh.messages > 1 || fresh.mentions !== 1 || said === undefined)
		return elsewhereSentence(state, room, fresh);
	return mentionSentence(state, room, { name: said.name, text: said.event.text });
}
