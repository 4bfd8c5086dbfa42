import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { RoomName, Seq } from "@partyline/shared/protocol/ids";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";

/** A room as it was last time; `cursor` is the place up to which its events were delivered, if known. */
export type CachedRoom = { readonly joined: JoinedRoom; readonly cursor?: Seq };

/**
 * What one account has seen of one server, so that a window opens before the network answers. It
 * is disposable: losing it costs a download. Writes are gathered; `close` writes the rest.
 */
export type Cache = {
	/** The history that everything here belongs to. */
	epoch(): string | undefined;
	/** Forgets everything of the server that belongs to another history than `epoch`. */
	enterEpoch(epoch: string): void;
	rooms(): readonly CachedRoom[];
	/**
	 * The rooms we are in and how far each was delivered. `read` is called when it is written, as this
	 * changes with every event. Rooms that another process of the account has put stay.
	 */
	putRooms(read: () => readonly CachedRoom[]): void;
	/** We are in this room no more. */
	dropRoom(room: RoomName): void;
	/** Keeps events; the texts of messages that one of them takes back are not kept, whenever they come. */
	putEvents(events: readonly ReceivedEvent[]): void;
	/** Forgets the events and the cursor of a room: they are not of the history it has now. */
	forgetRoom(room: RoomName): void;
	/** Forgets the events of a room before a seq: they were removed, or what became of them is not known. */
	forgetBefore(room: RoomName, seq: Seq): void;
	/** Forgets all of the account at this server, and keeps nothing until `enterEpoch`: it is signed out. */
	forgetAll(): void;
	/**
	 * Moves on whenever something of a room was forgotten: what was asked for before is not to be kept after.
	 * Asked of one process, it knows of that one only.
	 */
	forgettings(room: string): number;
	/** A public room has another name: everything known of it is kept under that. */
	renameRoom(from: RoomName, to: RoomName): void;
	/** A whole page; undefined if an event of it is missing. */
	page(room: string, range: CachedRange): readonly ReceivedEvent[] | undefined;
	/** The newest events without a hole, at most `limit`. */
	latest(room: string, limit: number): readonly ReceivedEvent[];
	lastRoom(): RoomName | undefined;
	putLastRoom(room: RoomName): void;
	close(): void;
};

/** The `limit` events before `before`; fewer only where the log begins, at `first`. */
export type CachedRange = {
	readonly before: number;
	readonly limit: number;
	/** @default 1 */
	readonly first?: number;
};

/** The end of `events` (ascending) in which no seq is missing. */
export function wholeEnd(events: readonly ReceivedEvent[]): readonly ReceivedEvent[] {
	const hole = events.findLastIndex((event, at) => {
		const previous = events[at - 1];
		return previous !== undefined && previous.seq + 1 !== event.seq;
	});
	return hole === -1 ? events : events.slice(hole);
}

/** Whether `events` (ascending, without a hole) are all that a page must hold. */
export function isWholePage(
	events: readonly ReceivedEvent[],
	{ before, limit, first = 1 }: CachedRange,
): boolean {
	const oldest = events[0];
	const last = events.at(-1);
	if (oldest === undefined || last === undefined) return before <= first;
	return last.seq === before - 1 && (events.length === limit || oldest.seq <= first);
}
