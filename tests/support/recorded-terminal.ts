import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { type IPty, spawn } from "@lydell/node-pty";
import headless from "@xterm/headless";
import { killIfThere } from "./processes.ts";

/** What runs in the terminal, and how large it is. */
export type RecordedOptions = {
	readonly env: Readonly<Record<string, string>>;
	readonly cwd: string;
	readonly columns: number;
	readonly rows: number;
};

/** Bytes that came at once, and when: `performance.now()`. */
export type Chunk = { readonly at: number; readonly data: Buffer };

/** The screen after a whole frame, and when the last byte of it came. */
export type ShownFrame = { readonly at: number; readonly rows: readonly string[] } & {
	/** What is left of the cursor, in its row. */
	readonly typed: string;
};

const endOfFrame = "\x1b[?2026l";
const deadlineMs = 60_000;

/**
 * A program in a terminal that keeps what it wrote with the times, and reads it only when somebody wants to see
 * something: while it is measured, reading costs nothing.
 */
export class RecordedTerminal {
	readonly startedAt: number;
	readonly chunks: Chunk[] = [];
	readonly #pty: IPty;
	readonly #screen: headless.Terminal;
	readonly #exited: Promise<void>;
	#read = 0;
	#hasEnded = false;
	#wake: () => void = () => {};

	constructor([program = "", ...args]: readonly string[], options: RecordedOptions) {
		const { columns: cols, rows, env, cwd } = options;
		this.#screen = new headless.Terminal({ cols, rows, allowProposedApi: true });
		this.startedAt = performance.now();
		this.#pty = spawn(program, args, {
			cols,
			rows,
			env: { ...env },
			cwd,
			name: "xterm-256color",
			encoding: null,
		});
		this.#pty.onData((data) => {
			// Without an encoding it gives bytes, whatever its types say.
			this.chunks.push({ at: performance.now(), data: Buffer.from(data) });
			this.#wake();
		});
		// What a real terminal answers when it is asked.
		this.#screen.onData((answer) => this.#pty.write(answer));
		this.#exited = new Promise((resolve) => {
			this.#pty.onExit(() => {
				this.#hasEnded = true;
				this.#wake();
				resolve();
			});
		});
	}

	get pid(): number {
		return this.#pty.pid;
	}

	/** Bytes written from this chunk on. */
	bytesFrom(chunk: number): number {
		return this.chunks.slice(chunk).reduce((sum, { data }) => sum + data.length, 0);
	}

	/** Frames written from this chunk on. */
	framesFrom(chunk: number): number {
		return this.#textFrom(chunk).split(endOfFrame).length - 1;
	}

	/** What was written up to the end of the first frame. */
	firstFrame(): string {
		return this.#textFrom(0).split(endOfFrame)[0] ?? "";
	}

	/** Types it; tells when. */
	type(text: string): number {
		const at = performance.now();
		this.#pty.write(text);
		return at;
	}

	/** Reads what came and was not read yet, frame by frame. */
	async read(onFrame: (frame: ShownFrame) => void = () => {}): Promise<void> {
		for (; this.#read < this.chunks.length; this.#read++) {
			const chunk = this.chunks[this.#read];
			if (chunk === undefined) return;
			await new Promise<void>((resolve) => this.#screen.write(chunk.data, resolve));
			if (!this.#screen.modes.synchronizedOutputMode) onFrame(this.#frame(chunk.at));
		}
	}

	/** Resolves with the first frame in which it holds, reading as it comes. */
	async until(what: string, holds: (frame: ShownFrame) => boolean): Promise<ShownFrame> {
		const deadline = AbortSignal.timeout(deadlineMs);
		const late = once(deadline, "abort");
		let found: ShownFrame | undefined;
		if (holds(this.#frame(performance.now()))) return this.#frame(performance.now());
		while (found === undefined) {
			const more = new Promise<void>((resolve) => {
				this.#wake = resolve;
			});
			await this.read((frame) => {
				if (found === undefined && holds(frame)) found = frame;
			});
			if (found !== undefined || this.#read < this.chunks.length) continue;
			if (this.#hasEnded || deadline.aborted) throw new Error(this.#missing(what));
			await Promise.race([more, late]);
		}
		return found;
	}

	/** Resolves once that is on the screen. */
	async sees(text: string): Promise<ShownFrame> {
		return await this.until(text, ({ rows }) => rows.some((row) => row.includes(text)));
	}

	/** Resolves when nothing was written for so long. */
	async isQuiet(ms: number): Promise<void> {
		for (let before = -1; before !== this.chunks.length; ) {
			before = this.chunks.length;
			await delay(ms);
		}
		await this.read();
	}

	/** Ends it, whatever it does. */
	async end(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
		if (!this.#hasEnded) killIfThere(-this.pid, signal);
		await this.#exited;
		this.#screen.dispose();
	}

	#frame(at: number): ShownFrame {
		const { active } = this.#screen.buffer;
		const read = (row: number, end?: number) =>
			active.getLine(active.baseY + row)?.translateToString(true, 0, end) ?? "";
		return {
			at,
			// Read only where somebody looks.
			get rows() {
				return Array.from({ length: active.length - active.baseY }, (_, row) => read(row));
			},
			typed: read(active.cursorY, active.cursorX),
		};
	}

	#textFrom(chunk: number): string {
		return Buffer.concat(this.chunks.slice(chunk).map(({ data }) => data)).toString("latin1");
	}

	#missing(what: string): string {
		const told = this.#frame(0).rows.join("\n");
		return `waited for ${what}, but ${this.#hasEnded ? "it ended" : "it did not come"}:\n${told}`;
	}
}
