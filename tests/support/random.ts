/** Chance that can be repeated: the same seed gives the same choices. */
export type Random = {
	/** From 0 up to, and without, 1. */
	next(): number;
	/** A whole number from `low` to `high`, both included. */
	between(low: number, high: number): number;
	/** Whether something of that probability happens. */
	chance(probability: number): boolean;
	pick<T>(items: readonly T[]): T;
	/** Chance of its own for a part, so that how often one part asks does not change what another gets. */
	fork(name: string): Random;
};

/** The mulberry32 generator by Tommy Ettinger: 32 bits of state, good enough to choose faults by. */
export function createRandom(seed: number): Random {
	let state = seed | 0;
	const next = () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
	return {
		next,
		between,
		chance: (probability) => next() < probability,
		pick(items) {
			const item = items[between(0, items.length - 1)];
			if (item === undefined) throw new Error("There is nothing to pick from.");
			return item;
		},
		fork: (name) => createRandom(seed ^ hash(name)),
	};
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
	let value = 0x811c9dc5;
	for (const unit of Buffer.from(text)) value = Math.imul(value ^ unit, 0x01000193);
	return value;
}
