import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { passingOf } from "../state/folding.ts";
import { type Item, seqOf } from "../state/item.ts";
import type { Place, ServerId } from "../state/place.ts";
import { serverOf } from "../state/place.ts";
import type { RoomLog } from "../state/room-log.ts";
import { logOf, meIn, roomAt, type State, statusIn } from "../state/state.ts";
import { createDayTeller, type DayTeller } from "./days.ts";
import { createPassersBy, type PassersBy } from "./passers-by.ts";
import { countOf, eventSentence, isSaid, roomSentences } from "./sentences.ts";

/** What is told of the room one is in, each thing once. */
export type Conversation = {
	/** What is to be told now. */
	readonly tell: (state: State, now: number) => string[];
	/** Up to which event a room was told, and from which without a hole. */
	readonly told: (place: Place) => Told;
	/** What came before was read aloud too. */
	readonly toldBack: (place: Place, from: number) => void;
	/** A message of ours that stands on the terminal already, as it was typed there. */
	readonly typed: (id: string) => void;
	/** The server has another history: what was told of it was of another one. */
	readonly restart: (server: ServerId) => void;
	/** Whether the room one is in was told of at all. */
	readonly isOpen: () => boolean;
	/** Resolves when it was, or when that takes too long. */
	readonly opened: () => Promise<void>;
};

/** A stretch of a room that was told. */
export type Told = { readonly upTo: number; readonly from: number };

/** How the conversation is told. */
export type ConversationOptions = {
	/** Begins each line of what was said, where nobody is told which room they are in. */
	readonly prefix: (state: State) => string;
	readonly now: number;
};

/** Lines of before that one needs to find in again. */
const usualLines = 10;
/** Nobody wants to hear more of them at once. */
const mostLines = 50;
/** What has not come by then is told when it comes. */
const patienceMs = 3_000;

/** Why nothing is told for the moment: what came is not whole yet. */
type Pause = {
	readonly why: "entering" | "back";
	readonly since: number;
	/** Since when nothing but the rest of it is missing. */
	liveSince: number | undefined;
};

type Memory = {
	readonly told: Map<Place, Told>;
	readonly typed: Set<string>;
	readonly passers: PassersBy;
	readonly days: DayTeller;
	readonly prefix: (state: State) => string;
	place: Place | undefined;
	pause: Pause | undefined;
	/** The number of the next line of our own that was not told. */
	notices: number;
};

/** Tells the room that one is in: first where one is and what was said lately, then what comes. */
export function createConversation({ prefix, now: startedAt }: ConversationOptions): Conversation {
	const memory: Memory = {
		told: new Map(),
		typed: new Set(),
		passers: createPassersBy(),
		days: createDayTeller(startedAt),
		prefix,
		place: undefined,
		pause: undefined,
		notices: 0,
	};
	const isOpen = () => memory.place !== undefined && memory.pause?.why !== "entering";
	let opening = Promise.withResolvers<void>();
	return {
		tell: (state, now) => {
			follow(memory, state, now);
			const lines = pausedLines(memory, state, now) ?? newLines(memory, state, true);
			if (isOpen()) opening.resolve();
			return [...lines, ...memory.passers.tell(now)];
		},
		told: (place) => toldOf(memory, place),
		toldBack: (place, from) => {
			memory.told.set(place, { ...toldOf(memory, place), from });
		},
		typed: (id) => void memory.typed.add(id),
		restart: (server) => {
			for (const place of memory.told.keys())
				if (serverOf(place) === server) memory.told.delete(place);
			if (memory.place !== undefined && serverOf(memory.place) === server) memory.place = undefined;
		},
		isOpen,
		opened: () => {
			if (isOpen()) return Promise.resolve();
			opening = Promise.withResolvers();
			const timer = setTimeout(opening.resolve, patienceMs);
			return opening.promise.finally(() => clearTimeout(timer));
		},
	};
}

function toldOf({ told }: Memory, place: Place): Told {
	return told.get(place) ?? { upTo: 0, from: Number.POSITIVE_INFINITY };
}

/** Goes where the person has gone, and notices a connection that is cut. */
function follow(memory: Memory, state: State, now: number): void {
	if (memory.place !== state.current) {
		memory.place = state.current;
		memory.pause = { why: "entering", since: now, liveSince: undefined };
		memory.passers.clear();
	} else if (memory.pause === undefined && statusIn(state).state !== "live")
		memory.pause = { why: "back", since: now, liveSince: undefined };
}

/** The lines while something is waited for, or those of what was waited for; undefined when nothing is. */
function pausedLines(memory: Memory, state: State, now: number): string[] | undefined {
	const { pause } = memory;
	if (pause === undefined) return undefined;
	if (!isReady(pause, state, now)) {
		// An answer to a command is not held up by a server that does not answer.
		const isShort = pause.why === "entering" && now - pause.since < patienceMs;
		return isShort ? [] : newLines(memory, state, false);
	}
	memory.pause = undefined;
	return pause.why === "entering" ? enter(memory, state) : returned(memory, state);
}

function isReady(pause: Pause, state: State, now: number): boolean {
	const status = statusIn(state).state;
	if (status !== "live") {
		pause.liveSince = undefined;
		return pause.why === "entering" && (status === "waiting" || status === "closed");
	}
	pause.liveSince ??= now;
	return isWhole(state, pause) || now - pause.liveSince >= patienceMs;
}

function isWhole(state: State, { why }: Pause): boolean {
	const { current, members } = state;
	const { lastSeq, loads } = logOf(state, current);
	const joined = roomAt(state, current);
	const hasAll = joined !== undefined && lastSeq >= joined.lastSeq && !loads;
	return hasAll && (why === "back" || members.has(current));
}

/** Where one is, and what was said there lately; what is new stands apart. */
function enter(memory: Memory, state: State): string[] {
	const { current } = state;
	const log = logOf(state, current);
	const said = saidIn(log, 0);
	const freshFrom = said.findIndex(({ event }) => isFresh(event, log, state));
	const fresh = freshFrom === -1 ? 0 : said.length - freshFrom;
	const start = Math.max(0, said.length - Math.min(mostLines, Math.max(usualLines, fresh)));
	const old = freshFrom === -1 ? said.slice(start) : said.slice(start, freshFrom);
	const fresher = freshFrom === -1 ? [] : said.slice(Math.max(start, freshFrom));
	memory.told.set(current, {
		upTo: log.lastSeq,
		from: said[start]?.event.seq ?? log.lastSeq + 1,
	});
	const begun = roomSentences(state, current);
	if (said.length === 0) return [...begun, silence(state), ...noted(memory, state)];
	const heading = fresher.length === 0 ? "Last" : "Before that";
	return [
		...begun,
		...(old.length === 0 ? [] : [`${heading}, ${countOf(old.length)}:`]),
		...old.flatMap((item) => sentenceOf(memory, state, item)),
		...(fresher.length === 0 ? [] : [freshHeading(log.unread, fresher.length, start > freshFrom)]),
		...fresher.flatMap((item) => sentenceOf(memory, state, item)),
		...noted(memory, state),
	];
}

function silence(state: State): string {
	return statusIn(state).state === "live"
		? "Nothing was said here yet."
		: "What was said here comes with the connection.";
}

function freshHeading(unread: number, shown: number, isCut: boolean): string {
	const count = countOf(Math.max(unread, shown), "new");
	return isCut ? `${count}. Here are the last ${shown}; /more reads those before:` : `${count}:`;
}

function isFresh(event: ReceivedEvent, log: RoomLog, state: State): boolean {
	const isNew = log.readSeq > 0 && event.seq > log.readSeq;
	return isNew && event.type === "message" && event.by !== meIn(state)?.account;
}

/** What was said while there was no connection. */
function returned(memory: Memory, state: State): string[] {
	const { current } = state;
	const log = logOf(state, current);
	const { upTo } = toldOf(memory, current);
	const missed = saidIn(log, upTo).filter(({ event }) => !isTyped(memory, event));
	memory.passers.clear();
	if (missed.length === 0) return newLines(memory, state, true);
	const shown = missed.slice(-mostLines);
	const isCut = upTo > 0 && (seqAfter(log.items, upTo) ?? 0) > upTo + 1;
	const count = isCut ? `More than ${countOf(missed.length)}` : countOf(missed.length);
	const few = shown.length === missed.length && !isCut;
	const heading = few
		? `${count} came meanwhile:`
		: `${count} came meanwhile. Here are the last ${shown.length}; /more reads those before:`;
	const from = few ? toldOf(memory, current).from : (shown[0]?.event.seq ?? log.lastSeq + 1);
	memory.told.set(current, { upTo: log.lastSeq, from });
	return [
		heading,
		...shown.flatMap((item) => sentenceOf(memory, state, item)),
		...noted(memory, state),
	];
}

type EventItem = Extract<Item, { kind: "event" }>;

/** What was said after a seq. */
function saidIn(log: RoomLog, after: number): EventItem[] {
	return log.items.flatMap((item) =>
		item.kind === "event" && item.hidden !== true && item.event.seq > after && isSaid(item.event)
			? [item]
			: [],
	);
}

function isTyped({ typed }: Memory, event: ReceivedEvent): boolean {
	return event.type === "message" && typed.has(event.id);
}

/** Our own lines that were not told yet. */
function noted(memory: Memory, state: State): string[] {
	return newLines(memory, state, false);
}

/** What came since the last time: our own lines, and events if they are to be told. */
function newLines(memory: Memory, state: State, withEvents: boolean): string[] {
	const { current } = state;
	const log = logOf(state, current);
	const { upTo, from } = toldOf(memory, current);
	const lines: string[] = [];
	let last = upTo;
	let start = from;
	const isNew = (item: Item) =>
		item.kind === "event" ? withEvents && item.event.seq > upTo : numberOf(item) >= memory.notices;
	for (const item of log.items.filter(isNew)) {
		const seq = seqOf(item) ?? last;
		if (seq > last + 1) {
			start = seq;
			lines.push(...holeLine(last, seq));
		}
		last = seq;
		lines.push(...tellItem(memory, state, item));
	}
	memory.notices = state.notices;
	if (last > upTo) memory.told.set(current, { upTo: last, from: Math.min(start, last) });
	return lines;
}

/** What is said of events that were left out, as they were too many to be sent. */
function holeLine(last: number, next: number): string[] {
	// Before anything was told there was nothing to go on with.
	if (last === 0) return [];
	return [`${countOf(next - last - 1)} before the next one were left out; /more reads them.`];
}

/** The first event after a seq. */
function seqAfter(items: readonly Item[], seq: number): number | undefined {
	return seqOf(items.find((item) => item.kind === "event" && item.event.seq > seq));
}

/** The number in the key of a line of our own. */
function numberOf(item: Item): number {
	return item.kind === "notice" ? Number(item.key.slice(1)) : -1;
}

function tellItem(memory: Memory, state: State, item: Item): string[] {
	const passing = passingOf(item);
	if (passing !== undefined && passing.verb !== "deed") {
		if (passing.account !== meIn(state)?.account) memory.passers.add(passing);
		return [];
	}
	if (item.kind === "notice") return [item.text];
	if (item.kind === "post") return [];
	// It stands there as it was typed.
	if (item.event.type === "message" && memory.typed.delete(item.event.id)) return [];
	return sentenceOf(memory, state, item);
}

function sentenceOf(memory: Memory, state: State, item: EventItem): string[] {
	const { event } = item;
	const sentence = eventSentence(state, state.current, item);
	if (sentence === "") return [];
	const prefix = event.type === "message" ? memory.prefix(state) : "";
	return [...memory.days(event.at), `${prefix}${sentence}`];
}
