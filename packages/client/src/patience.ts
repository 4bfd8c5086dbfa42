import type { Clock } from "./clock.ts";
import { RequestError, TimeoutError } from "./errors.ts";
import { nextDelayMs } from "./reconnect.ts";

/** How to wait, and when it is no use any more. */
export type Patience = {
	readonly clock: Clock;
	readonly random: () => number;
	/** Whether the connection that the request went over is still the present one. */
	isCurrent(): boolean;
};

/** Asks again while the server says "later"; rejects as `ask` does otherwise, or once not current. */
export async function askPatiently<T>(ask: () => Promise<T>, patience: Patience): Promise<T> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await ask();
		} catch (error) {
			if (!patience.isCurrent() || !isWorthRepeating(error)) throw error;
			const { clock, random } = patience;
			// A server that says "at once" each time would have us ask as fast as the line allows.
			await sleep(clock, Math.max(retryAfterMs(error), nextDelayMs(attempt, random)));
			if (!patience.isCurrent()) throw error;
		}
	}
}

function isWorthRepeating(error: unknown): boolean {
	if (error instanceof TimeoutError) return true;
	return error instanceof RequestError && error.isRetryable;
}

function retryAfterMs(error: unknown): number {
	return (error instanceof RequestError ? error.retryAfterMs : undefined) ?? 0;
}

/** A clock with waits that end early when what they wait for is gone: no timer outlives it. */
export type WakeableClock = Clock & { wakeAll(): void };

/** A clock that goes by `clock`. */
export function wakeable(clock: Clock): WakeableClock {
	const sleepers = new Set<() => void>();
	return {
		now: () => clock.now(),
		after(delayMs, callback) {
			const sleeper = () => {
				cancel();
				callback();
			};
			const stop = clock.after(delayMs, sleeper);
			const cancel = () => {
				stop();
				sleepers.delete(sleeper);
			};
			sleepers.add(sleeper);
			return cancel;
		},
		wakeAll() {
			for (const wake of [...sleepers]) wake();
		},
	};
}

/** Resolves after so long. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
	return new Promise((resolve) => clock.after(delayMs, resolve));
}
