import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { countMessages } from "./counting.ts";
import { foldInto, foldOf } from "./folding.ts";
import type { Range } from "./gaps.ts";
import {
	eventItem,
	eventKey,
	type Item,
	indexFrom,
	indexOfKey,
	postKey,
	type Sight,
	seqOf,
} from "./item.ts";
import { trim, withItems } from "./trim.ts";
import type { Typing } from "./typing.ts";

/**
 * Where one reads: at the end, or with line `line` of the item `key` as the last line on screen; lines below
 * 0 are those that stand above it, such as the day's. Never a row number, so that neither a resize nor a new
 * message moves what one reads.
 */
export type Anchor =
	| { readonly at: "end" }
	| { readonly at: "item"; readonly key: string; readonly line: number };

/**
 * What the window knows of one room: some of its log, and what is ours alone. Events are numbered without a
 * hole: where a number is missing among the items there is a gap (`gaps.ts`), which fills in time.
 */
export type RoomLog = {
	/** Events and notices in the order in which they are shown. */
	readonly items: readonly Item[];
	/** How many of them are notices. */
	readonly noticesHeld: number;
	/** Own posts without an ack, below everything else. */
	readonly posts: readonly Item[];
	/** Whether the first event that the server has is among the items. */
	readonly reachesStart: boolean;
	/** Up to which seq the server has nothing any more but what is among the items; 0 if that is not known. */
	readonly goneTo: number;
	/** Up to which seq the room's retention has removed what was said; 0 for nothing. */
	readonly removedTo: number;
	/** Stretches that are not held and are nothing but comings and goings, told by their number: the last of them. */
	readonly passed: readonly Range[];
	/** Whether a page is being fetched. */
	readonly loads: boolean;
	/** After one was not given: when it is asked for by itself again (epoch ms), and how long that is. */
	readonly retry: { readonly at: number; readonly waitMs: number } | undefined;
	readonly anchor: Anchor;
	/** The keys of long messages and of runs of comings and goings that are shown whole. */
	readonly expanded: ReadonlySet<string>;
	/** The last event seen, 0 for none. */
	readonly lastSeq: number;
	/** Up to where one has read, on whatever device. */
	readonly readSeq: number;
	/** Messages of others after `readSeq`, and those of them that name us: as far as we were told (`unread.ts`). */
	readonly unread: number;
	readonly mentions: number;
	/** Where the line "new" stands: after this seq; undefined for none. */
	readonly divider: number | undefined;
	/** The last event there was when it was put there: what it counts goes up to that one. */
	readonly dividedTo: number;
	readonly typing: Typing;
};

const atEnd: Anchor = { at: "end" };
const noKeys: ReadonlySet<string> = new Set();

/** A room of which nothing is known yet. */
export function emptyLog(readSeq = 0): RoomLog {
	return {
		items: [],
		noticesHeld: 0,
		posts: [],
		reachesStart: false,
		goneTo: 0,
		removedTo: 0,
		passed: [],
		loads: false,
		retry: undefined,
		anchor: atEnd,
		expanded: noKeys,
		lastSeq: 0,
		readSeq,
		unread: 0,
		mentions: 0,
		divider: undefined,
		dividedTo: 0,
		typing: new Map(),
	};
}

/** The log with its next event. `sight.names` says that the message names us. */
export function addEvent(log: RoomLog, event: ReceivedEvent, sight: Sight): RoomLog {
	if (event.seq <= log.lastSeq) return log;
	const item = eventItem(event, sight);
	const isOthers = !sight.mine && sight.hidden !== true;
	const unread = event.type === "message" && isOthers && event.seq > log.readSeq;
	const posts =
		event.type === "message"
			? log.posts.filter((post) => post.key !== postKey(event.id))
			: log.posts;
	const typing = new Map(log.typing);
	typing.delete(event.by);
	return trim({
		...log,
		anchor: followPost(log.anchor, event),
		items: [...log.items, ...foldInto(log.items, [item])],
		posts: posts.length === log.posts.length ? log.posts : posts,
		reachesStart: log.reachesStart || event.seq === log.removedTo + 1,
		lastSeq: event.seq,
		unread: log.unread + (unread ? 1 : 0),
		mentions: log.mentions + (unread && sight.names ? 1 : 0),
		typing: typing.size === log.typing.size ? log.typing : typing,
	});
}

/** So many stretches are known of at most; of those before them one who reads there fetches what happened. */
const heldPassed = 100;

/** The log when so many came and went at its end that the server told their number: there is nothing to wait for. */
export function passComings(log: RoomLog, { from, to }: Range): RoomLog {
	const before = log.passed.at(-1);
	const passed =
		before?.to === from - 1
			? [...log.passed.slice(0, -1), { from: before.from, to }]
			: [...log.passed, { from, to }];
	return { ...log, passed: passed.slice(-heldPassed), lastSeq: Math.max(log.lastSeq, to) };
}

/** The log with a line of our own at its end. */
export function addNotice(log: RoomLog, notice: Item): RoomLog {
	const items = [...log.items, ...foldInto(log.items, [notice])];
	return trim({ ...log, items, noticesHeld: log.noticesHeld + 1 });
}

/** The log when the room's retention has removed everything before a seq: nobody waits for it any more. */
export function removeBefore(log: RoomLog, firstSeq: number): RoomLog {
	const removedTo = firstSeq - 1;
	if (removedTo <= log.removedTo) return log;
	const items = log.items.slice(indexFrom(log.items, firstSeq));
	const kept = withItems({ ...log, removedTo, goneTo: Math.max(log.goneTo, removedTo) }, items);
	const reachesStart = seqOf(items.find(({ kind }) => kind === "event")) === firstSeq;
	return { ...kept, reachesStart: log.reachesStart || reachesStart };
}

/** The log read up to `seq`. */
export function markRead(log: RoomLog, seq: number): RoomLog {
	if (seq <= log.readSeq) return log;
	return { ...log, readSeq: seq, ...countMessages(log.items, seq + 1) };
}

/** The log read from another place; what is far from it is forgotten. */
export function moveTo(log: RoomLog, anchor: Anchor): RoomLog {
	return trim({ ...log, anchor });
}

/** The log with a long message or a run of comings and goings shown whole, or folded again. */
export function toggleItem(log: RoomLog, key: string): RoomLog {
	const known = foldOf(log.items[indexOfKey(log.items, key)])?.key ?? key;
	const expanded = new Set(log.expanded);
	if (!expanded.delete(known)) expanded.add(known);
	return { ...log, expanded };
}

/** The log as one opens it: the line "new" where one stopped reading. */
export function openLog(log: RoomLog): RoomLog {
	const divider = log.unread > 0 ? log.readSeq : undefined;
	return { ...log, divider, dividedTo: log.lastSeq };
}

/** The log when the server leaves out everything up to `from`: a gap. What is not answered yet stays. */
export function resetLog(log: RoomLog, from: number): RoomLog {
	const items = log.items.slice(0, indexFrom(log.items, from));
	const kept = withItems({ ...log, posts: postsFrom(log, from), lastSeq: from - 1 }, items);
	return { ...kept, reachesStart: log.reachesStart && items.length > kept.noticesHeld };
}

/** The log when the server has another history: what it kept in the old one does not come any more. */
export function restartLog(log: RoomLog): RoomLog {
	return { ...emptyLog(), posts: postsFrom(log, Infinity) };
}

/** The posts whose event is not in what is left out. */
function postsFrom({ posts }: RoomLog, from: number): readonly Item[] {
	return posts.filter(
		(post) => post.kind !== "post" || post.keptAt === undefined || post.keptAt >= from,
	);
}

/** An anchor at a post that has become an event stays with what was said. */
function followPost(anchor: Anchor, event: ReceivedEvent): Anchor {
	const isOurs =
		anchor.at === "item" && event.type === "message" && anchor.key === postKey(event.id);
	return isOurs ? { ...anchor, key: eventKey(event) } : anchor;
}
