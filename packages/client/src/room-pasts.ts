import {
	beforeFirst,
	placeBefore,
	previousSeq,
	type RoomName,
	type Seq,
} from "@partyline/shared/protocol/ids";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";
import { later } from "./cursor.ts";
import { maxOwnRooms } from "./handshake.ts";

/** Where the events of a room begin; `isReset` if they do not go on where the last ones ended. */
export type RoomStart = {
	readonly cursor: Seq;
	readonly isReset: boolean;
	/** The room ends before what we have seen of it. */
	readonly wentBack: boolean;
};

/** How far the rooms were delivered that nothing is delivered of now. */
export class RoomPasts {
	// By an earlier process, or until we were out with events missing: it goes on from there.
	readonly #unfinished = new Map<RoomName, Seq>();
	// By this process, until we left: what came in between may be left out, and nothing is repeated.
	readonly #left = new Map<RoomName, Seq>();

	/** The last event that was delivered of a room that is to go on there. */
	unfinished(room: RoomName): Seq | undefined {
		return this.#unfinished.get(room);
	}

	putUnfinished(room: RoomName, cursor: Seq): void {
		putBounded(this.#unfinished, room, cursor);
	}

	putLeft(room: RoomName, cursor: Seq): void {
		putBounded(this.#left, room, cursor);
	}

	/** The room has no past any more: it is delivered again. */
	remove(room: RoomName): void {
		this.#unfinished.delete(room);
		this.#left.delete(room);
	}

	/** Whether anything is known of how far a room was delivered. */
	has(room: RoomName): boolean {
		return this.#unfinished.has(room) || this.#left.has(room);
	}

	/** A public room has another name. */
	rename(from: RoomName, to: RoomName): void {
		for (const cursors of [this.#unfinished, this.#left]) {
			const cursor = cursors.get(from);
			cursors.delete(from);
			if (cursor !== undefined) putBounded(cursors, to, later(cursor, cursors.get(to) ?? cursor));
		}
	}

	clear(): void {
		this.#unfinished.clear();
		this.#left.clear();
	}

	/**
	 * Where to begin in a room, so that nothing comes twice and nothing is left out without a word:
	 * after `cursor` if there is one, else with the last `backlog` events.
	 */
	startOf(joined: JoinedRoom, cursor: Seq | undefined, backlog: number): RoomStart {
		const { room, lastSeq } = joined;
		const seen = cursor ?? this.#left.get(room) ?? beforeFirst;
		const latest = placeBefore(lastSeq, backlog);
		// Another history, of a server restored from a copy.
		if (seen > lastSeq) return { cursor: latest, isReset: true, wentBack: true };
		// What the server keeps no more is not asked for.
		const start = later(cursor ?? later(latest, seen), lastRemoved(joined));
		return { cursor: start, isReset: start > seen, wentBack: false };
	}
}

/** The last event of a room that its retention has removed, or the place before the first event. */
function lastRemoved({ firstSeq }: JoinedRoom): Seq {
	return firstSeq === undefined ? beforeFirst : previousSeq(firstSeq);
}

function putBounded(cursors: Map<RoomName, Seq>, room: RoomName, cursor: Seq): void {
	cursors.set(room, cursor);
	const [oldest] = cursors.keys();
	if (oldest !== undefined && cursors.size > maxOwnRooms) cursors.delete(oldest);
}
