/** What is asked of an arrival here. */
type Waiting = {
	readonly connection: { readonly isLocal: boolean };
	readonly network: string;
	/** Whether it has not logged in. */
	readonly isStranger: boolean;
};

/** Those who have not logged in and were not told to go, the oldest first. */
export class Strangers<Arrival extends Waiting> {
	/** Those of this machine, the operator among them, go last. */
	readonly #local = new Set<Arrival>();
	readonly #distant = new Set<Arrival>();
	readonly #ofNetwork = new Map<string, Set<Arrival>>();

	add(arrival: Arrival): void {
		if (arrival.connection.isLocal) {
			this.#local.add(arrival);
			return;
		}
		this.#distant.add(arrival);
		const neighbours = this.#ofNetwork.get(arrival.network);
		if (neighbours === undefined) this.#ofNetwork.set(arrival.network, new Set([arrival]));
		else neighbours.add(arrival);
	}

	delete(arrival: Arrival): void {
		if (this.#local.delete(arrival) || !this.#distant.delete(arrival)) return;
		const neighbours = this.#ofNetwork.get(arrival.network);
		neighbours?.delete(arrival);
		if (neighbours?.size === 0) this.#ofNetwork.delete(arrival.network);
	}

	*[Symbol.iterator](): Iterator<Arrival> {
		yield* this.#distant;
		yield* this.#local;
	}

	/** Whether there may be at least so many: some may have logged in since. */
	areAtLeast(count: number): boolean {
		return this.#distant.size + this.#local.size >= count;
	}

	/** The oldest of those that count, if there are at least so many. */
	oldestOf(count: number, counts: (arrival: Arrival) => boolean = () => true): Arrival | undefined {
		// Only where there may be too many is it worth looking who of them has logged in since.
		if (!this.areAtLeast(count)) return undefined;
		this.#forgetKnown(this);
		if (!this.areAtLeast(count)) return undefined;
		const oldest = Iterator.from(this).filter(counts).take(count).toArray();
		return oldest.length < count ? undefined : oldest[0];
	}

	/** The oldest of a network, if there are at least so many there; those of this machine are of none. */
	oldestIn(network: string, count: number): Arrival | undefined {
		const neighbours = this.#ofNetwork.get(network);
		if (neighbours === undefined || neighbours.size < count) return undefined;
		this.#forgetKnown(neighbours);
		if (neighbours.size < count) return undefined;
		return first(neighbours);
	}

	#forgetKnown(some: Iterable<Arrival>): void {
		for (const arrival of some) if (!arrival.isStranger) this.delete(arrival);
	}
}

function first<T>(some: ReadonlySet<T>): T | undefined {
	return some.values().next().value;
}
