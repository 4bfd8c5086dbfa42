import type { ReactNode } from "react";
import type { State } from "../state/state.ts";
import { useTypingCursor } from "../ui/ui.tsx";
import { type Shown, useSlice } from "../ui/use-slice.ts";
import { composerRows } from "../view/composer-rows.ts";
import { frontCursor } from "../view/front-cursor.ts";
import { layoutOf } from "../view/layout.ts";
import { type Panel, panelOf, samePanel } from "../view/panel.ts";
import { Rows } from "./rows.tsx";

/** What one types, growing to a few rows, then scrolling inside; the cursor is the terminal's own. */
export function Composer({ store }: { readonly store: Shown<State> }): ReactNode {
	const { panel, cursor } = useSlice(store, lineOf, sameLine);
	useTypingCursor(cursor);
	return <Rows rows={panel.rows} width={panel.width} height={panel.height} />;
}

/** What one types, and the cell of the screen where one does. */
type Line = { readonly panel: Panel; readonly cursor: { readonly x: number; readonly y: number } };

function lineOf(state: State): Line {
	const { columns: width, composerRows: height, titleRows, paneHeight } = layoutOf(state);
	const { rows, cursor } = composerRows(state, height, state.look.style);
	const front = frontCursor(state);
	const { x, y } = front ?? { x: cursor.x, y: paneHeight + cursor.y };
	return { panel: panelOf(rows, { width, height }), cursor: { x, y: titleRows + y } };
}

function sameLine(one: Line, other: Line): boolean {
	return (
		one.cursor.x === other.cursor.x &&
		one.cursor.y === other.cursor.y &&
		samePanel(one.panel, other.panel)
	);
}
