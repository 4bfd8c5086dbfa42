import { writeFileSync, writeSync } from "node:fs";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { z } from "zod";
import { killIfThere } from "../../support/processes.ts";

/** What the watchdog is told before each case. */
export type Watched = { readonly file: string; readonly input: Uint8Array; readonly words: string };

/** Longer than any case takes; one that takes so long hangs, or its work is not proportional to its input. */
const patienceMs = 20_000;

/** Ends the process when a case blocks it, and keeps the case: nobody else could. */
export class Watchdog {
	readonly #worker: Worker;

	/** `alsoEnds` are processes that nobody would end then. */
	constructor(alsoEnds: readonly number[]) {
		this.#worker = new Worker(new URL(import.meta.url), { workerData: alsoEnds });
	}

	/** The next case begins. */
	watch(watched: Watched): void {
		this.#worker.postMessage(watched);
	}

	/** No case runs that could block. */
	rest(): void {
		this.#worker.postMessage(undefined);
	}

	async stop(): Promise<void> {
		await this.#worker.terminate();
	}
}

function keepWatch(alsoEnds: readonly number[]): void {
	let timer: NodeJS.Timeout | undefined;
	parentPort?.on("message", (watched: Watched | undefined) => {
		clearTimeout(timer);
		if (watched === undefined) return;
		const { file, input, words } = watched;
		timer = setTimeout(() => {
			writeFileSync(file, input);
			writeSync(2, `It hangs: no answer for ${patienceMs / 1000} s.\n${words}\n`);
			for (const pid of [...alsoEnds, process.pid]) killIfThere(pid, "SIGKILL");
		}, patienceMs);
	});
}

const pids = z.array(z.int()).safeParse(workerData);
if (!isMainThread && pids.success) keepWatch(pids.data);
