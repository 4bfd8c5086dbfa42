import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Waiting } from "./waiting.ts";

/** A program of its own, whose output is read as it comes. */
export class Program implements AsyncDisposable {
	readonly child: ChildProcess;
	readonly #waiting = new Waiting();
	readonly #ended: Promise<void>;
	#out = "";
	#err = "";
	#at = 0;

	constructor(command: string, args: readonly string[], env: Record<string, string> = {}) {
		this.child = spawn(command, args, { env: { ...process.env, ...env } });
		this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
			this.#out += text;
			this.#waiting.look();
		});
		this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
			this.#err += text;
			this.#waiting.look();
		});
		// A pipe whose reader is gone: the test waits for the exit.
		this.child.stdin?.on("error", () => {});
		this.child.on("error", (error: NodeJS.ErrnoException) => {
			const missing = error.code === "ENOENT" ? `${command} is not installed` : error.message;
			this.#waiting.end(`${missing}; this test needs it`);
		});
		this.#ended = new Promise((resolve) => {
			this.child.on("error", () => resolve());
			this.child.on("close", () => {
				this.#waiting.end("the program ended");
				resolve();
			});
		});
	}

	get stdout(): string {
		return this.#out;
	}

	get stderr(): string {
		return this.#err;
	}

	/** Resolves once that text was printed, after what was waited for before. */
	async prints(text: string): Promise<void> {
		const look = () => {
			const found = this.#out.indexOf(text, this.#at);
			return found === -1 ? undefined : found + text.length;
		};
		const received = () => `${this.#out}${this.#err}`;
		this.#at = await this.#waiting.until(JSON.stringify(text), look, received);
	}

	/** The first printed line that has that text. */
	async line(text: string): Promise<string> {
		const look = () =>
			this.#out
				.split("\n")
				.slice(0, -1)
				.find((line) => line.includes(text));
		return await this.#waiting.until(`a line with ${text}`, look, () => this.#out + this.#err);
	}

	/** Types a line. */
	type(line: string): void {
		this.child.stdin?.write(`${line}\n`);
	}

	/** Resolves with the exit code, or the signal that ended it. */
	async exit(): Promise<number | string> {
		await this.#waiting
			.until(
				"the exit",
				() => this.child.exitCode ?? this.child.signalCode ?? undefined,
				() => `${this.#out}${this.#err}`,
			)
			.catch(async (error: unknown) => {
				// The streams may end before the exit is known.
				if (this.child.pid === undefined) throw error;
				if (this.child.exitCode === null && this.child.signalCode === null)
					await once(this.child, "exit");
			});
		await this.#ended;
		return this.child.exitCode ?? this.child.signalCode ?? "unknown";
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.child.kill("SIGKILL");
		await this.#ended;
	}
}
