import type { OutboxEntry } from "@partyline/client";
import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { AccountName } from "@partyline/shared/protocol/ids";

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
	readonly anchor: Anchor;
	/** The last event seen, 0 for none. */
	readonly lastSeq: number;
	/** Up to where one has read, on whatever device. */
	readonly readSeq: number;
	/** Messages of others after `readSeq`, and those of them that name us. */
	readonly unread: number;
	readonly mentions: number;
	/** Where the line "new" stands: after this seq; undefined for none. */
	readonly divider: number | undefined;
	/** Who types, until when (epoch ms). */
	readonly typing: ReadonlyMap<AccountName, number>;
};

/** Items held per room while one reads at the end; the rest is paged. */
export const heldItems = 1_000;

const atEnd: Anchor = { at: "end" };

/** A room of which nothing is known yet. */
export function emptyLog(readSeq = 0): RoomLog {
	return {
		items: [],
		posts: [],
		reachesStart: false,
		loadsOlder: false,
		anchor: atEnd,
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
	return trim({
		...log,
		anchor: followPost(log.anchor, event),
		items: [...log.items, item],
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
	// While it was fetched the log may have begun anew or lost its oldest items: that would be a hole.
	if (firstSeq(log) !== before) return { ...log, loadsOlder: false };
	return { ...log, items: [...items, ...log.items], loadsOlder: false, reachesStart };
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

/** Forgets the oldest items of a long log, unless somebody reads there. */
function trim(log: RoomLog): RoomLog {
	if (log.anchor.at !== "end" || log.items.length <= heldItems) return log;
	return { ...log, items: log.items.slice(-heldItems), reachesStart: false };
}
