import type { ReactNode } from "react";
import type { State } from "../state/state.ts";
import type { Style } from "../text/style.ts";
import { useTypingCursor } from "../ui/ui.tsx";
import { composerRows } from "../view/composer-rows.ts";
import { frontCursor } from "../view/front-cursor.ts";
import type { Layout } from "../view/layout.ts";
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
	const { rows, cursor } = composerRows(state, layout.composerRows, style);
	const front = frontCursor(state);
	const place = { x: cursor.x, y: top + cursor.y };
	useTypingCursor(front === undefined ? place : { x: front.x, y: layout.titleRows + front.y });
	return <Rows rows={byPlace(rows)} width={layout.columns} height={layout.composerRows} />;
}
