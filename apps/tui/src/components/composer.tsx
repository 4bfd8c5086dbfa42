import type { ReactNode } from "react";
import type { State } from "../state/state.ts";
import type { Style } from "../text/style.ts";
import { useTypingCursor } from "../ui/ui.tsx";
import { editorLines } from "../view/composer-lines.ts";
import { type Layout, promptOf, typingWidth } from "../view/layout.ts";
import { byPlace, Rows } from "./rows.tsx";

type ComposerProps = {
	readonly state: State;
	readonly layout: Layout;
	readonly style: Style;
	/** The row of the screen it begins on. */
	readonly top: number;
};

/** What one types, growing to a few rows, then scrolling inside; the cursor is the terminal's own. */
export function Composer({ state, layout, style, top }: ComposerProps): ReactNode {
	const prompt = promptOf(state);
	const { lines, row, column } = editorLines(state.editor, typingWidth(state));
	const height = layout.composerRows;
	const first = Math.max(0, Math.min(row - height + 1, lines.length - height));
	const shown = lines.slice(first, first + height);
	const indent = " ".repeat(prompt.length);
	const rows = shown.map((line, place) =>
		first + place === 0 ? `${style.bold(prompt)}${line}` : `${indent}${line}`,
	);
	useTypingCursor({ x: prompt.length + column, y: top + row - first });
	return <Rows rows={byPlace(rows)} width={layout.columns} height={height} />;
}
