/** The time and a way to wait, so that tests decide how long things take. */
export type Clock = {
	/** Epoch milliseconds. */
	now(): number;
	/** Calls back once after `delayMs`, unless the returned function is called first. */
	after(delayMs: number, callback: () => void): () => void;
};

/** The time of the machine. */
export const systemClock: Clock = {
	now: () => Date.now(),
	after(delayMs, callback) {
		const timer = setTimeout(callback, delayMs);
		return () => clearTimeout(timer);
	},
};
