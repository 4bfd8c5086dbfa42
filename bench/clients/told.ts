import type { Missed } from "./native-client.ts";

/** What somebody was told of a room: each event once and in order, or the range of those that are to be fetched. */
export class Told {
	#last: number | undefined;

	/** `last` is the cursor it begins from; without it the first event is the first. */
	constructor(last?: number) {
		this.#last = last;
	}

	/** The last seq up to which nothing is missing. */
	get last(): number {
		return this.#last ?? 0;
	}

	/** Takes the seq of the next event. Throws where one is missing or came before. */
	hear(seq: number): void {
		const due = this.#last === undefined ? seq : this.#last + 1;
		if (seq !== due) throw new Error(`${due} was due, and ${seq} came.`);
		this.#last = seq;
	}

	/** Takes a range that is to be fetched, which counts as told. */
	miss({ from, to }: Pick<Missed, "from" | "to">): void {
		this.hear(from);
		this.#last = to;
	}
}
