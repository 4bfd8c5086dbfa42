import type { RoomName, Seq } from "@partyline/shared/protocol/ids";
import type { Delivery } from "../hub/ports.ts";

/** A stretch of a room's log that a session was not sent. */
export type Range = { readonly room: RoomName; readonly from: Seq; readonly to: Seq };

/** What a slow session was not sent, by room: two numbers a room, however much it is. */
export class Missed {
	/** Made for those alone who miss something. */
	#ranges: Map<RoomName, Range> | undefined;

	/** Notes that a delivery was not sent. */
	add({ room, events }: Delivery): void {
		const first = events[0];
		const last = events.at(-1);
		if (first === undefined || last === undefined) return;
		this.#ranges ??= new Map();
		const from = this.#ranges.get(room)?.from ?? first.seq;
		this.#ranges.set(room, { room, from, to: last.seq });
	}

	/** All that was missed since the last time. */
	take(): Range[] {
		const ranges = this.#ranges;
		this.#ranges = undefined;
		return ranges === undefined ? [] : [...ranges.values()];
	}
}
