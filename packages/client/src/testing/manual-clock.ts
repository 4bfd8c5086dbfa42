import type { Clock } from "../clock.ts";

type Timer = { readonly dueMs: number; readonly callback: () => void };

/** A clock that a test moves. */
export class ManualClock implements Clock {
	#nowMs = 1_000_000;
	readonly #timers = new Set<Timer>();

	now(): number {
		return this.#nowMs;
	}

	after(delayMs: number, callback: () => void): () => void {
		const timer = { dueMs: this.#nowMs + delayMs, callback };
		this.#timers.add(timer);
		return () => void this.#timers.delete(timer);
	}

	/** Lets time pass, and everything due in it happen in order. */
	pass(delayMs: number): void {
		const endMs = this.#nowMs + delayMs;
		for (let timer = this.#next(endMs); timer !== undefined; timer = this.#next(endMs)) {
			this.#timers.delete(timer);
			this.#nowMs = timer.dueMs;
			timer.callback();
		}
		this.#nowMs = endMs;
	}

	#next(endMs: number): Timer | undefined {
		return [...this.#timers]
			.filter((timer) => timer.dueMs <= endMs)
			.sort((a, b) => a.dueMs - b.dueMs)[0];
	}
}
