import { serverLimits } from "../limits.ts";

type Silent = { readonly since: number; readonly onSilent: () => void };

/** Those who have said nothing yet, the first to come first: one timer for all of them, and none where nobody waits. */
export class Silence {
	readonly #waiting = new Set<Silent>();
	#timer: NodeJS.Timeout | undefined;
	#looking: NodeJS.Immediate | undefined;

	/** Has `onSilent` called when they have been silent for too long, unless what is given back is called before. */
	begin(onSilent: () => void): () => void {
		const silent = { since: performance.now(), onSilent };
		this.#waiting.add(silent);
		if (this.#looking === undefined) this.#lookIn(serverLimits.silenceMs);
		return () => {
			this.#waiting.delete(silent);
		};
	}

	/** Waits for nobody any more. */
	end(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#waiting.clear();
	}

	#lookIn(ms: number): void {
		this.#timer ??= setTimeout(() => {
			this.#timer = undefined;
			// Where the loop was busy for a second, what they said waits to be read: they are heard first.
			this.#looking = setImmediate(() => this.#look());
		}, ms);
	}

	#look(): void {
		this.#looking = undefined;
		const now = performance.now();
		for (const silent of this.#waiting) {
			const leftMs = silent.since + serverLimits.silenceMs - now;
			// A timer may come a little early.
			if (leftMs > 1) {
				this.#lookIn(leftMs);
				return;
			}
			this.#waiting.delete(silent);
			silent.onSilent();
		}
	}
}
