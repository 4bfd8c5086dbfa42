import type { SearchIndex } from "./sqlite/search-index.ts";

/** What was committed waits so long for more: to index one message by itself costs as much as ten together. And what was indexed waits so long for a batch that takes it along. */
const restMs = 100;

/** While batches come they have the thread for so long between two steps: a step costs them a tenth of their time at most. */
const pauseMs = 20;

/** So long a search waits for what is not in the index yet: some thousand messages. */
const catchUpMs = 100;

type Waiter = { readonly until: number; tell(isWhole: boolean): void };

/** Brings the index up to what is stored, in the writer's thread: by small steps, between which each batch that came is applied. */
export class Indexing {
	readonly #index: SearchIndex;
	readonly #beforeStep: () => void;
	#waiters: Waiter[] = [];
	#timer: NodeJS.Timeout | undefined;
	#step: NodeJS.Immediate | undefined;
	/** Since when no step was committed. */
	#openSince = 0;

	constructor(index: SearchIndex, beforeStep: () => void) {
		this.#index = index;
		this.#beforeStep = beforeStep;
	}

	/** Indexes what was stored, a little later. */
	soon(): void {
		this.#goOnAfter(restMs);
	}

	/** Indexes what was stored, at once; tells whether it is all in the index, as soon as it is or takes too long. */
	catchUp(tell: (isWhole: boolean) => void): void {
		this.#waiters.push({ until: performance.now() + catchUpMs, tell });
		if (this.#index.isBehind) this.#begin();
		else this.#answer(false);
	}

	/** Ends it; what is not in the index yet will be after the next start. */
	stop(): void {
		clearTimeout(this.#timer);
		clearImmediate(this.#step);
	}

	#begin(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		// Not in a loop: what the hub sends is received between two turns.
		this.#step ??= setImmediate(() => this.#run());
	}

	#goOnAfter(ms: number): void {
		if (this.#step === undefined) this.#timer ??= setTimeout(() => this.#begin(), ms);
	}

	#run(): void {
		this.#step = undefined;
		this.#beforeStep();
		const now = performance.now();
		// No batch came that would have taken the step before along.
		const isQuiet = this.#index.isOpen;
		if (!isQuiet) this.#openSince = now;
		else if (now - this.#openSince >= restMs) this.#commit(now);
		const isMore = this.#index.step();
		this.#answer(isMore);
		if (!isMore) {
			if (this.#index.isOpen) this.soon();
		} else if (isQuiet || this.#waiters.length > 0) this.#begin();
		else this.#goOnAfter(pauseMs);
	}

	#commit(now: number): void {
		this.#index.commit();
		this.#openSince = now;
	}

	#answer(isMore: boolean): void {
		const isEnd = !isMore || !this.#index.isBehind;
		const now = performance.now();
		const isDone = ({ until }: Waiter) => isEnd || until <= now;
		const done = this.#waiters.filter(isDone);
		if (done.length === 0) return;
		this.#waiters = this.#waiters.filter((waiter) => !isDone(waiter));
		// Nobody else sees what is not committed.
		this.#commit(now);
		const isWhole = !this.#index.isBehind;
		for (const { tell } of done) tell(isWhole);
	}
}
