import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Command, Operation, Reply, Report } from "./operations.ts";
import { DataFolderError } from "./sqlite/data-folder-error.ts";
import { workerUrl } from "./worker-url.ts";

/** What the main thread hears of the writer once it is open. */
export type WriterThreadListener = {
	onReply(reply: Reply): void;
	/** The thread ended although nobody closed it. */
	onDeath(cause: Error): void;
};

/** The main thread's end of the worker that writes. */
export class WriterThread {
	readonly #worker: Worker;
	#state: "opening" | "open" | "closing" | "closed" = "opening";
	#indexers: ((isWhole: boolean) => void)[] = [];

	private constructor(dataDir: string) {
		this.#worker = new Worker(workerUrl("journal-worker"), { workerData: { dataDir } });
	}

	/** Resolves when the database is open and up to date. Throws a `DataFolderError` if it cannot be used. */
	static async open(dataDir: string, listener: WriterThreadListener): Promise<WriterThread> {
		const thread = new WriterThread(dataDir);
		await thread.#opened();
		thread.#listen(listener);
		return thread;
	}

	/** Hands a batch to the worker; `onReply` hears its answer. */
	post(operations: readonly Operation[]): void {
		this.#send({ type: "apply", operations });
	}

	/** Resolves with whether all that was posted before is in the index now. */
	index(): Promise<boolean> {
		if (this.#state !== "open") return Promise.resolve(false);
		this.#send({ type: "index" });
		return new Promise((resolve) => this.#indexers.push(resolve));
	}

	/** Resolves when the files are closed. */
	async close(): Promise<void> {
		if (this.#state === "closed") return;
		this.#state = "closing";
		const exit = once(this.#worker, "exit");
		this.#send({ type: "close" });
		await exit;
	}

	// `once` rejects with what the worker throws before it is open.
	async #opened(): Promise<void> {
		const [report]: Report[] = await once(this.#worker, "message");
		if (report?.type !== "unusable") {
			this.#state = "open";
			return;
		}
		this.#state = "closed";
		await this.#worker.terminate();
		throw new DataFolderError(report.sentence);
	}

	#listen({ onReply, onDeath }: WriterThreadListener): void {
		let cause: Error | undefined;
		this.#worker.on("message", (report: Report) => {
			if (report.type === "committed" || report.type === "failed") onReply(report);
			else if (report.type === "indexed") this.#indexers.shift()?.(report.isWhole);
		});
		this.#worker.on("error", (error: Error) => {
			cause = error;
		});
		// Comes after "error", and alone where the thread ended without one.
		this.#worker.on("exit", (code) => {
			const wasClosing = this.#state === "closing" && cause === undefined;
			this.#state = "closed";
			for (const resolve of this.#indexers) resolve(false);
			if (!wasClosing) onDeath(cause ?? new Error(`The journal's writer exited with ${code}.`));
		});
	}

	#send(command: Command): void {
		this.#worker.postMessage(command);
	}
}
