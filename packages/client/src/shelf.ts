/**
 * Live events that may wait at once for what comes before them, in all rooms together: more than come
 * while some pages are read, and at worst 64 MiB of a server that means harm.
 */
export const maxHeld = 1_000;

/** The places for live events that wait, which all rooms of a client share. */
export class Shelf {
	#free = maxHeld;

	/** Takes a place; false if there is none. */
	take(): boolean {
		if (this.#free === 0) return false;
		this.#free--;
		return true;
	}

	giveBack(places: number): void {
		this.#free += places;
	}
}
