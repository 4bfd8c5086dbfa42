import type { ReceivedEvent } from "@partyline/shared/protocol/events";

type Range = { readonly from: number; readonly to: number };

/** What a view needs of its connection. */
export type RoomViewOptions = {
	/** The place after which the view begins. */
	readonly after: number;
	/** Shows events after a place, one page. */
	fetch(after: number, take: (events: readonly ReceivedEvent[]) => void): Promise<void>;
	show(event: ReceivedEvent): void;
	onStrange(what: string): void;
};

/**
 * A room as the protocol document tells a client to follow it, and nothing more: what comes is shown as it
 * comes, a range that was not sent is fetched in its place. It mends nothing, so that every mistake of the
 * server's is in the history.
 */
export class RoomView {
	readonly #options: RoomViewOptions;
	#reached: number;
	/** What is to be shown next: first of all a range that is being fetched. */
	#waiting: (ReceivedEvent | Range)[] = [];
	#connection = 0;

	constructor(options: RoomViewOptions) {
		this.#options = options;
		this.#reached = options.after;
	}

	get reached(): number {
		return this.#reached;
	}

	/** The connection is gone, and what it still had to show with it. */
	cut(): void {
		this.#connection++;
		this.#waiting = [];
	}

	takeEvent(event: ReceivedEvent): void {
		if (this.#waiting.length === 0) this.#show(event);
		else this.#waiting.push(event);
	}

	takeRange(range: Range): void {
		this.#waiting.push(range);
		if (this.#waiting.length === 1) this.#fill();
	}

	#fill(): void {
		const connection = this.#connection;
		this.#showWaiting(() => connection === this.#connection).catch(() => {
			// The connection broke: the next one takes the room up where it stands.
		});
	}

	async #showWaiting(isCurrent: () => boolean): Promise<void> {
		for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
			if ("type" in next) this.#show(next);
			else await this.#fetch(next, isCurrent);
			if (!isCurrent()) return;
			this.#waiting.shift();
		}
	}

	async #fetch({ from, to }: Range, isCurrent: () => boolean): Promise<void> {
		if (from !== this.#reached + 1)
			this.#options.onStrange(`told to fetch from ${from} after ${this.#reached}`);
		while (this.#reached < to && isCurrent()) {
			const before = this.#reached;
			await this.#options.fetch(before, (events) => {
				// What lies behind the range comes by itself.
				if (isCurrent()) for (const event of events) if (event.seq <= to) this.#show(event);
			});
			if (isCurrent() && this.#reached === before) {
				this.#options.onStrange(`an empty page after ${before}, with events up to ${to}`);
				return;
			}
		}
	}

	#show(event: ReceivedEvent): void {
		this.#reached = event.seq;
		this.#options.show(event);
	}
}
