import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, readdirSync, readFileSync, type WriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { adopt } from "./children.ts";

/** How long it may take to start or to end: a hang is a failure and must not be one of the run. */
const patienceMs = 20_000;

/** What the daemon is run with. */
export type DaemonOptions = {
	readonly script: string;
	readonly port: number;
	readonly dataDir: string;
	/** Where all it says goes. */
	readonly logFile: string;
	readonly onDeath: (how: string) => void;
};

/** The daemon as a process of its own, which the run starts and ends as it likes. */
export class DaemonProcess {
	readonly #options: DaemonOptions;
	readonly #log: WriteStream;
	#child: ChildProcess | undefined;
	#ending = false;
	#died = false;

	constructor(options: DaemonOptions) {
		this.#options = options;
		this.#log = createWriteStream(options.logFile, { flags: "a" });
	}

	/** The process that runs; 0 when none does. */
	get pid(): number {
		return this.#child?.pid ?? 0;
	}

	/** Whether it has ended by itself, which it must not. */
	get died(): boolean {
		return this.#died;
	}

	/** Starts it; resolves when it accepts connections. Rejects when it ends before. */
	async start(env: Readonly<Record<string, string>> = {}): Promise<void> {
		const { script, port, dataDir, onDeath } = this.#options;
		const args = [script, "--log", "json", "--port", `${port}`, "--data", dataDir];
		const child = adopt(spawn(process.execPath, args, { env: { ...process.env, ...env } }));
		this.#child = child;
		this.#ending = false;
		child.stderr.pipe(this.#log, { end: false });
		const lines = createInterface({ input: child.stdout });
		const listening = new Promise<void>((resolve, reject) => {
			lines.on("line", (line) => {
				this.#log.write(`${line}\n`);
				if (line.includes('"msg":"listening"')) resolve();
			});
			child.once("exit", (code, signal) => {
				reject(new Error(`The daemon ended with ${code ?? signal} before it listened.`));
				if (this.#ending) return;
				this.#died = true;
				onDeath(`the daemon ended by itself with ${code ?? signal}`);
			});
		});
		const patience = setTimeout(() => child.kill("SIGKILL"), patienceMs);
		await listening.finally(() => clearTimeout(patience));
	}

	/** Ends it; resolves with its exit code, or the signal. */
	async stop(signal: "SIGKILL" | "SIGTERM"): Promise<number | string> {
		const child = this.#child;
		if (child === undefined || this.#died) return "not running";
		this.#ending = true;
		this.#child = undefined;
		const exited = once(child, "exit");
		child.kill(signal);
		const patience = setTimeout(() => child.kill("SIGKILL"), patienceMs);
		await exited;
		clearTimeout(patience);
		return child.exitCode ?? child.signalCode ?? "unknown";
	}

	/** Sends it a signal that it survives. */
	signal(signal: NodeJS.Signals): void {
		this.#child?.kill(signal);
	}

	/** Its resident memory in MiB and its open descriptors; undefined where /proc does not tell. */
	usage(): { readonly rssMiB: number; readonly descriptors: number } | undefined {
		try {
			const status = readFileSync(`/proc/${this.pid}/status`, "utf8");
			const kiB = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
			return {
				rssMiB: Math.round(kiB / 1024),
				descriptors: readdirSync(`/proc/${this.pid}/fd`).length,
			};
		} catch {
			// No such file system, or no such process any more.
			return undefined;
		}
	}
}
