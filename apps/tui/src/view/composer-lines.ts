import { sanitize } from "@partyline/shared/text/sanitize";
import type { Editor } from "../input/editor.ts";
import { measure, type Piece, widthOf } from "../text/width.ts";

/** What one types, cut into rows, and the row and column of the cursor in them. */
export type EditorLines = {
	readonly lines: readonly string[];
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

function cut({ text, cursor }: Editor, width: number): EditorLines {
	const lines: string[] = [];
	let place = { row: 0, column: 0 };
	let begin = 0;
	for (const logical of text.split("\n")) {
		const before = begin > cursor ? undefined : toShown(logical.slice(0, cursor - begin));
		let line = "";
		let used = 0;
		let offset = 0;
		// Within a piece the cursor is at its beginning: a sign may join the space that stands for a tab.
		const mark = () => {
			if (before !== undefined && offset <= before.length)
				place = { row: lines.length, column: used };
		};
		for (const piece of piecesOf(toShown(logical), width)) {
			if (used + piece.width > width && line !== "") {
				lines.push(line);
				line = "";
				used = 0;
			}
			mark();
			line += piece.text;
			used += piece.width;
			offset += piece.text.length;
		}
		mark();
		lines.push(line);
		begin += logical.length + 1;
	}
	return { lines, ...place };
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
