import { type ChildProcess, spawn } from "node:child_process";
import { Waiting } from "./waiting.ts";

/** How a program ended and what it said. */
export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** A program of its own behind pipes, whose output is read as it comes. */
export class Piped {
	/** Resolves when it has ended and all its output was read; a signal counts as 128 and more, as in a shell. */
	readonly ended: Promise<Ended>;
	readonly #child: ChildProcess;
	readonly #waiting = new Waiting();
	#stdout = "";
	#stderr = "";

	constructor(
		[program = "", ...args]: readonly string[],
		options: { readonly env: Readonly<Record<string, string>>; readonly cwd: string },
	) {
		this.#child = spawn(program, args, { env: { ...options.env }, cwd: options.cwd });
		this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
			this.#stdout += text;
			this.#waiting.look();
		});
		this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
			this.#stderr += text;
			this.#waiting.look();
		});
		// It may have ended without reading: the test looks at how.
		this.#child.stdin?.on("error", () => {});
		this.ended = new Promise((resolve, reject) => {
			this.#child.once("error", reject);
			this.#child.once("close", (code) => {
				this.#waiting.end(`it ended with ${code}`);
				resolve({ code: code ?? 128, stdout: this.#stdout, stderr: this.#stderr });
			});
		});
	}

	get pid(): number {
		return this.#child.pid ?? 0;
	}

	/** The whole lines on stdout so far. */
	lines(): string[] {
		return this.#stdout.split("\n").slice(0, -1);
	}

	/** Resolves with the first line on stdout that fits. */
	async line(what: string, fits: (line: string) => boolean): Promise<string> {
		const look = () => this.lines().find(fits);
		return await this.#waiting.until(what, look, () => this.#stdout + this.#stderr);
	}

	/** Resolves once there are so many lines on stdout. */
	async linesUpTo(count: number): Promise<string[]> {
		const look = () => (this.lines().length >= count ? this.lines() : undefined);
		return await this.#waiting.until(`${count} lines`, look, () => this.#stdout + this.#stderr);
	}

	/** Gives it its input, and the end of it. */
	feed(input: string): void {
		this.#child.stdin?.end(input);
	}

	kill(signal: NodeJS.Signals): void {
		this.#child.kill(signal);
	}

	/** Ends it, whatever it does. */
	async end(): Promise<void> {
		this.kill("SIGKILL");
		await this.ended;
	}
}

/** Sends a signal to a process by its pid, or to a group by its negative; one that has ended is all right. */
export function killIfThere(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(pid, signal);
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
	}
}
