import type { ErrorCode } from "@partyline/shared/protocol/errors";
import type { Clock } from "./clock.ts";
import { RequestError, TimeoutError } from "./errors.ts";
import { nextDelayMs } from "./reconnect.ts";

/** How to wait, and when it is no use any more. */
export type Patience = {
	readonly clock: Clock;
	readonly random: () => number;
	/** Whether the connection that the request went over is still the present one. */
	isCurrent(): boolean;
	/** What is worth asking again. @default whatever may pass by itself, an answer that did not come included */
	isWorthRepeating?(error: unknown): boolean;
	/** The server said "later": it is asked again after so long. */
	onSlowed?(retryAfterMs: number, refusal: RequestError): void;
};

/** Asks again while the server says "later"; rejects as `ask` does otherwise, or once not current. */
export async function askPatiently<T>(ask: () => Promise<T>, patience: Patience): Promise<T> {
	const { isWorthRepeating = mayPass } = patience;
	for (let attempt = 1; ; attempt++) {
		try {
			return await ask();
		} catch (error) {
			if (!patience.isCurrent() || !isWorthRepeating(error)) throw error;
			await waitBecause(error, attempt, patience);
			if (!patience.isCurrent()) throw error;
		}
	}
}

async function waitBecause(error: unknown, attempt: number, patience: Patience): Promise<void> {
	const { clock, random, onSlowed } = patience;
	// A server that says "at once" each time would have us ask as fast as the line allows.
	const waitMs = Math.max(retryAfterMs(error), nextDelayMs(attempt, random));
	if (error instanceof RequestError) onSlowed?.(waitMs, error);
	await sleep(clock, waitMs);
}

/** Whether the server says that it did nothing of what was asked, and will later. */
export function isWait(error: unknown): boolean {
	return error instanceof RequestError && waits.has(error.code);
}

const waits: ReadonlySet<string> = new Set<ErrorCode>([
	"rate_limited",
	"slow_mode",
	"storage_unavailable",
]);

function mayPass(error: unknown): boolean {
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
