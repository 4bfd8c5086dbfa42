/** Those who want to be told. */
export class Listeners<T> {
	readonly #listeners = new Set<(value: T) => void>();

	/** Returns how to stop. */
	add(listener: (value: T) => void): () => void {
		// A function of its own, so that one listener added twice is told twice and removed singly.
		const own = (value: T) => listener(value);
		this.#listeners.add(own);
		return () => void this.#listeners.delete(own);
	}

	tell(value: T): void {
		for (const listener of this.#listeners) tellOne(listener, value);
	}
}

function tellOne<T>(listener: (value: T) => void, value: T): void {
	try {
		listener(value);
	} catch (error) {
		// The listener's bug must surface, but not in the middle of our bookkeeping.
		queueMicrotask(() => {
			throw error;
		});
	}
}
