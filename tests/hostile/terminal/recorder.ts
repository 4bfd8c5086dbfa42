import { inspect } from "node:util";
import { type IPty, spawn } from "@lydell/node-pty";
import headless from "@xterm/headless";
import { onTestFinished } from "vitest";
import type { Machine } from "../../support/machine.ts";
import { killIfThere } from "../../support/processes.ts";
import { Waiting } from "../../support/waiting.ts";

/** A cell as it looks: its character, how many columns it takes, its colours and weights. */
type Cell = { readonly chars: string; readonly look: string };

/** What is on a screen at one moment. */
export type Picture = {
	readonly rows: readonly string[];
	readonly cells: readonly (readonly Cell[])[];
	readonly cursor: string;
	readonly modes: object;
	readonly buffer: string;
};

/** What a program did to its terminal beside painting it. */
export type Effects = {
	readonly titles: readonly string[];
	readonly bells: number;
	/** What the terminal was made to answer, into the keyboard of whoever sits there. */
	readonly answers: readonly string[];
};

/** A program in a terminal of which every byte, cell and answer is kept. */
export class Recorder {
	readonly exited: Promise<number>;
	readonly #pty: IPty;
	readonly #terminal: headless.Terminal;
	readonly #chunks: Buffer[] = [];
	readonly #waiting = new Waiting();
	readonly #titles: string[] = [];
	readonly #answers: string[] = [];
	#bells = 0;
	/** The rows of the last whole frame. */
	#rows: readonly string[] = [];
	#hasEnded = false;

	constructor(
		[program = "", ...args]: readonly string[],
		machine: Machine,
		{ columns: cols = 80, rows = 24, env = {} as Readonly<Record<string, string>> } = {},
	) {
		this.#terminal = new headless.Terminal({
			cols,
			rows,
			allowProposedApi: true,
			scrollback: 5000,
		});
		this.#terminal.onTitleChange((title) => this.#titles.push(title));
		this.#terminal.onBell(() => this.#bells++);
		this.#terminal.onData((answer) => {
			this.#answers.push(answer);
			this.#pty.write(answer);
		});
		const options = { cols, rows, cwd: machine.home, name: "xterm-256color", encoding: null };
		this.#pty = spawn(program, args, { ...options, env: { ...machine.env, ...env } });
		// Without an encoding the bytes come as they are, whatever the types say.
		this.#pty.onData((data: string | Buffer) => {
			const chunk = Buffer.from(data);
			this.#chunks.push(chunk);
			this.#terminal.write(chunk, () => this.#look());
		});
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
		onTestFinished(() => this.end());
	}

	/** Every byte the program has written. */
	get bytes(): Buffer {
		return Buffer.concat(this.#chunks);
	}

	get effects(): Effects {
		return { titles: this.#titles, bells: this.#bells, answers: this.#answers };
	}

	/** Resolves with the first whole frame that has that on it. */
	async sees(what: string | RegExp): Promise<Picture> {
		const look = () => {
			if (this.#terminal.modes.synchronizedOutputMode) return undefined;
			const text = this.#rows.join("\n");
			const found = typeof what === "string" ? text.includes(what) : what.test(text);
			return found ? takePicture(this.#terminal) : undefined;
		};
		return await this.#waiting.until(String(what), look, () => told(this.#rows));
	}

	/** Types all of it in one write. */
	type(text: string): void {
		this.#pty.write(text);
	}

	/** Types a line and Enter. */
	say(text: string): void {
		this.type(`${text}\r`);
	}

	async end(): Promise<void> {
		if (!this.#hasEnded) killIfThere(-this.#pty.pid, "SIGKILL");
		await this.exited;
		this.#terminal.dispose();
	}

	/** Looks at whole frames only, as a person does. */
	#look(): void {
		if (this.#terminal.modes.synchronizedOutputMode) return;
		this.#rows = rowsOf(this.#terminal);
		this.#waiting.look();
	}
}

/** Where a row tells the port of the server: five digits, as every port that is given out. */
const port = /(?<=127\.0\.0\.1:)\d{5}/;

/** A picture without what is not the same twice: the port, how long answers took, when the next try comes. */
export function timeless({ rows, cells, ...rest }: Picture) {
	const isTimed = (row: string) => /(?:^| {2})\S (?:connected|no answer|offline)/.test(row);
	return {
		...rest,
		rows: rows.map((row) =>
			row
				.replace(port, "12345")
				.replace(/ \d+ ms /, " N ms ")
				.replace(/next try in \d+ s/, "next try"),
		),
		cells: cells
			.map((row, at) => lookOf(row, rows[at]?.search(port) ?? -1))
			.filter((_, at) => !isTimed(rows[at] ?? "")),
	};
}

/** How a row looks, whatever the digits of the port in it. */
function lookOf(row: readonly Cell[], portAt: number): string {
	return row
		.map(({ chars, look }, column) => {
			const isPort = portAt >= 0 && column >= portAt && column < portAt + 5;
			return `${isPort ? "N" : chars}|${look}`;
		})
		.join(" ");
}

/** Bytes as a terminal shows them, for what does not come from a program. */
export async function pictureOf(bytes: Uint8Array, columns = 80): Promise<Picture & Effects> {
	const options = { cols: columns, rows: 50, allowProposedApi: true, convertEol: true };
	const terminal = new headless.Terminal(options);
	const effects = { titles: [] as string[], bells: 0, answers: [] as string[] };
	terminal.onTitleChange((title) => effects.titles.push(title));
	terminal.onBell(() => effects.bells++);
	terminal.onData((answer) => effects.answers.push(answer));
	await new Promise<void>((resolve) => terminal.write(bytes, resolve));
	const picture = takePicture(terminal);
	terminal.dispose();
	return { ...picture, ...effects };
}

function linesOf({ buffer: { active }, rows }: headless.Terminal) {
	return Array.from({ length: rows }, (_, row) => active.getLine(active.baseY + row));
}

function rowsOf(terminal: headless.Terminal): string[] {
	return linesOf(terminal).map((line) => line?.translateToString().trimEnd() ?? "");
}

function takePicture(terminal: headless.Terminal): Picture {
	const { buffer, modes, cols } = terminal;
	const { active } = buffer;
	const cells = linesOf(terminal).map((line) =>
		Array.from({ length: cols }, (_, column) => readCell(line?.getCell(column))),
	);
	return {
		rows: rowsOf(terminal),
		cells,
		cursor: `${active.cursorX},${active.cursorY}`,
		modes: { ...modes, synchronizedOutputMode: false },
		buffer: active.type,
	};
}

function readCell(cell: headless.IBufferCell | undefined): Cell {
	if (cell === undefined) return { chars: "", look: "" };
	const colours = [
		cell.getFgColorMode(),
		cell.getFgColor(),
		cell.getBgColorMode(),
		cell.getBgColor(),
	];
	const weights = [
		cell.isBold(),
		cell.isDim(),
		cell.isItalic(),
		cell.isUnderline(),
		cell.isInverse(),
		cell.isBlink(),
		cell.isInvisible(),
		cell.isStrikethrough(),
	];
	return { chars: cell.getChars(), look: [cell.getWidth(), ...colours, ...weights].join() };
}

function told(rows: readonly string[]): unknown {
	return { [inspect.custom]: () => `\n${rows.join("\n")}\n` };
}
