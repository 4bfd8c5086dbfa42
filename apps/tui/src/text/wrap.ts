import type { Piece } from "./width.ts";
import { isSimple, measure, widthOf } from "./width.ts";

/** How the lines after the first differ from it. */
export type WrapOptions = {
	/** Spaces before every line but the first. */
	readonly indent?: number;
	/** Columns of the first line, where a name or a clock takes some of them. */
	readonly firstWidth?: number;
};

const tabStop = 4;
// A break before one of these would begin a line with the end of a sentence.
const closingPattern = /^[、。，．！？：；）」』】〉》〕］｝ー…]/u;

function sumOf(pieces: readonly Piece[]): number {
	return pieces.reduce((sum, piece) => sum + piece.width, 0);
}

// Chinese and Japanese have no spaces: between two wide characters a line may end.
function splitWide(pieces: readonly Piece[]): Piece[][] {
	const words: Piece[][] = [];
	let word: Piece[] = [];
	for (const piece of pieces) {
		const canBreak = word.at(-1)?.width === 2 && piece.width === 2;
		if (canBreak && !closingPattern.test(piece.text)) {
			words.push(word);
			word = [];
		}
		word.push(piece);
	}
	words.push(word);
	return words;
}

function expandTabs(line: string): string {
	let expanded = "";
	let column = 0;
	for (const [index, part] of line.split("\t").entries()) {
		const spaces = index === 0 ? 0 : tabStop - (column % tabStop);
		expanded += " ".repeat(spaces) + part;
		column += spaces + widthOf(part);
	}
	return expanded;
}

class LineFiller {
	readonly lines: string[] = [];
	readonly #indent: string;
	readonly #innerWidth: number;
	#line = "";
	#used = 0;
	#room: number;
	/** Spaces not written yet: they vanish if the line ends here. */
	#spaces = 0;

	constructor(width: number, options: WrapOptions) {
		const indent = Math.max(0, Math.min(options.indent ?? 0, width - 2));
		this.#indent = " ".repeat(indent);
		this.#innerWidth = Math.max(1, width - indent);
		this.#room = Math.max(0, options.firstWidth ?? width);
	}

	addSpaces(count: number): void {
		this.#spaces += count;
	}

	addWord(word: string): void {
		if (isSimple(word)) {
			this.#place(word.length, () => this.#cutSimple(word), word);
			return;
		}
		for (const pieces of splitWide(measure(word))) {
			const text = pieces.map((piece) => piece.text).join("");
			this.#place(sumOf(pieces), () => this.#cutPieces(pieces), text);
		}
	}

	/** Ends a line that its writer ended; spaces at its end stay as far as they fit. */
	endLine(): void {
		this.#write(" ".repeat(Math.max(0, Math.min(this.#spaces, this.#left))), this.#spaces);
		this.#push(this.#line);
	}

	get #left(): number {
		return this.#room - this.#used;
	}

	#write(text: string, width: number): void {
		this.#line += text;
		this.#used += width;
	}

	#break(): void {
		this.#push(this.#line.replace(/ +$/, ""));
	}

	#push(line: string): void {
		this.lines.push(line);
		this.#line = this.#indent;
		this.#used = 0;
		this.#room = this.#innerWidth;
		this.#spaces = 0;
	}

	#place(width: number, cut: () => void, text: string): void {
		this.#spaces = this.#used === 0 ? this.#leadingSpaces(width) : this.#spaces;
		const isTooWide = this.#spaces + width > this.#left;
		const fitsOnNext = width <= this.#innerWidth;
		if (isTooWide && fitsOnNext && (this.#used > 0 || this.#room < this.#innerWidth)) {
			this.#break();
		}
		this.#writeSpaces();
		if (width <= this.#left) {
			this.#write(text, width);
			return;
		}
		cut();
	}

	#writeSpaces(): void {
		if (this.#spaces >= this.#left && this.#used > 0) {
			this.#break();
			return;
		}
		this.#write(" ".repeat(this.#spaces), this.#spaces);
		this.#spaces = 0;
	}

	// Deep indentation yields to the word, or the word would be cut and the line before it blank.
	#leadingSpaces(width: number): number {
		const limit =
			width <= this.#room ? this.#room - width : Math.floor(Math.max(0, this.#room - 1) / 2);
		return Math.min(this.#spaces, limit);
	}

	#cutSimple(word: string): void {
		let at = 0;
		while (at < word.length) {
			this.#makeRoom(1);
			const part = word.slice(at, at + Math.max(1, this.#left));
			this.#write(part, part.length);
			at += part.length;
		}
	}

	#cutPieces(pieces: readonly Piece[]): void {
		for (const piece of pieces) {
			if (piece.width > Math.max(2, this.#innerWidth)) {
				this.#cutPieces(Array.from(piece.text, (text) => ({ text, width: widthOf(text) })));
				continue;
			}
			this.#makeRoom(piece.width);
			this.#write(piece.text, piece.width);
		}
	}

	#makeRoom(width: number): void {
		const isHopeless = this.#used === 0 && this.#room >= this.#innerWidth;
		if (width > this.#left && !isHopeless) {
			this.#break();
		}
	}
}

/** Wraps clean text into lines of at most `width` columns; what is too long for a line is cut. */
export function wrap(text: string, width: number, options: WrapOptions = {}): string[] {
	if (isSimple(text) && text.length <= (options.firstWidth ?? width)) {
		return [text];
	}
	const filler = new LineFiller(width, options);
	for (const line of text.split("\n")) {
		for (const [token] of expandTabs(line).matchAll(/ +|[^ ]+/g)) {
			if (token.startsWith(" ")) {
				filler.addSpaces(token.length);
			} else {
				filler.addWord(token);
			}
		}
		filler.endLine();
	}
	return filler.lines;
}
