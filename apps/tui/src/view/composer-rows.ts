import { lineOf } from "../state/recall.ts";
import { silenceIn } from "../state/speaking.ts";
import type { State } from "../state/state.ts";
import type { Style } from "../text/style.ts";
import { truncate } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";
import { type EditorLines, editorLines, shownLength } from "./composer-lines.ts";
import { promptOf, typingWidth } from "./layout.ts";
import { silenceText } from "./silence-text.ts";

/** The rows of what one types that are on screen, and the cell of the cursor in them. */
export type ComposerRows = {
	readonly rows: readonly string[];
	readonly cursor: { readonly x: number; readonly y: number };
};

/** What one types behind its prompt; more rows than fit scroll with the cursor. */
export function composerRows(state: State, height: number, style: Style): ComposerRows {
	const prompt = promptOf(state);
	const margin = widthOf(prompt);
	const typed = editorLines(lineOf(state), typingWidth(state));
	const { row, column } = typed;
	const lines = withSilence(state, withFound(state, typed, style), style);
	const first = Math.max(0, Math.min(row - height + 1, lines.length - height));
	const rows = lines
		.slice(first, first + height)
		.map((line, place) =>
			first + place === 0 ? `${style.bold(prompt)}${line}` : `${" ".repeat(margin)}${line}`,
		);
	// On a screen of one column there is no free one for the cursor.
	return { rows, cursor: { x: Math.min(margin + column, state.columns - 1), y: row - first } };
}

/** The rows, or, while nothing is typed, what keeps one from speaking here. */
function withSilence(state: State, lines: readonly string[], style: Style): readonly string[] {
	if (state.layer.type === "recall" || state.editor.text !== "") return lines;
	const silence = silenceIn(state, state.current);
	if (silence === undefined) return lines;
	const text = silenceText(silence, state.now);
	return [style.faint(truncate(text, typingWidth(state), state.look.signs.ellipsis))];
}

/** The rows with the letters marked that the search has found. */
function withFound({ layer }: State, typed: EditorLines, style: Style): readonly string[] {
	const { lines, starts } = typed;
	if (layer.type !== "recall" || layer.found === undefined) return lines;
	const { text, cursor } = layer.found;
	return lines.map((line, row) => {
		const { line: begin = 0, shown = 0 } = starts[row] ?? {};
		const inLine = (offset: number) => {
			const place = offset <= begin ? 0 : shownLength(text.slice(begin, offset));
			return Math.max(0, Math.min(line.length, place - shown));
		};
		const from = inLine(cursor);
		const to = inLine(cursor + layer.word.length);
		return `${line.slice(0, from)}${style.search(line.slice(from, to))}${line.slice(to)}`;
	});
}
