import { inspect } from "node:util";
import { type IPty, spawn } from "@lydell/node-pty";
import headless from "@xterm/headless";
import { killIfThere } from "./processes.ts";
import { Waiting } from "./waiting.ts";

/** What runs in the terminal, and how large it is. */
export type ScreenOptions = {
	readonly env: Readonly<Record<string, string>>;
	readonly cwd: string;
	readonly columns?: number;
	readonly rows?: number;
	/** Makes the terminal another than xterm, before anything runs in it. */
	readonly prepare?: (terminal: headless.Terminal) => void;
};

/** What xterm sends for the keys that are not characters. */
const keys = {
	enter: "\r",
	"alt+enter": "\x1b\r",
	tab: "\t",
	escape: "\x1b",
	up: "\x1b[A",
	down: "\x1b[B",
	pageup: "\x1b[5~",
	pagedown: "\x1b[6~",
	"alt+home": "\x1b[1;3H",
	f1: "\x1bOP",
	f7: "\x1b[18~",
	f8: "\x1b[19~",
	"ctrl+c": "\x03",
	"ctrl+k": "\x0b",
	"ctrl+l": "\x0c",
	"ctrl+u": "\x15",
	"ctrl+up": "\x1b[1;5A",
	"alt+1": "\x1b1",
	"alt+2": "\x1b2",
} as const;

/** How the program left the terminal, or has it now. */
export type TerminalState = {
	readonly alternateScreen: boolean;
	readonly cursorVisible: boolean;
	readonly bracketedPaste: boolean;
	readonly autowrap: boolean;
};

/** What is on the screen at one moment. */
type Frame = {
	readonly rows: readonly string[];
	readonly cursor: { readonly row: number; readonly column: number };
};

function readFrame({ buffer: { active }, cols, rows }: headless.Terminal): Frame {
	const lines = Array.from(
		{ length: rows },
		(_, row) =>
			active
				.getLine(active.baseY + row)
				// A row of the other screen keeps its cells when the window gets narrower, though nobody sees them.
				?.translateToString(false, 0, cols)
				.trimEnd() ?? "",
	);
	return { rows: lines, cursor: { row: active.cursorY, column: active.cursorX } };
}

/** A program in a terminal of its own, read as a person reads it: from the screen. */
export class Screen {
	/** Resolves with the exit code once everything it wrote is on the screen. */
	readonly exited: Promise<number>;
	readonly #pty: IPty;
	readonly #terminal: headless.Terminal;
	readonly #waiting = new Waiting();
	#frame: Frame;
	#raw = "";
	#hasEnded = false;

	constructor([program = "", ...args]: readonly string[], options: ScreenOptions) {
		const { columns: cols = 80, rows = 24, env, cwd } = options;
		this.#terminal = new headless.Terminal({ cols, rows, allowProposedApi: true });
		options.prepare?.(this.#terminal);
		this.#frame = readFrame(this.#terminal);
		this.#pty = spawn(program, args, { cols, rows, env: { ...env }, cwd, name: "xterm-256color" });
		this.#pty.onData((data) => {
			this.#raw += data;
			this.#terminal.write(data, () => this.#look());
		});
		// What a real terminal answers when it is asked.
		this.#terminal.onData((answer) => this.#pty.write(answer));
		this.exited = new Promise((resolve) => {
			this.#pty.onExit(({ exitCode }) => {
				this.#hasEnded = true;
				this.#terminal.write("", () => {
					this.#look();
					this.#waiting.end(`the program ended with ${exitCode}`);
					resolve(exitCode);
				});
			});
		});
	}

	get pid(): number {
		return this.#pty.pid;
	}

	/** Every byte the program has written. */
	get raw(): string {
		return this.#raw;
	}

	/** The rows as a person sees them now, trailing blanks cut. */
	rows(): readonly string[] {
		return this.#frame.rows;
	}

	/** Resolves once that is on the screen; a pattern is tried on all rows, joined by newlines. */
	async sees(what: string | RegExp): Promise<void> {
		await this.until(String(what), () => this.shows(what));
	}

	/** Resolves once it is no longer on the screen. */
	async losesSight(what: string | RegExp): Promise<void> {
		await this.until(`the end of ${what}`, () => !this.shows(what));
	}

	/** Resolves once `holds`; looks again whenever the program has written something. */
	async until(what: string, holds: (rows: readonly string[]) => boolean): Promise<void> {
		const look = () => (holds(this.rows()) ? true : undefined);
		await this.#waiting.until(what, look, () => this.#told());
	}

	/** Fails when that is on the screen now; for after something that was waited for. */
	doesNotSee(what: string | RegExp): void {
		if (this.shows(what)) throw new Error(`${what} is on the screen:\n${this.rows().join("\n")}`);
	}

	/** Whether that is on the screen now. */
	shows(what: string | RegExp): boolean {
		const text = this.rows().join("\n");
		return typeof what === "string" ? text.includes(what) : what.test(text);
	}

	/** Where the cursor is, from 0. */
	cursor(): { readonly row: number; readonly column: number } {
		return this.#frame.cursor;
	}

	/** The row that one types in, prompt and all. */
	typed(): string {
		return this.rows()[this.cursor().row] ?? "";
	}

	/** Resolves once that is in the row that one types in. */
	async hasTyped(what: string | RegExp): Promise<void> {
		const fits = (line: string) =>
			typeof what === "string" ? line.includes(what) : what.test(line);
		await this.until(`${what} being typed`, () => fits(this.typed()));
	}

	/** What the program has made of the terminal. */
	state(): TerminalState {
		const { modes, buffer } = this.#terminal;
		return {
			alternateScreen: buffer.active.type === "alternate",
			cursorVisible: this.#raw.lastIndexOf("\x1b[?25l") <= this.#raw.lastIndexOf("\x1b[?25h"),
			bracketedPaste: modes.bracketedPasteMode,
			autowrap: modes.wraparoundMode,
		};
	}

	/** Types all of it in one write, as fast fingers and pipes do. */
	type(text: string): void {
		this.#pty.write(text);
	}

	key(name: keyof typeof keys): void {
		this.#pty.write(keys[name]);
	}

	/** Types a line and Enter. */
	say(text: string): void {
		this.type(`${text}\r`);
	}

	/** Pastes, as a terminal does for a program that asked to be told of it. */
	paste(text: string): void {
		this.#pty.write(`\x1b[200~${text.replaceAll("\n", "\r")}\x1b[201~`);
	}

	resize(columns: number, rows: number): void {
		this.#terminal.resize(columns, rows);
		this.#pty.resize(columns, rows);
	}

	/** Sends a signal to everything that runs in the terminal, as the terminal itself does. */
	kill(signal: NodeJS.Signals): void {
		if (!this.#hasEnded) killIfThere(-this.pid, signal);
	}

	/** Ends it, whatever it does. */
	async end(): Promise<void> {
		this.kill("SIGKILL");
		await this.exited;
		this.#terminal.dispose();
	}

	/** Looks at whole frames only: what a program paints between DEC mode 2026 on and off is shown at once. */
	#look(): void {
		if (this.#terminal.modes.synchronizedOutputMode) return;
		this.#frame = readFrame(this.#terminal);
		this.#waiting.look();
	}

	#told(): unknown {
		const text = `\n${this.rows().join("\n")}\n`;
		return { [inspect.custom]: () => text };
	}
}
