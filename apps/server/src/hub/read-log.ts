import { WireError } from "@partyline/shared/protocol/errors";
import type { RoomEvent } from "@partyline/shared/protocol/events";
import { beforeFirst, nextSeq, type RoomName, type Seq } from "@partyline/shared/protocol/ids";
import type { Params } from "@partyline/shared/protocol/methods";
import { goLive, type Hub, inRoom, orUnavailable } from "./hub.ts";
import { memberRoom } from "./permissions.ts";
import type { Session } from "./ports.ts";
import type { Room } from "./room.ts";

/** A page of a log in ascending seq, and whether there is more of it before and after. */
export type Page = {
	readonly events: readonly RoomEvent[];
	readonly moreBefore: boolean;
	readonly moreAfter: boolean;
};

/** A page of a room's log, of events that have been delivered or are on their way. */
export async function readHistory(
	hub: Hub,
	session: Session,
	wanted: Omit<Params<"history">, "around">,
): Promise<Page> {
	const room = memberRoom(hub, wanted.room, session.account);
	const { after, limit } = wanted;
	if (after !== undefined) return await pageAfter(hub, room, { after, limit });
	// The journal may hold events that the room has not taken yet: a page ends at the head.
	const end = nextSeq(room.head);
	const before = wanted.before === undefined || wanted.before > end ? end : wanted.before;
	return await pageBefore(hub, room, { before, limit });
}

/** What `sync` answers for one room. */
export type Missing =
	| { readonly limited: true; readonly from: Seq; readonly to: Seq }
	| { readonly events: readonly RoomEvent[] };

/** The room one is in, if it has come as far as that cursor. */
export function roomAt(
	hub: Hub,
	session: Session,
	{ room: name, cursor }: { readonly room: RoomName; readonly cursor: Seq },
): Room {
	const room = memberRoom(hub, name, session.account);
	if (cursor <= room.head) return room;
	throw new WireError("unknown_seq", {
		message: `${room.title} has events up to ${room.head}, not ${cursor}; start over.`,
	});
}

/** Of the longest messages, 160 KiB: to read and to measure them takes half a millisecond. */
const stretchEvents = 10;

/** What was read of a room for somebody who takes it up again; `events` are undefined where they are too many. */
export type Reading = {
	readonly room: Room;
	readonly cursor: Seq;
	/** The head up to which it was read. */
	readonly head: Seq;
	readonly events: readonly RoomEvent[] | undefined;
};

/**
 * Reads the events of a room after `cursor`, unless they are more than `most`. `fits` is asked of each stretch of them in
 * turn, so that a log of long messages is not read further than it can be sent, and may let others go first. The room
 * is not live from it.
 */
export async function readMissing(
	hub: Hub,
	session: Session,
	wanted: {
		readonly room: RoomName;
		readonly cursor: Seq;
		readonly most: number;
		readonly fits: (stretch: readonly RoomEvent[]) => Promise<boolean>;
	},
): Promise<Reading> {
	const { cursor, most, fits } = wanted;
	const room = roomAt(hub, session, wanted);
	const { head } = room;
	const events: RoomEvent[] = [];
	const unread = { room, cursor, head, events: undefined };
	if (head - cursor > most) return unread;
	while (events.length < head - cursor) {
		const after = events.at(-1)?.seq ?? cursor;
		const limit = Math.min(stretchEvents, head - after);
		const stretch = await orUnavailable(hub.journal.after(room.name, after, limit));
		// Whole, that is: not with its beginning trimmed away.
		const isWhole = stretch.length === limit && stretch.at(-1)?.seq === after + limit;
		if (!isWhole || !(await fits(stretch))) return unread;
		events.push(...stretch);
	}
	return { room, cursor, head, events };
}

/**
 * Makes a room live for a session right after what is answered: the events that were read, or the range they are in. Who was
 * taken out meanwhile is not told how far the room has come since: `stillIn` is asked for all rooms first.
 */
export function takeUp(
	hub: Hub,
	session: Session,
	{ room, cursor, head, events }: Reading,
): Missing {
	goLive(hub, room, session);
	// More may have been committed while the log was read: then the events alone would leave a hole.
	if (events !== undefined && head === room.head)
		return { events: events.map((event) => inRoom(room, event)) };
	return { limited: true, from: nextSeq(cursor), to: room.head };
}

/** Refuses to take up a room that one was taken out of while it was read. */
export function stillIn(hub: Hub, session: Session, { room }: Reading): void {
	memberRoom(hub, room.name, session.account);
}

/** Marks a room read; the other devices of the account are told. Resolves with the mark that holds. */
export async function markRead(
	hub: Hub,
	session: Session,
	wanted: { readonly room: RoomName; readonly seq: Seq },
): Promise<Seq> {
	const room = memberRoom(hub, wanted.room, session.account);
	if (wanted.seq > room.head)
		throw new WireError("unknown_seq", {
			message: `${room.title} has no event ${wanted.seq} yet.`,
		});
	const marks = await orUnavailable(hub.journal.readMarks(session.account));
	const before = marks.get(room.name) ?? beforeFirst;
	// There is nothing to store, nor to tell.
	if (wanted.seq <= before) return before;
	const seq = await orUnavailable(hub.journal.markRead(session.account, room.name, wanted.seq));
	for (const other of hub.people.sessionsOf(session.account))
		if (other !== session) other.signal([{ method: "read", params: { room: room.name, seq } }]);
	return seq;
}

async function pageBefore(
	hub: Hub,
	room: Room,
	{ before, limit }: { before: Seq; limit: number },
): Promise<Page> {
	const found = await orUnavailable(hub.journal.before(room.name, before, limit + 1));
	const events = found.map((event) => inRoom(room, event));
	const moreBefore = events.length > limit;
	return { events: moreBefore ? events.slice(1) : events, moreBefore, moreAfter: false };
}

async function pageAfter(
	hub: Hub,
	room: Room,
	{ after, limit }: { after: Seq; limit: number },
): Promise<Page> {
	const { head } = room;
	const found = await orUnavailable(hub.journal.after(room.name, after, limit + 1));
	const events = found.filter((event) => event.seq <= head).map((event) => inRoom(room, event));
	const moreAfter = events.length > limit;
	return { events: moreAfter ? events.slice(0, limit) : events, moreBefore: false, moreAfter };
}
