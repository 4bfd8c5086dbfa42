import type { RoomEvent } from "@partyline/shared/protocol/events";
import { type Draft, JournalError, type Receipt } from "../hub/ports.ts";
import type { Applied, Operation, Place, Reply } from "./operations.ts";

/** What an operation resolves with once it is committed. */
export type Outcome =
	| { readonly type: "appended"; readonly receipts: readonly Receipt[] }
	| Exclude<Applied, { type: "appended" | "refused" }>;

type Entry = {
	readonly operation: Operation;
	readonly sizeBytes: number;
	resolve(outcome: Outcome): void;
	reject(error: JournalError): void;
};

type Settled = { readonly entry: Entry; readonly outcome: Outcome | JournalError };

// With a disk that stands still memory must not grow without bound: a hub that posts 20,000 a
// second has half a second to wait, at 16 KiB a message 32 MiB are 1,000 of the longest.
const waitingEventsCap = 10_000;
const waitingBytesCap = 32 * 1024 * 1024;

/** So long at most a batch waits for more: a sync takes as long for one as for a thousand (docs/decisions/0008). */
const growsMs = 2;

/**
 * Collects operations into batches, one of which is at the writer at a time: what arrives while the
 * writer is busy is the next batch. It waits for more only as long as each turn of the loop brings more.
 */
export class GroupCommit {
	readonly #post: (operations: readonly Operation[]) => void;
	readonly #listeners: ((events: readonly RoomEvent[]) => void)[] = [];
	#state: "open" | "draining" | "closed" = "open";
	#waiting: Entry[] = [];
	#waitingEvents = 0;
	#waitingBytes = 0;
	#inFlight: Entry[] = [];
	#posting = false;
	#onDrained: (() => void) | undefined;

	constructor(post: (operations: readonly Operation[]) => void) {
		this.#post = post;
	}

	/** Resolves when the operation is on disk; rejects with a `JournalError`. */
	submit(operation: Operation): Promise<Outcome> {
		const events = countEvents(operation);
		const sizeBytes = measure(operation);
		if (this.#state !== "open")
			return Promise.reject(new JournalError("The journal is closed.", "none"));
		if (
			this.#waitingEvents + events > waitingEventsCap ||
			this.#waitingBytes + sizeBytes > waitingBytesCap
		)
			return Promise.reject(new JournalError("Too much waits for the disk.", "none"));
		this.#waitingEvents += events;
		this.#waitingBytes += sizeBytes;
		const promise = new Promise<Outcome>((resolve, reject) => {
			this.#waiting.push({ operation, sizeBytes, resolve, reject });
		});
		this.#schedule();
		return promise;
	}

	/** `listener` hears the newly stored events of each batch, in order, before their appends resolve. */
	onCommitted(listener: (events: readonly RoomEvent[]) => void): void {
		this.#listeners.push(listener);
	}

	/** Takes the writer's reply to the batch in flight. */
	settle(reply: Reply): void {
		const entries = this.#inFlight;
		this.#inFlight = [];
		// What waits goes off after this turn, in which this batch is taken, and before it is fanned out.
		this.#schedule();
		if (reply.type === "failed") {
			for (const entry of entries) entry.reject(new JournalError(reply.message, reply.outcome));
		} else {
			this.#finish(entries.map((entry, index) => settled(entry, reply.applied[index])));
		}
		this.#checkDrained();
	}

	/** The writer is gone: nobody knows about the batch in flight, and nothing more is taken. */
	fail(cause: Error): void {
		this.#state = "closed";
		const lost = "The journal's writer has stopped.";
		for (const entry of this.#inFlight) entry.reject(new JournalError(lost, "unknown", { cause }));
		for (const entry of this.#waiting) entry.reject(new JournalError(lost, "none", { cause }));
		this.#inFlight = [];
		this.#waiting = [];
		this.#checkDrained();
	}

	/** Takes nothing more and resolves once everything taken is settled. */
	drain(): Promise<void> {
		if (this.#state === "open") this.#state = "draining";
		return new Promise((resolve) => {
			this.#onDrained = resolve;
			this.#checkDrained();
		});
	}

	#schedule(): void {
		if (this.#posting || this.#inFlight.length > 0 || this.#waiting.length === 0) return;
		this.#posting = true;
		this.#postAfterTurn(performance.now() + growsMs);
	}

	#postAfterTurn(latestAt: number): void {
		const count = this.#waiting.length;
		// Not a microtask: those run after each socket's callback, and the batch would be what one
		// socket brought. The check phase comes when every socket that was ready has been read.
		setImmediate(() => {
			if (this.#waiting.length > count && performance.now() < latestAt) {
				this.#postAfterTurn(latestAt);
				return;
			}
			this.#posting = false;
			this.#postWaiting();
		});
	}

	#postWaiting(): void {
		if (this.#waiting.length === 0) return;
		this.#inFlight = this.#waiting;
		this.#waiting = [];
		this.#waitingEvents = 0;
		this.#waitingBytes = 0;
		this.#post(this.#inFlight.map((entry) => entry.operation));
	}

	#finish(batch: readonly Settled[]): void {
		const events = batch.flatMap(({ outcome }) => newEvents(outcome));
		if (events.length > 0) for (const listener of this.#listeners) listener(events);
		for (const { entry, outcome } of batch) {
			if (outcome instanceof JournalError) entry.reject(outcome);
			else entry.resolve(outcome);
		}
	}

	#checkDrained(): void {
		if (this.#inFlight.length === 0 && this.#waiting.length === 0) this.#onDrained?.();
	}
}

/** Whether an outcome is of that type. */
export function isOutcome<T extends Outcome["type"]>(
	outcome: Outcome,
	type: T,
): outcome is Extract<Outcome, { type: T }> {
	return outcome.type === type;
}

function settled(entry: Entry, applied: Applied | undefined): Settled {
	if (applied === undefined) throw new Error("The writer did not answer for every operation.");
	if (applied.type === "refused")
		return { entry, outcome: new JournalError(applied.reason, "none") };
	if (applied.type !== "appended") return { entry, outcome: applied };
	const drafts = entry.operation.type === "append" ? entry.operation.drafts : [];
	return { entry, outcome: { type: "appended", receipts: toReceipts(drafts, applied.places) } };
}

function toReceipts(drafts: readonly Draft[], places: readonly Place[]): Receipt[] {
	return places.map((place, index) => {
		if (typeof place !== "number") return { event: place, duplicate: true };
		const draft = drafts[index];
		if (draft === undefined) throw new Error("The writer placed more events than it was given.");
		return { event: { seq: place, ...draft.event }, duplicate: false };
	});
}

function newEvents(outcome: Outcome | JournalError): readonly RoomEvent[] {
	if (outcome instanceof JournalError || outcome.type !== "appended") return [];
	return outcome.receipts.filter((receipt) => !receipt.duplicate).map((receipt) => receipt.event);
}

function countEvents(operation: Operation): number {
	return operation.type === "append" ? operation.drafts.length : 1;
}

// A string takes up to two bytes a character in memory; the rest of a draft is counted for 256.
function measure(operation: Operation): number {
	if (operation.type !== "append") return 256;
	let bytes = 0;
	for (const { event } of operation.drafts)
		bytes += 256 + (event.type === "message" ? 2 * event.text.length : 0);
	return bytes;
}
