import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import type { ReadStream, WriteStream } from "node:tty";
import headless from "@xterm/headless";

/** A terminal that tells of every cell what is in it, for screens that must be the same. */
export class CellTerminal {
	readonly screen: headless.Terminal;
	readonly output: WriteStream;
	readonly input: ReadStream;
	/** What was written, a write each. */
	readonly writes: string[] = [];

	constructor(columns: number, rows: number) {
		this.screen = new headless.Terminal({
			cols: columns,
			rows,
			allowProposedApi: true,
			// As the line discipline does it (ONLCR).
			convertEol: true,
		});
		// As the program has it: a letter too wide for its row must not break the screen.
		this.screen.write("\x1b[?7l");
		const write = (bytes: string, done?: () => void) => {
			if (bytes !== "") this.writes.push(bytes);
			this.screen.write(bytes, done);
			return true;
		};
		const output = Object.assign(new EventEmitter(), { isTTY: true, columns, rows, write });
		const input = Object.assign(new PassThrough(), {
			isTTY: true,
			setRawMode: () => input,
			ref: () => input,
			unref: () => input,
		});
		// The renderer uses only what is declared above; real streams would need a second terminal.
		this.output = output as unknown as WriteStream;
		this.input = input as unknown as ReadStream;
	}

	/** Another size, of which nobody is told. */
	resize(columns: number, rows: number): void {
		this.screen.resize(columns, rows);
		Object.assign(this.output, { columns, rows });
	}

	/** A line for each row, and one for the cursor, once all that was written is on the screen. */
	async cells(): Promise<string[]> {
		await new Promise<void>((resolve) => this.screen.write("", resolve));
		const { active } = this.screen.buffer;
		const rows = Array.from({ length: this.screen.rows }, (_, y) => this.#row(y));
		return [...rows, `cursor ${active.cursorX} ${active.cursorY}`];
	}

	#row(y: number): string {
		const { active } = this.screen.buffer;
		const line = active.getLine(active.baseY + y);
		return Array.from({ length: this.screen.cols }, (_, x) => {
			const cell = line?.getCell(x);
			// A cell that was erased and one with a blank look the same; the second half of a wide letter is neither.
			const letter = cell?.getWidth() === 0 ? "" : cell?.getChars() || " ";
			const weights = [cell?.isBold(), cell?.isDim(), cell?.isItalic(), cell?.isInverse()];
			return `${letter}${weights.map(Number).join("")}${cell?.getFgColor()}`;
		}).join(" ");
	}
}
