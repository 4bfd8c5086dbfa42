import { serverLimits } from "../limits.ts";

/**
 * How far somebody came in their turn: all is done; there is more to do; or they wait for what they began,
 * of which a part goes on right after this.
 */
export type Progress = "done" | "more" | "begun";

/** Those who have work left and wait for their turn. */
const waiting = new Set<Share>();

/** What somebody who always waited would have taken by now: who comes with new work begins near it. */
let servedMs = 0;
let turnStartedAt: number | undefined;
let scheduled = false;
/** Who began something last, and when: what follows in the same turn is their doing. */
let begun: { readonly by: Share; readonly at: number } | undefined;

/**
 * One connection's share of the loop. Those who have much to do wait in a line of which the one goes first
 * who took least so far, a little at a time, and between two of them the loop looks what else has come: however
 * much comes, and over however many connections, whoever asks for little is not delayed by those who ask for much.
 */
export class Share {
	/** Time taken so far; only the differences count. */
	#takenMs = 0;
	#isNew = true;
	#working = false;
	readonly #work: (enoughAt: number) => Progress;

	/** `work` does what there is until `performance.now()` is past `enoughAt`. */
	constructor(work: (enoughAt: number) => Progress) {
		this.#work = work;
	}

	/** There is work: it is done at once if nobody waits, and in later turns as far as it takes longer. */
	wake(): void {
		if (this.#working || waiting.has(this)) return;
		const now = performance.now();
		Share.chargeBegun(now);
		turnStartedAt ??= now;
		schedule();
		this.#level();
		if (waiting.size > 0 || now - turnStartedAt > serverLimits.turnMs) waiting.add(this);
		else this.serve();
	}

	/** There may be work: it is looked at in a turn to come. */
	queue(): void {
		if (this.#working || waiting.has(this)) return;
		schedule();
		this.#level();
		waiting.add(this);
	}

	/** There is nobody any more to do the work for. */
	drop(): void {
		waiting.delete(this);
	}

	/** Does some of the work. */
	serve(): Progress {
		waiting.delete(this);
		const startedAt = performance.now();
		this.#working = true;
		try {
			const progress = this.#work(startedAt + serverLimits.workMs);
			if (progress === "more") waiting.add(this);
			if (progress === "begun") begun = { by: this, at: performance.now() };
			return progress;
		} finally {
			this.#working = false;
			this.#charge(performance.now() - startedAt);
		}
	}

	/** Counts the time since something was begun as taken by whoever began it. */
	static chargeBegun(now: number): void {
		if (begun !== undefined) begun.by.#charge(now - begun.at);
		begun = undefined;
	}

	/**
	 * Counts time as taken, but no more than was meant: that the system or the collector broke in is nobody's
	 * doing, and would be paid for by waiting until everybody else has taken as much.
	 */
	#charge(tookMs: number): void {
		const chargedMs = Math.min(tookMs, serverLimits.workMs);
		this.#takenMs += chargedMs;
		// Whoever is served, newcomers too, brings the turn of those who wait nearer. It is never more than a turn
		// ahead of them: else even who has saved one up would come after them.
		const least = Share.least();
		const most =
			least === undefined ? Number.POSITIVE_INFINITY : least.#takenMs + serverLimits.workMs;
		const nextMs = servedMs + chargedMs / Math.max(1, waiting.size);
		servedMs = Math.max(servedMs, Math.min(nextMs, most));
	}

	/** Of those who wait the one who took least. */
	static least(): Share | undefined {
		let least: Share | undefined;
		for (const share of waiting)
			if (least === undefined || share.#takenMs < least.#takenMs) least = share;
		return least;
	}

	/** Whoever had nothing to do has saved up one turn, which puts them first, and no more; a newcomer has not. */
	#level(): void {
		const savedMs = this.#isNew ? 0 : serverLimits.workMs;
		this.#isNew = false;
		this.#takenMs = Math.max(this.#takenMs, servedMs - savedMs);
	}
}

function schedule(): void {
	if (scheduled) return;
	scheduled = true;
	setImmediate(serveWaiting);
}

function serveWaiting(): void {
	turnStartedAt = undefined;
	serveUntil(performance.now() + serverLimits.workMs);
}

function serveUntil(enoughAt: number): void {
	Share.chargeBegun(performance.now());
	while (performance.now() <= enoughAt) {
		const next = Share.least();
		if (next === undefined) break;
		if (next.serve() === "begun") {
			// It goes on in microtasks as far as it gets without waiting: that time counts too.
			queueMicrotask(() => process.nextTick(serveUntil, enoughAt));
			return;
		}
	}
	scheduled = false;
	if (waiting.size > 0) schedule();
}
