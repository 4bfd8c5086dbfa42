import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { beforeFirst, type RoomName, type Seq } from "@partyline/shared/protocol/ids";
import { later } from "./cursor.ts";
import { maxMet } from "./met-rooms.ts";

/** What came early of a room: its first event, which tells how we came in, and the highest seq. */
export type Early = { readonly first: ReceivedEvent; readonly highest: Seq };

/** Live events that come while a login or a join is under way, by whose answer their rooms are known. */
export class EarlyEvents {
	#rooms: Map<RoomName, Early> | undefined;

	get isOpen(): boolean {
		return this.#rooms !== undefined;
	}

	begin(): void {
		this.#rooms = new Map();
	}

	/** Takes an event; false if nothing is under way. */
	take(event: ReceivedEvent): boolean {
		const rooms = this.#rooms;
		if (rooms === undefined) return false;
		const known = rooms.get(event.room);
		if (known !== undefined)
			rooms.set(event.room, { ...known, highest: later(known.highest, event.seq) });
		// One more than may turn up: then that is told when they are looked at.
		else if (rooms.size <= maxMet) rooms.set(event.room, { first: event, highest: event.seq });
		return true;
	}

	/** The highest seq that came of a room. */
	highest(room: RoomName): Seq {
		return this.#rooms?.get(room)?.highest ?? beforeFirst;
	}

	/** It is over: what came early. */
	end(): readonly Early[] {
		const early = [...(this.#rooms?.values() ?? [])];
		this.#rooms = undefined;
		return early;
	}
}
