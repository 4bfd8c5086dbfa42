import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { nextSeq, previousSeq, type Seq } from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import type { Result } from "@partyline/shared/protocol/methods";
import { advance, later } from "./cursor.ts";

/** What `sync` answers for one room. */
export type Missing = Result<"sync">["rooms"][string];

/** A page of a room's log: the one after a seq, or the last one. */
export type SyncPage = { readonly after?: Seq; readonly limit: number };

/** What a room needs of the client. */
export type RoomSyncOptions = {
	readonly catchUp: "all" | "latest";
	/** One page of history of this room over the present connection; it tries again by itself. */
	fetch(page: SyncPage): Promise<readonly ReceivedEvent[]>;
	emit(event: ReceivedEvent): void;
	/** The next event will have seq `from`. */
	onReset(from: Seq): void;
	/** A fill ended by something that no repetition over this connection cures. */
	onFailure(error: unknown): void;
};

/**
 * Brings the events of one room in order, each exactly once, whatever the connection does. It holds
 * no events: what comes too early only raises the target that is then read from the room's log.
 */
export class RoomSync {
	readonly #options: RoomSyncOptions;
	// The last seq emitted.
	#cursor: Seq;
	// The highest seq known to exist.
	#target: Seq;
	// Whether events come from somewhere else than `receive`: the answer to `sync`, or a fill.
	#busy = true;
	// Counts the connections, so that a fill of an earlier one notices.
	#generation = 0;

	/** Begins held: nothing is emitted before `takeUp`. */
	constructor(options: RoomSyncOptions, cursor: Seq) {
		this.#options = options;
		this.#cursor = cursor;
		this.#target = cursor;
	}

	get cursor(): Seq {
		return this.#cursor;
	}

	/** The connection is gone, or `sync` is about to be asked: wait for `takeUp`. */
	hold(): void {
		this.#generation++;
		this.#busy = true;
	}

	/** Goes on from the cursor: with what `sync` answered, or up to `lastSeq` by history. */
	takeUp(missing: Missing | { readonly lastSeq: Seq }): void {
		this.#busy = false;
		if ("lastSeq" in missing) this.raise(missing.lastSeq);
		else if ("limited" in missing) this.raise(missing.to);
		else for (const event of missing.events) this.receive(event);
		this.#fillIfBehind();
	}

	/** Takes a live event. */
	receive(event: ReceivedEvent): void {
		const step = advance(this.#cursor, event.seq);
		if (this.#busy || step === "gap") this.raise(event.seq);
		else if (step === "next") this.#emit(event);
	}

	/** The room is known to have an event `seq`. */
	raise(seq: Seq): void {
		this.#target = later(this.#target, seq);
		this.#fillIfBehind();
	}

	#emit(event: ReceivedEvent): void {
		this.#cursor = event.seq;
		this.#target = later(this.#target, event.seq);
		this.#options.emit(event);
	}

	#fillIfBehind(): void {
		if (this.#busy || this.#cursor >= this.#target) return;
		this.#busy = true;
		const generation = this.#generation;
		this.#fill(generation).catch((error: unknown) => {
			if (generation !== this.#generation) return;
			this.#busy = false;
			this.#options.onFailure(error);
		});
	}

	async #fill(generation: number): Promise<void> {
		const { fetch, catchUp } = this.#options;
		const limit = limits.pageEvents;
		while (this.#cursor < this.#target) {
			const skips = catchUp === "latest" && this.#target - this.#cursor > limit;
			const events = await fetch(skips ? { limit } : { after: this.#cursor, limit });
			if (generation !== this.#generation) return;
			this.#takePage(events);
		}
		this.#busy = false;
	}

	#takePage(events: readonly ReceivedEvent[]): void {
		const before = this.#cursor;
		for (const event of events) {
			const step = advance(this.#cursor, event.seq);
			if (step === "duplicate") continue;
			// Skipped on purpose, or trimmed from the server's log: it will not come.
			if (step === "gap") this.#skipUpTo(previousSeq(event.seq));
			this.#emit(event);
		}
		// The log has nothing up to the target any more; asking again would go on for ever.
		if (this.#cursor === before) this.#skipUpTo(this.#target);
	}

	#skipUpTo(seq: Seq): void {
		this.#cursor = seq;
		this.#options.onReset(nextSeq(seq));
	}
}
