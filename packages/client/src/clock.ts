/** The time and a way to wait, so that tests decide how long things take. */
export type Clock = {
	/** Epoch milliseconds. */
	now(): number;
	/** Calls back once after `delayMs`, unless the returned function is called first. */
	after(delayMs: number, callback: () => void): () => void;
};

// A timer of Node's with a longer delay goes off at once.
const maxTimerMs = 2 ** 31 - 1;

/** The time of the machine. */
export const systemClock: Clock = {
	now: () => Date.now(),
	after(delayMs, callback) {
		const timer = setTimeout(callback, Math.min(Math.max(delayMs, 0) || 0, maxTimerMs));
		return () => clearTimeout(timer);
	},
};
