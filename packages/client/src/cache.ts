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
	putEvents(events: readonly ReceivedEvent[]): void;
	/** Forgets the events and the cursor of a room: they are not of the history it has now. */
	forgetRoom(room: RoomName): void;
	/** The whole `limit` events before `before` (fewer only at the room's start); undefined if one is missing. */
	page(room: string, before: number, limit: number): readonly ReceivedEvent[] | undefined;
	/** The newest events without a hole, at most `limit`. */
	latest(room: string, limit: number): readonly ReceivedEvent[];
	lastRoom(): RoomName | undefined;
	putLastRoom(room: RoomName): void;
	close(): void;
};

/** The end of `events` (ascending) in which no seq is missing. */
export function wholeEnd(events: readonly ReceivedEvent[]): readonly ReceivedEvent[] {
	const hole = events.findLastIndex((event, at) => {
		const previous = events[at - 1];
		return previous !== undefined && previous.seq + 1 !== event.seq;
	});
	return hole === -1 ? events : events.slice(hole);
}

/** Whether `events` (ascending, without a hole) are all that a page before `before` must hold. */
export function isWholePage(
	events: readonly ReceivedEvent[],
	before: number,
	limit: number,
): boolean {
	const first = events[0];
	const last = events.at(-1);
	if (first === undefined || last === undefined) return before <= 1;
	return last.seq === before - 1 && (events.length === limit || first.seq === 1);
}
