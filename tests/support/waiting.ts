import { inspect } from "node:util";

/** Long enough for a loaded machine: it ends a wait that would hang, and measures nothing. */
const deadlineMs = 20_000;

type Waiter = { readonly look: () => boolean; readonly fail: (reason: string) => void };

/** Waits for something to be there in what a peer has received; looks again whenever more came. */
export class Waiting {
	readonly #waiters = new Set<Waiter>();
	#ended: string | undefined;

	/** Resolves with the first thing that `find` gives; rejects after the deadline, or when nothing more can come. */
	until<T>(
		what: string,
		find: () => T | undefined,
		received: () => unknown = () => "",
	): Promise<T> {
		return new Promise((resolve, reject) => {
			const waiter = {
				look: () => {
					const found = find();
					if (found === undefined) return false;
					this.#waiters.delete(waiter);
					clearTimeout(timer);
					resolve(found);
					return true;
				},
				fail: (reason: string) => {
					this.#waiters.delete(waiter);
					clearTimeout(timer);
					const told = inspect(received(), { breakLength: 120, maxStringLength: 4000 });
					reject(new Error(`waited for ${what}, but ${reason}; received: ${told}`));
				},
			};
			const timer = setTimeout(() => waiter.fail(`${deadlineMs / 1000} s passed`), deadlineMs);
			if (waiter.look()) return;
			if (this.#ended === undefined) this.#waiters.add(waiter);
			else waiter.fail(this.#ended);
		});
	}

	/** More has come. */
	look(): void {
		for (const waiter of [...this.#waiters]) waiter.look();
	}

	/** Nothing more can come. */
	end(reason: string): void {
		this.#ended = reason;
		this.look();
		for (const waiter of [...this.#waiters]) waiter.fail(reason);
	}
}
