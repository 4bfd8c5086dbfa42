import type { OutboxEntry } from "@partyline/client";
import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { Typing } from "./typing.ts";

/** Something that stands in a room's window: an event of the log, a post without an ack, or a notice of our own. */
export type Item =
	| {
			readonly kind: "event";
			readonly key: string;
			readonly event: ReceivedEvent;
			readonly name: string;
			/** Whether it is a message that names us. */
			readonly namesUs: boolean;
	  }
	| {
			readonly kind: "post";
			readonly key: string;
			readonly entry: OutboxEntry;
			readonly name: string;
			/** Its seq, when the server has it but its event has not come yet. */
			readonly keptAt?: number;
	  }
	| { readonly kind: "notice"; readonly key: string; readonly text: string; readonly tone: Tone };

/** How a notice is meant. */
export type Tone = "info" | "problem";

/**
 * Where one reads: at the end, or with line `line` of the item `key` as the last line on screen. Never a
 * row number, so that neither a resize nor a new message moves what one reads.
 */
export type Anchor =
	| { readonly at: "end" }
	| { readonly at: "item"; readonly key: string; readonly line: number };

/** What the window knows of one room: a stretch of the log's end without a hole, and what is ours alone. */
export type RoomLog = {
	/** Events and notices in the order in which they are shown. */
	readonly items: readonly Item[];
	/** Own posts without an ack, below everything else. */
	readonly posts: readonly Item[];
	/** Whether the first event of the room is among the items. */
	readonly reachesStart: boolean;
	/** Whether older events are being fetched. */
	readonly loadsOlder: boolean;
	/** After they were not given: when they are asked for by themselves again (epoch ms), and how long that is. */
	readonly olderRetry: { readonly at: number; readonly waitMs: number } | undefined;
	readonly anchor: Anchor;
	/** How many of the newest events are not among the items, as somebody reads too far above them. */
	readonly leftOut: number;
	/** The last event seen, 0 for none. */
	readonly lastSeq: number;
	/** Up to where one has read, on whatever device. */
	readonly readSeq: number;
	/** Messages of others after `readSeq`, and those of them that name us. */
	readonly unread: number;
	readonly mentions: number;
	/** Where the line "new" stands: after this seq; undefined for none. */
	readonly divider: number | undefined;
	readonly typing: Typing;
};

/** Events held per room while one reads at the end; the rest is paged. */
export const heldItems = 1_000;
/** Items held around what one reads further up. */
export const heldAround = 4 * heldItems;
/** Lines of our own held per room: in a busy room they would be most of what is there. */
export const heldNotices = 200;

const atEnd: Anchor = { at: "end" };

/** A room of which nothing is known yet. */
export function emptyLog(readSeq = 0): RoomLog {
	return {
		items: [],
		posts: [],
		reachesStart: false,
		loadsOlder: false,
		olderRetry: undefined,
		anchor: atEnd,
		leftOut: 0,
		lastSeq: 0,
		readSeq,
		unread: 0,
		mentions: 0,
		divider: undefined,
		typing: new Map(),
	};
}

/** What it takes to show an event: whose it is and how its author is called now. */
export type Sight = { readonly mine: boolean; readonly names: boolean; readonly name: string };

/** The log with its next event. `sight.names` says that the message names us. */
export function addEvent(log: RoomLog, event: ReceivedEvent, sight: Sight): RoomLog {
	if (event.seq <= log.lastSeq) return log;
	const item: Item = {
		kind: "event",
		key: eventKey(event),
		event,
		name: sight.name,
		namesUs: sight.names && !sight.mine,
	};
	const unread = event.type === "message" && !sight.mine && event.seq > log.readSeq;
	const posts =
		event.type === "message"
			? log.posts.filter((post) => post.key !== postKey(event.id))
			: log.posts;
	const typing = new Map(log.typing);
	typing.delete(event.by);
	// Behind events that are left out it would make a hole.
	const held = log.leftOut === 0;
	return trim({
		...log,
		anchor: followPost(log.anchor, event),
		items: held ? [...log.items, item] : log.items,
		leftOut: held ? 0 : log.leftOut + 1,
		posts: posts.length === log.posts.length ? log.posts : posts,
		reachesStart: log.reachesStart || event.seq === 1,
		lastSeq: event.seq,
		unread: log.unread + (unread ? 1 : 0),
		mentions: log.mentions + (unread && sight.names ? 1 : 0),
		typing: typing.size === log.typing.size ? log.typing : typing,
	});
}

/** An older page: the items right before the seq that was asked for. */
export type OlderPage = {
	readonly before: number;
	readonly items: readonly Item[];
	readonly reachesStart: boolean;
};

/** The log with an older page before it. */
export function addOlder(log: RoomLog, { before, items, reachesStart }: OlderPage): RoomLog {
	const answered = { ...log, loadsOlder: false, olderRetry: undefined };
	// While it was fetched the log may have begun anew or lost its oldest items: that would be a hole.
	if (olderThan(log) !== before) return answered;
	return trim({ ...answered, items: [...items, ...log.items], reachesStart });
}

/** The log with a line of our own at its end. */
export function addNotice(log: RoomLog, notice: Item): RoomLog {
	return trim({ ...log, items: [...log.items, notice] });
}

/** The log with a post as it is now: pending, or refused. */
export function putPost(log: RoomLog, entry: OutboxEntry, name: string): RoomLog {
	const item: Item = { kind: "post", key: postKey(entry.id), entry, name };
	const known = log.posts.some((post) => post.key === item.key);
	const posts = known
		? log.posts.map((post) => (post.key === item.key ? item : post))
		: [...log.posts, item];
	return { ...log, posts };
}

/** The log without a post. */
export function dropPost(log: RoomLog, id: string): RoomLog {
	return { ...log, posts: log.posts.filter((post) => post.key !== postKey(id)) };
}

/** The log read up to `seq`. */
export function markRead(
	log: RoomLog,
	seq: number,
	sightOf: (event: ReceivedEvent) => Sight,
): RoomLog {
	if (seq <= log.readSeq) return log;
	let unread = 0;
	let mentions = 0;
	for (const item of log.items) {
		if (item.kind !== "event" || item.event.type !== "message" || item.event.seq <= seq) continue;
		const sight = sightOf(item.event);
		if (sight.mine) continue;
		unread++;
		if (sight.names) mentions++;
	}
	return { ...log, readSeq: seq, unread, mentions };
}

/** Everything shown, oldest first. */
export function shownItems(log: RoomLog): readonly Item[] {
	return log.posts.length === 0 ? log.items : [...log.items, ...log.posts];
}

/** The seq of the oldest event held; undefined when there is none. */
export function firstSeq(log: RoomLog): number | undefined {
	const first = log.items.find((item) => item.kind === "event");
	return first?.kind === "event" ? first.event.seq : undefined;
}

/** The seq before which the next older page ends. */
export function olderThan(log: RoomLog): number {
	return firstSeq(log) ?? log.lastSeq + 1;
}

/**
 * The log read from another place. What is left out comes back at the end: all that was held above it
 * goes, so that there is no hole, and the last page is fetched as the page before nothing.
 */
export function moveTo(log: RoomLog, anchor: Anchor): RoomLog {
	if (anchor.at !== "end" || log.leftOut === 0) return { ...log, anchor };
	const last = log.items.findLastIndex((item) => item.kind === "event");
	const items = log.items.slice(last + 1);
	return { ...log, anchor, items, leftOut: 0, reachesStart: false, loadsOlder: false };
}

/** The log as one opens it: the line "new" where one stopped reading. */
export function openLog(log: RoomLog): RoomLog {
	return { ...log, divider: log.unread > 0 ? log.readSeq : undefined };
}

/** The log when the server leaves out everything before `from`; what is not answered yet stays. */
export function resetLog(log: RoomLog, from: number): RoomLog {
	const posts = log.posts.filter(
		(post) => post.kind !== "post" || post.keptAt === undefined || post.keptAt >= from,
	);
	return { ...emptyLog(log.readSeq), posts, lastSeq: from - 1 };
}

/** The log when the server has another history: what it kept in the old one does not come any more. */
export function restartLog(log: RoomLog): RoomLog {
	return { ...emptyLog(), posts: resetLog(log, Infinity).posts };
}

/** The log when the server has a post at `seq`: its event takes its place, now or when it comes. */
export function keepPost(log: RoomLog, id: string, seq: number): RoomLog {
	if (log.lastSeq >= seq) return dropPost(log, id);
	const posts = log.posts.map((post) =>
		post.kind === "post" && post.key === postKey(id) ? { ...post, keptAt: seq } : post,
	);
	return { ...log, posts };
}

/** The key of an event in the window. */
export function eventKey(event: ReceivedEvent): string {
	return `e${event.seq}`;
}

function postKey(id: string): string {
	return `p${id}`;
}

/** An anchor at a post that has become an event stays with what was said. */
function followPost(anchor: Anchor, event: ReceivedEvent): Anchor {
	const isOurs =
		anchor.at === "item" && event.type === "message" && anchor.key === postKey(event.id);
	return isOurs ? { ...anchor, key: eventKey(event) } : anchor;
}

/** Forgets what is far from where one reads. */
function trim(log: RoomLog): RoomLog {
	const capped = capNotices(log);
	return capped.anchor.at === "end" ? trimOldest(capped) : trimAround(capped, capped.anchor.key);
}

function capNotices(log: RoomLog): RoomLog {
	if (log.items.length <= heldNotices) return log;
	let over = log.items.filter((item) => item.kind === "notice").length - heldNotices;
	if (over <= 0) return log;
	const isRead = (item: Item) => log.anchor.at === "item" && log.anchor.key === item.key;
	return {
		...log,
		items: log.items.filter((item) => item.kind !== "notice" || isRead(item) || over-- <= 0),
	};
}

function trimOldest(log: RoomLog): RoomLog {
	if (log.items.length <= heldItems) return log;
	let over = countEvents(log.items) - heldItems;
	if (over <= 0) return log;
	const start = log.items.findIndex((item) => item.kind === "event" && over-- === 0);
	return { ...log, items: log.items.slice(start), reachesStart: false };
}

/** The end goes on growing while one reads above it; whoever comes back to it gets it anew, see `moveTo`. */
function trimAround(log: RoomLog, key: string): RoomLog {
	const { length } = log.items;
	if (length <= heldAround) return log;
	const at = log.items.findIndex((item) => item.key === key);
	const isPost = log.posts.some((post) => post.key === key);
	const middle = isPost ? length : Math.max(0, at);
	const start = Math.max(0, Math.min(middle - heldAround / 2, length - heldAround));
	const newer = log.items.slice(start + heldAround);
	// Our own lines come from nowhere again.
	const told = newer.filter((item) => item.kind === "notice");
	return {
		...log,
		items: [...log.items.slice(start, start + heldAround), ...told],
		leftOut: log.leftOut + newer.length - told.length,
		reachesStart: log.reachesStart && start === 0,
	};
}

function countEvents(items: readonly Item[]): number {
	return items.filter((item) => item.kind === "event").length;
}
