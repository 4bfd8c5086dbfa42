/** Time, as the hub needs it. */
export type Clock = {
	/** Epoch milliseconds. */
	now(): number;
	/** Runs `task` after the reads that wait now: what comes in this turn is handled together. */
	soon(task: () => void): void;
	/** Runs `task` after so many milliseconds. */
	later(ms: number, task: () => void): void;
};
