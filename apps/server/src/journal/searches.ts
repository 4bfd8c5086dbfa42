import { type Found, type Journal, JournalError } from "../hub/ports.ts";
import { SearchThread, within } from "./search-thread.ts";
import type { WriterThread } from "./writer-thread.ts";

/** So many searches are under way at a time, one of them in the thread. */
const searchesCap = 8;

/** Where the index is, who writes it, and how long one search may take. */
export type SearchOptions = {
	readonly dataDir: string;
	readonly writer: WriterThread;
	readonly limitMs: number;
};

/** The searches that are under way, one after the other. */
export class Searches {
	readonly #options: SearchOptions;
	readonly #thread: SearchThread;
	#last: Promise<unknown> = Promise.resolve();
	#count = 0;
	#isClosed = false;

	constructor(options: SearchOptions) {
		this.#options = options;
		this.#thread = new SearchThread(options.dataDir);
	}

	/** Begins a search when those before it have ended. */
	find: Journal["search"] = async (wanted) => {
		if (this.#count >= searchesCap) return "busy";
		this.#count += 1;
		const found = this.#last.then(() => this.#run(wanted));
		// Whoever asked hears what went wrong; the next has its turn all the same.
		this.#last = found.catch(() => {});
		try {
			return await found;
		} finally {
			this.#count -= 1;
		}
	};

	/** Ends the one that runs, and begins no other. */
	async close(): Promise<void> {
		this.#isClosed = true;
		await this.#thread.close();
	}

	async #run(wanted: Parameters<Journal["search"]>[0]): Promise<Found | "took-too-long"> {
		const { writer, limitMs } = this.#options;
		// A disk that stands still keeps the writer, and not what is in the index already.
		const isWhole = await within(limitMs, writer.index());
		this.#requireOpen();
		const found = await this.#thread.find(wanted, limitMs);
		this.#requireOpen();
		if (found === undefined) return "took-too-long";
		return { ...found, partial: isWhole !== true };
	}

	#requireOpen(): void {
		if (this.#isClosed) throw new JournalError("The journal is closed.", "none");
	}
}
