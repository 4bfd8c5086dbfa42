import { Worker } from "node:worker_threads";
import { type Found, JournalError, type Searched } from "../hub/ports.ts";
import { workerUrl } from "./worker-url.ts";

/** So long the thread may take to begin, which on a busy machine is longer than any search. */
const startMs = 10_000;

type Answer = Omit<Found, "partial">;

/**
 * The main thread's end of the thread that searches, which is there from the first search on. A search that takes too long
 * is told to stop, and the thread stays: to terminate one is to rely on V8 while it is in the middle of anything.
 */
export class SearchThread {
	readonly #dataDir: string;
	/** Shared with the thread: 1 where it is to let go of what it does. */
	readonly #stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
	#worker: Worker | undefined;
	#exited: Promise<unknown> | undefined;
	/** Until then the thread has to do with a search of before. */
	#free: Promise<unknown> | undefined;
	#begun = Promise.withResolvers<void>();
	#answer: PromiseWithResolvers<Answer | undefined> | undefined;
	#isClosed = false;

	constructor(dataDir: string) {
		this.#dataDir = dataDir;
	}

	/** What was found; undefined where it took longer than it may, and where it was closed. One search at a time. */
	async find(wanted: Searched, limitMs: number): Promise<Answer | undefined> {
		await this.#free;
		// A thread that nobody ends would keep the process alive.
		if (this.#isClosed) return undefined;
		Atomics.store(this.#stop, 0, 0);
		const answer = Promise.withResolvers<Answer | undefined>();
		this.#answer = answer;
		this.#worker ??= this.#start();
		this.#worker.postMessage(wanted);
		try {
			await within(startMs, Promise.race([this.#begun.promise, answer.promise]));
			const found = await within(limitMs, answer.promise);
			if (found === undefined) this.#letGo(answer.promise);
			return found;
		} catch (cause) {
			throw unsearchable(cause);
		}
	}

	/** Ends the thread, if there is one, and with it the search that runs; no other is begun. */
	async close(): Promise<void> {
		this.#isClosed = true;
		Atomics.store(this.#stop, 0, 1);
		this.#worker?.postMessage("close");
		await this.#exited;
	}

	/** What SQLite is doing ends a moment later: the next search waits for that, and not who is told that it took too long. */
	#letGo(answer: Promise<unknown>): void {
		Atomics.store(this.#stop, 0, 1);
		// A thread that died of it is asked for nothing more.
		this.#free = answer.catch(() => this.#exited);
	}

	#start(): Worker {
		const worker = new Worker(workerUrl("search-worker"), {
			workerData: { dataDir: this.#dataDir, stop: this.#stop },
		});
		this.#begun = Promise.withResolvers();
		const exited = Promise.withResolvers<void>();
		this.#exited = exited.promise;
		worker.on("message", (message: Answer | "begun" | "stopped") => {
			if (message === "begun") this.#begun.resolve();
			else this.#answer?.resolve(message === "stopped" ? undefined : message);
		});
		worker.on("error", (error) => {
			// It is gone a moment later, and would not answer the next search any more.
			this.#free = exited.promise;
			this.#answer?.reject(error);
		});
		worker.on("exit", () => {
			this.#worker = undefined;
			this.#answer?.resolve(undefined);
			exited.resolve();
		});
		return worker;
	}
}

function unsearchable(cause: unknown): JournalError {
	return new JournalError("The journal cannot be searched.", "none", { cause });
}

/** What something resolves with; undefined where it takes longer. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
	const late = Promise.withResolvers<undefined>();
	const timer = setTimeout(() => late.resolve(undefined), ms);
	try {
		return await Promise.race([work, late.promise]);
	} finally {
		clearTimeout(timer);
	}
}
