import { isUtf8 } from "node:buffer";

/** One line a person typed, or why it could not be read. */
export type TypedLine = { readonly text: string } | { readonly problem: string };

const newline = "\n".charCodeAt(0);

/** Cuts bytes into lines, of which it keeps at most `limitBytes`. */
export class LineReader {
	readonly #limitBytes: number;
	#held = Buffer.alloc(0);
	/** The rest of a line that is too long is passed over. */
	#skipping = false;

	constructor(limitBytes: number) {
		this.#limitBytes = limitBytes;
	}

	/** Takes bytes and gives the lines they end. */
	push(chunk: Buffer): TypedLine[] {
		const lines: TypedLine[] = [];
		let start = 0;
		for (;;) {
			const end = chunk.indexOf(newline, start);
			if (end === -1) break;
			lines.push(...this.#finish(chunk.subarray(start, end)));
			start = end + 1;
		}
		lines.push(...this.#keep(chunk.subarray(start)));
		return lines;
	}

	/** What was typed after the last line, at the end of the input. */
	end(): TypedLine[] {
		return this.#held.length === 0 ? [] : this.#finish(Buffer.alloc(0));
	}

	#finish(rest: Buffer): TypedLine[] {
		if (this.#skipping) {
			this.#skipping = false;
			return [];
		}
		if (this.#held.length + rest.length > this.#limitBytes) {
			this.#held = Buffer.alloc(0);
			return [this.#tooLong()];
		}
		const line = Buffer.concat([this.#held, rest]);
		this.#held = Buffer.alloc(0);
		return [toLine(line)];
	}

	#keep(rest: Buffer): TypedLine[] {
		if (this.#skipping) return [];
		if (this.#held.length + rest.length <= this.#limitBytes) {
			if (rest.length > 0) this.#held = Buffer.concat([this.#held, rest]);
			return [];
		}
		this.#held = Buffer.alloc(0);
		this.#skipping = true;
		return [this.#tooLong()];
	}

	#tooLong(): TypedLine {
		return { problem: `A line may be at most ${this.#limitBytes} bytes; yours was longer.` };
	}
}

function toLine(line: Buffer): TypedLine {
	if (!isUtf8(line)) return { problem: "That line is not UTF-8 text." };
	return { text: line.toString("utf8").replace(/\r+$/, "") };
}
