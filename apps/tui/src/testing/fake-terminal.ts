import { PassThrough, Writable } from "node:stream";
import type { ReadStream } from "node:tty";
import headless from "@xterm/headless";
import type { TerminalOutput } from "../terminal/terminal.ts";

/** What a program has made of a terminal. */
export type Modes = {
	readonly alternateScreen: boolean;
	readonly bracketedPaste: boolean;
	readonly autowrap: boolean;
	readonly cursorVisible: boolean;
	readonly rawKeys: boolean;
	readonly focusEvents: boolean;
	readonly mouse: boolean;
};

/** A terminal in the test's own process, read as a person reads it: from the screen. */
export class FakeTerminal {
	readonly input: ReadStream;
	readonly output: TerminalOutput;
	readonly #keyboard = new PassThrough();
	readonly #screen: headless.Terminal;
	readonly #stream: Writable & { columns: number; rows: number };
	readonly #waiting = new Set<() => void>();
	#rawKeys = false;
	#written = "";

	/** One that is `mute` answers nothing it is asked. */
	constructor(columns: number, rows: number, { mute = false } = {}) {
		this.#screen = new headless.Terminal({
			cols: columns || 80,
			rows: rows || 24,
			allowProposedApi: true,
			// As the line discipline does it (ONLCR).
			convertEol: true,
		});
		const setRawMode = (raw: boolean) => {
			this.#rawKeys = raw;
			return this.#keyboard;
		};
		const keyboard = Object.assign(this.#keyboard, { isTTY: true, fd: -1, setRawMode });
		const write = (chunk: Buffer, _encoding: string, done: () => void) => {
			this.#written += chunk;
			this.#screen.write(chunk, () => {
				done();
				for (const look of this.#waiting) look();
			});
		};
		const getColorDepth = () => 8;
		const told = { isTTY: true, fd: -1, columns, rows, getColorDepth };
		this.#stream = Object.assign(new Writable({ write }), told);
		// What a real terminal answers when it is asked.
		if (!mute) this.#screen.onData((answer) => this.#keyboard.write(answer));
		// The screen reads only what is declared above; real streams would need a second terminal.
		this.input = keyboard as unknown as ReadStream;
		this.output = this.#stream as unknown as TerminalOutput;
	}

	/** The rows on screen, trailing blanks cut. */
	get rows(): string[] {
		const { active } = this.#screen.buffer;
		return Array.from({ length: this.#screen.rows }, (_, row) =>
			(active.getLine(active.baseY + row)?.translateToString() ?? "").trimEnd(),
		);
	}

	/** Where the cursor is, from 0. */
	get cursor(): { readonly x: number; readonly y: number } {
		const { cursorX: x, cursorY: y } = this.#screen.buffer.active;
		return { x, y };
	}

	/** Every byte that was written. */
	get written(): string {
		return this.#written;
	}

	get modes(): Modes {
		const { modes, buffer } = this.#screen;
		return {
			alternateScreen: buffer.active.type === "alternate",
			bracketedPaste: modes.bracketedPasteMode,
			autowrap: modes.wraparoundMode,
			cursorVisible:
				this.#written.lastIndexOf("\x1b[?25l") <= this.#written.lastIndexOf("\x1b[?25h"),
			rawKeys: this.#rawKeys,
			focusEvents: modes.sendFocusMode,
			mouse: modes.mouseTrackingMode !== "none",
		};
	}

	/** What a key sends. */
	press(bytes: string): void {
		this.#keyboard.write(bytes);
	}

	resize(columns: number, rows: number): void {
		this.#screen.resize(columns, rows);
		Object.assign(this.#stream, { columns, rows });
		this.#stream.emit("resize");
	}

	/** Resolves once it holds; looks again whenever something was written. */
	until(holds: () => boolean): Promise<void> {
		return new Promise((resolve) => {
			const look = () => {
				if (!holds()) return;
				this.#waiting.delete(look);
				resolve();
			};
			this.#waiting.add(look);
			look();
		});
	}

	/** Resolves once that is on the screen. */
	async sees(text: string): Promise<void> {
		await this.until(() => this.rows.join("\n").includes(text));
	}
}
