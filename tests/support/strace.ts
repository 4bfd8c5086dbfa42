import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { Waiting } from "./waiting.ts";

/** Whether strace can start a program here. */
export const hasStrace = spawnSync("strace", ["-f", "-o", "/dev/null", "true"]).status === 0;

/** Whether it can also look into one that runs already and that it did not start: not every system allows that. */
export function mayAttach(): boolean {
	const attach = "sleep 0.1 & (strace -o /dev/null -p $! 2>/dev/null)";
	return hasStrace && spawnSync("sh", ["-c", attach]).status === 0;
}

/** A strace that looks into a process which runs already: what it does to its system calls ends when it lets go. */
export class Strace {
	readonly #child: ChildProcess;
	#ended: Promise<unknown>;

	private constructor(child: ChildProcess) {
		this.#child = child;
		this.#ended = once(child, "exit");
	}

	/** Resolves when all threads of the process are watched. Lets go at the latest when the test ends. */
	static async attach(pid: number, options: readonly string[]): Promise<Strace> {
		const child = spawn("strace", ["-f", "-p", `${pid}`, ...options], {
			stdio: ["ignore", "ignore", "pipe"],
		});
		const strace = new Strace(child);
		onTestFinished(() => strace.letGo());
		const waiting = new Waiting();
		let told = "";
		child.stderr?.setEncoding("utf8").on("data", (text: string) => {
			told += text;
			waiting.look();
		});
		child.once("close", () => waiting.end("strace ended"));
		const look = () => (/Process \d+ attached/.test(told) ? true : undefined);
		await waiting.until("strace to attach", look, () => told);
		return strace;
	}

	/** Resolves when the process runs on its own again and the trace is written. */
	async letGo(): Promise<void> {
		this.#child.kill("SIGTERM");
		await this.#ended;
	}
}

/** What a disk does to some system calls on some files. */
export type DiskFault = {
	readonly calls: string;
	/** As strace's `inject` has it: `error=EIO`, `delay_enter=1000000`. */
	readonly fault: string;
	readonly paths: readonly string[];
	/** Where the calls are written down. */
	readonly trace?: string;
};

/** Makes the disk fail for a process, until the strace that is resolved with lets go. */
export async function breakDisk(
	pid: number,
	{ calls, fault, paths, trace = "/dev/null" }: DiskFault,
): Promise<Strace> {
	const options = ["-o", trace, "-e", `trace=${calls}`, "-e", `inject=${calls}:${fault}`];
	return await Strace.attach(pid, [...options, ...paths.flatMap((path) => ["-P", path])]);
}
