import type { RoomName } from "@partyline/shared/protocol/ids";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";
import type { Call } from "./calls.ts";
import { RequestError } from "./errors.ts";

/** Sends read markers, the newest of each room only, and remembers them while there is no connection. */
export class ReadMarks {
	// Marks that the server does not have yet.
	readonly #unsent = new Map<RoomName, number>();
	readonly #underWay = new Set<RoomName>();
	#call: Call | undefined;

	mark(room: RoomName, seq: number): void {
		this.#unsent.set(room, Math.max(seq, this.#unsent.get(room) ?? 0));
		this.#send(room);
	}

	/** Marks what was read while there was no connection, perhaps by an earlier process: more than the server told. */
	markUntold(told: readonly JoinedRoom[], rooms: readonly JoinedRoom[]): void {
		const known = new Map(told.map((joined) => [joined.room, joined.readSeq]));
		for (const { room, readSeq } of rooms)
			if (readSeq > (known.get(room) ?? readSeq)) this.mark(room, readSeq);
	}

	/** There is a live connection. */
	begin(call: Call): void {
		this.#call = call;
		this.#underWay.clear();
		for (const room of [...this.#unsent.keys()]) this.#send(room);
	}

	/** The connection is gone. */
	stop(): void {
		this.#call = undefined;
	}

	/** A public room has another name. */
	rename(from: RoomName, to: RoomName): void {
		const seq = this.#unsent.get(from);
		this.#unsent.delete(from);
		if (seq !== undefined) this.mark(to, seq);
	}

	/** We are in the room no more. */
	drop(room: RoomName): void {
		this.#unsent.delete(room);
	}

	/** The seqs of another history mean other events. */
	clear(): void {
		this.#unsent.clear();
	}

	#send(room: RoomName): void {
		const call = this.#call;
		const seq = this.#unsent.get(room);
		if (call === undefined || seq === undefined || this.#underWay.has(room)) return;
		this.#underWay.add(room);
		call("read", { room, seq })
			.then(
				() => this.#forget(room, seq),
				// Refused, it is worth no repetition: the next one says more. Else it stays for the next connection.
				(error: unknown) => error instanceof RequestError && this.#forget(room, seq),
			)
			.finally(() => {
				if (this.#call !== call) return;
				this.#underWay.delete(room);
				if (this.#unsent.get(room) !== seq) this.#send(room);
			});
	}

	#forget(room: RoomName, seq: number): void {
		if (this.#unsent.get(room) === seq) this.#unsent.delete(room);
	}
}
