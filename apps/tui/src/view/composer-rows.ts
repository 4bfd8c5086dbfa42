import type { State } from "../state/state.ts";
import type { Style } from "../text/style.ts";
import { widthOf } from "../text/width.ts";
import { editorLines } from "./composer-lines.ts";
import { promptOf, typingWidth } from "./layout.ts";

/** The rows of what one types that are on screen, and the cell of the cursor in them. */
export type ComposerRows = {
	readonly rows: readonly string[];
	readonly cursor: { readonly x: number; readonly y: number };
};

/** What one types behind its prompt; more rows than fit scroll with the cursor. */
export function composerRows(state: State, height: number, style: Style): ComposerRows {
	const prompt = promptOf(state);
	const margin = widthOf(prompt);
	const { lines, row, column } = editorLines(state.editor, typingWidth(state));
	const first = Math.max(0, Math.min(row - height + 1, lines.length - height));
	const rows = lines
		.slice(first, first + height)
		.map((line, place) =>
			first + place === 0 ? `${style.bold(prompt)}${line}` : `${" ".repeat(margin)}${line}`,
		);
	// On a screen of one column there is no free one for the cursor.
	return { rows, cursor: { x: Math.min(margin + column, state.columns - 1), y: row - first } };
}
