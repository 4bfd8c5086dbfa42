import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { nextSeq, previousSeq, type RoomName, type Seq } from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import type { Result } from "@partyline/shared/protocol/methods";
import type { NotificationParams } from "@partyline/shared/protocol/notifications";
import { advance, later } from "./cursor.ts";
import type { Shelf } from "./shelf.ts";

/** What `sync` answers for one room. */
export type Missing = Result<"sync">["rooms"][string];

/** Events that were not sent and are nothing but that so many joined and left. */
export type Comings = {
	readonly from: Seq;
	readonly to: Seq;
	readonly joined: number;
	readonly left: number;
};

/** A page of a room's log: what follows a seq, or what leads up to one. */
export type SyncPage =
	| { readonly after: Seq; readonly limit: number }
	| { readonly before: Seq; readonly limit: number };

/** What becomes of events that the server left out: they are fetched, or passed over. */
export type LeftOut = "missing" | "passed";

/** What a room needs of the client. */
export type RoomSyncOptions = {
	readonly room: RoomName;
	readonly catchUp: "all" | "latest";
	readonly shelf: Shelf;
	/** One page of history of this room over the present connection; it tries again by itself. */
	fetch(page: SyncPage, room: RoomName): Promise<readonly ReceivedEvent[]>;
	emit(event: ReceivedEvent): void;
	/** The next event will have seq `from`. */
	onReset(from: Seq, room: RoomName): void;
	/** So many came and went, and none of it will be emitted. */
	onComings(comings: Comings, room: RoomName): void;
	/** A fill ended by something that no repetition over this connection cures. */
	onFailure(error: unknown, room: RoomName): void;
};

/**
 * Brings the events of one room in order, each exactly once, whatever the connection does. What comes
 * live while a gap is filled is held until its turn: only what did not come is read from the log.
 */
export class RoomSync {
	/** What it is called now; all its events come under this name, whatever it was when they were sent. */
	room: RoomName;
	readonly #options: RoomSyncOptions;
	// The last seq emitted.
	#cursor: Seq;
	// The highest seq known to exist.
	#target: Seq;
	// What came too early, ascending.
	#held: ReceivedEvent[] = [];
	// Whether events come from somewhere else than `receive`: the answer to `sync`, or a fill.
	#busy = true;
	// Counts the connections, so that a fill of an earlier one notices.
	#generation = 0;

	/** Begins held: nothing is emitted before `takeUp`. */
	constructor(options: RoomSyncOptions, cursor: Seq) {
		this.#options = options;
		this.room = options.room;
		this.#cursor = cursor;
		this.#target = cursor;
	}

	get cursor(): Seq {
		return this.#cursor;
	}

	/** Whether no event is known that is yet to come. */
	get isAtEnd(): boolean {
		return this.#cursor >= this.#target;
	}

	/** The connection is gone, or `sync` is about to be asked: wait for `takeUp`. */
	hold(): void {
		this.#generation++;
		this.#busy = true;
		// The next answer to `sync` goes on from the cursor, whatever came over this connection.
		this.#clearHeld();
	}

	/** Goes on from the cursor: with what `sync` answered, or up to `lastSeq` by history. */
	takeUp(missing: Missing | { readonly lastSeq: Seq }): void {
		this.#busy = false;
		if ("lastSeq" in missing) this.#target = later(this.#target, missing.lastSeq);
		else if ("limited" in missing) this.#target = later(this.#target, missing.to);
		else this.#takeMissing(missing.events);
		this.#fillIfBehind();
	}

	/** Takes a live event. */
	receive(event: ReceivedEvent): void {
		this.#take(event);
		this.#fillIfBehind();
	}

	/** The server has nothing before `first` any more. While held. */
	skipTo(first: Seq): void {
		if (nextSeq(this.#cursor) >= first) return;
		this.#target = later(this.#target, previousSeq(first));
		this.#skipUpTo(previousSeq(first));
	}

	/** The server left events out. Those who came and went in a crowd need not be fetched by a reader of the latest. */
	leaveOut({ from, to, joined, left }: NotificationParams<"limited">): LeftOut {
		const isNext = !this.#busy && from === nextSeq(this.#cursor);
		const areComings =
			joined !== undefined && left !== undefined && joined + left === to - from + 1;
		if (this.#options.catchUp === "all" || !isNext || !areComings) {
			this.raise(to);
			return "missing";
		}
		this.#cursor = to;
		this.#target = later(this.#target, to);
		this.#options.onComings({ from, to, joined, left }, this.room);
		this.#fillIfBehind();
		return "passed";
	}

	/** The room is known to have an event `seq`. */
	raise(seq: Seq): void {
		this.#target = later(this.#target, seq);
		this.#fillIfBehind();
	}

	#takeMissing(events: readonly ReceivedEvent[]): void {
		const generation = this.#generation;
		// Known before the first is emitted: our part is not the last word when others follow.
		this.#target = later(this.#target, events.at(-1)?.seq ?? this.#target);
		for (const event of events) {
			this.#take(event);
			if (generation !== this.#generation) return;
		}
	}

	#take(event: ReceivedEvent): void {
		const step = advance(this.#cursor, event.seq);
		if (step === "next" && !this.#busy) this.#emit(event);
		else if (step !== "duplicate") this.#hold(event);
	}

	#emit(event: ReceivedEvent): void {
		this.#cursor = event.seq;
		this.#target = later(this.#target, event.seq);
		const { room } = this;
		this.#options.emit(event.room === room ? event : { ...event, room });
	}

	#hold(event: ReceivedEvent): void {
		this.#target = later(this.#target, event.seq);
		const newest = this.#held.at(-1);
		if (newest !== undefined && newest.seq >= event.seq) return;
		// Without a place it is read from the log, and so is what waits before it.
		if (this.#options.shelf.take()) this.#held.push(event);
		else this.#clearHeld();
	}

	#clearHeld(): void {
		this.#options.shelf.giveBack(this.#held.length);
		this.#held = [];
	}

	/** Emits what was held and is next now. */
	#emitHeld(): void {
		const held = this.#held;
		let at = 0;
		for (let event = held[at]; event !== undefined; event = held[++at]) {
			const step = advance(this.#cursor, event.seq);
			if (step === "gap") break;
			if (step === "next") this.#emit(event);
			// Emitted, it may have taken us out of the room, which has cleared what was held.
			if (held !== this.#held) return;
		}
		if (at === 0) return;
		this.#held = held.slice(at);
		this.#options.shelf.giveBack(at);
	}

	/** The last seq that only the log can bring now. */
	get #end(): Seq {
		const first = this.#held[0];
		return first === undefined ? this.#target : previousSeq(first.seq);
	}

	#fillIfBehind(): void {
		if (this.#busy) return;
		this.#emitHeld();
		if (this.#busy || this.#cursor >= this.#end) return;
		this.#busy = true;
		const generation = this.#generation;
		this.#fill(generation).catch((error: unknown) => {
			if (generation !== this.#generation) return;
			this.#busy = false;
			this.#options.onFailure(error, this.room);
		});
	}

	async #fill(generation: number): Promise<void> {
		while (this.#cursor < this.#end) {
			const end = this.#end;
			const events = await this.#fetch(end);
			if (generation !== this.#generation) return;
			if (events === undefined) continue;
			// Nothing beyond what was asked for: the rest comes live, or in the next page.
			this.#takePage(events, end);
			this.#emitHeld();
			if (generation !== this.#generation) return;
		}
		this.#busy = false;
	}

	/** The next page; undefined if it failed, and is to be asked for again. */
	async #fetch(end: Seq): Promise<readonly ReceivedEvent[] | undefined> {
		const known = this.#target;
		try {
			return await this.#options.fetch(this.#nextPage(end), this.room);
		} catch (error) {
			// Refused after our part, perhaps, and we are in the room again since: more came meanwhile.
			if (this.#target > known) return undefined;
			throw error;
		}
	}

	#nextPage(end: Seq): SyncPage {
		const limit = limits.pageEvents;
		const missing = end - this.#cursor;
		if (this.#options.catchUp === "latest" && missing > limit)
			return { before: nextSeq(end), limit };
		return { after: this.#cursor, limit: Math.min(limit, missing) };
	}

	#takePage(events: readonly ReceivedEvent[], end: Seq): void {
		const before = this.#cursor;
		const generation = this.#generation;
		for (const event of events) {
			const step = advance(this.#cursor, event.seq);
			if (event.seq > end) break;
			if (step === "duplicate") continue;
			// Skipped on purpose, or trimmed from the server's log: it will not come.
			if (step === "gap") this.#skipUpTo(previousSeq(event.seq));
			this.#emit(event);
			if (generation !== this.#generation) return;
		}
		// The log has nothing up to there any more; asking again would go on for ever.
		if (this.#cursor === before) this.#skipUpTo(end);
	}

	#skipUpTo(seq: Seq): void {
		this.#cursor = seq;
		this.#options.onReset(nextSeq(seq), this.room);
	}
}
