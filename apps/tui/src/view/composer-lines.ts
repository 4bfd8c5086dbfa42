import { sanitize } from "@partyline/shared/text/sanitize";
import { lineEnd } from "../input/boundaries.ts";
import type { Editor } from "../input/editor.ts";
import { moveTo } from "../input/moves.ts";
import { measure, type Piece, widthOf } from "../text/width.ts";

/** Where a row begins: its line in the text, UTF-16, and how much of that line is shown above it. */
export type RowStart = { readonly line: number; readonly shown: number };

/** What one types, cut into rows, and the row and column of the cursor in them. */
export type EditorLines = {
	readonly lines: readonly string[];
	readonly starts: readonly RowStart[];
	readonly row: number;
	readonly column: number;
};

const cache = new WeakMap<Editor, { readonly width: number; readonly result: EditorLines }>();

/** Cuts what is typed hard at the width: every character typed is on screen, where it was typed. */
export function editorLines(editor: Editor, width: number): EditorLines {
	const known = cache.get(editor);
	if (known?.width === width) return known.result;
	const result = cut(editor, width);
	cache.set(editor, { width, result });
	return result;
}

/** One row up in what is typed, aiming at the same column; null on the first row. */
export function moveRowUp(editor: Editor, width: number): Editor | null {
	const { row } = editorLines(editor, width);
	const moved = row === 0 ? editor : moveToRow(editor, width, row - 1);
	// One letter may be wider than the screen: there is no place in it to go to.
	return moved.cursor < editor.cursor ? moved : null;
}

/** One row down, aiming at the same column; null on the last row. */
export function moveRowDown(editor: Editor, width: number): Editor | null {
	const { row, lines } = editorLines(editor, width);
	const moved = row === lines.length - 1 ? editor : moveToRow(editor, width, row + 1);
	return moved.cursor > editor.cursor ? moved : null;
}

function moveToRow(editor: Editor, width: number, row: number): Editor {
	const column = editor.goalColumn ?? editorLines(editor, width).column;
	const offset = offsetAt(editor, width, { row, column });
	return { ...moveTo(editor, offset), goalColumn: column };
}

/** The offset in the text of a cell of its rows; behind the end of a row that of its end. */
export function offsetAt(
	editor: Editor,
	width: number,
	{ row, column }: { readonly row: number; readonly column: number },
): number {
	const { lines, starts } = editorLines(editor, width);
	const { line, shown } = starts[row] ?? { line: 0, shown: 0 };
	const pieces = measure(lines[row] ?? "");
	// The place behind the last letter of a row that goes on is the beginning of the next.
	if (starts[row + 1]?.line === line) pieces.pop();
	let reached = 0;
	let offset = shown;
	for (const piece of pieces) {
		reached += piece.width;
		if (reached > column) break;
		offset += piece.text.length;
	}
	return line + typedLength(editor.text.slice(line, lineEnd(editor.text, line)), offset);
}

/** How much of a line is typed when so much of it is shown: what hides or reorders is not shown. */
function typedLength(line: string, shown: number): number {
	if (toShown(line).length === line.length) return shown;
	let low = 0;
	let high = line.length;
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		if (shownLength(line.slice(0, middle)) < shown) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** How much of the beginning of a line is shown, UTF-16. */
export function shownLength(beginning: string): number {
	return toShown(beginning).length;
}

function cut({ text, cursor }: Editor, width: number): EditorLines {
	const lines: string[] = [];
	const starts: RowStart[] = [];
	let place = { row: 0, column: 0 };
	let begin = 0;
	for (const logical of text.split("\n")) {
		const shown = toShown(logical);
		const before = begin > cursor ? undefined : shownLength(logical.slice(0, cursor - begin));
		const rows = isPlain.test(shown) ? cutPlain(shown, width) : cutPieces(shown, width);
		let offset = 0;
		for (const row of rows) {
			starts.push({ line: begin, shown: offset });
			offset += row.length;
		}
		if (before !== undefined) place = findPlace(rows, before, lines.length);
		for (const row of rows) lines.push(row);
		begin += logical.length + 1;
	}
	return { lines, starts, ...place };
}

const isPlain = /^[ -~]*$/;

/** Of a page of plain letters nothing need be measured. */
function cutPlain(line: string, width: number): string[] {
	const rows = Array.from({ length: Math.ceil(line.length / width) }, (_, row) =>
		line.slice(row * width, (row + 1) * width),
	);
	return rows.length === 0 ? [""] : rows;
}

function cutPieces(shown: string, width: number): string[] {
	const rows: string[] = [];
	let line = "";
	let used = 0;
	for (const piece of piecesOf(shown, width)) {
		if (used + piece.width > width && line !== "") {
			rows.push(line);
			line = "";
			used = 0;
		}
		line += piece.text;
		used += piece.width;
	}
	return [...rows, line];
}

/** The row, counted from `top`, and the column of an offset in a line: behind the end of a row, where the next begins. */
function findPlace(rows: readonly string[], offset: number, top: number) {
	let begin = 0;
	let at = 0;
	for (const row of rows.slice(0, -1)) {
		if (offset < begin + row.length) break;
		begin += row.length;
		at++;
	}
	let column = 0;
	let end = begin;
	// Within a piece the cursor is at its beginning: a sign may join the space that stands for a tab.
	for (const piece of measure(rows[at] ?? "")) {
		end += piece.text.length;
		if (end > offset) break;
		column += piece.width;
	}
	return { row: top + at, column };
}

/** A line as it is shown: what was pasted may be from anybody. The beginning of a line is shown as it is in the whole. */
function toShown(line: string): string {
	return sanitize(line).replaceAll(/[\n\t]/g, " ");
}

function piecesOf(line: string, width: number): Piece[] {
	const pieces = measure(line);
	if (pieces.every((piece) => piece.width <= width)) return pieces;
	// Some scripts build one grapheme wider than any screen.
	return pieces.flatMap((piece) =>
		piece.width <= width
			? [piece]
			: Array.from(piece.text, (text) => ({ text, width: widthOf(text) })),
	);
}
