/** How soon one may try again after so many tries that failed. */
export type ThrottleOptions = {
	/** Tries that cost no time. */
	readonly free: number;
	/** The wait after the first that was not free; it doubles with each. */
	readonly firstMs: number;
	readonly mostMs: number;
	/** When a try that failed is forgotten. */
	readonly forgetMs: number;
	/**
	 * How many are remembered that may still try for free, and as many that may not; of either the one whose last
	 * try is the longest ago is forgotten first.
	 */
	readonly remembered: number;
};

type Tries = { readonly failed: number; readonly at: number };

/** Counts tries that failed, by whatever they are counted by, and says how long to wait before the next. */
export class Throttle {
	readonly #options: ThrottleOptions;
	/** Those with free tries left, in the order of the last one. */
	readonly #free = new Map<string, Tries>();
	/** Those who have none: apart, so that no number of fresh ones makes them forgotten. */
	readonly #slowed = new Map<string, Tries>();

	constructor(options: ThrottleOptions) {
		this.#options = options;
	}

	/** How long to wait before a try, in ms. */
	waitMs(key: string, now: number): number {
		const { failed, at } = this.#get(key, now);
		const { free, firstMs, mostMs } = this.#options;
		if (failed < free) return 0;
		return Math.max(0, at + Math.min(firstMs * 2 ** (failed - free), mostMs) - now);
	}

	/** Notes a try, as one that fails: of many at the same moment none is free. */
	begin(key: string, now: number): void {
		const { failed } = this.#get(key, now);
		this.#set(key, { failed: failed + 1, at: now });
		for (const tries of [this.#free, this.#slowed])
			for (const oldest of tries.keys()) {
				if (tries.size <= this.#options.remembered) break;
				tries.delete(oldest);
			}
	}

	/** Takes back that a try failed. */
	giveBack(key: string): void {
		const tries = this.#find(key);
		if (tries === undefined) return;
		if (tries.failed === 1) this.clear(key);
		else this.#set(key, { ...tries, failed: tries.failed - 1 });
	}

	/** Forgets all tries of a key. */
	clear(key: string): void {
		this.#free.delete(key);
		this.#slowed.delete(key);
	}

	#find(key: string): Tries | undefined {
		return this.#slowed.get(key) ?? this.#free.get(key);
	}

	#get(key: string, now: number): Tries {
		const tries = this.#find(key);
		if (tries === undefined || now - tries.at >= this.#options.forgetMs)
			return { failed: 0, at: now };
		if (tries.at <= now) return tries;
		// The clock was set back: nobody waits for the time it went back by as well.
		const again = { ...tries, at: now };
		this.#set(key, again);
		return again;
	}

	#set(key: string, tries: Tries): void {
		this.clear(key);
		(tries.failed < this.#options.free ? this.#free : this.#slowed).set(key, tries);
	}
}
