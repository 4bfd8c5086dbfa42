import type { ReactNode } from "react";
import type { State } from "../state/state.ts";
import { Over } from "../ui/ui.tsx";
import type { Layout } from "../view/layout.ts";
import { menuLines } from "../view/menu-lines.ts";
import { byPlace, Rows } from "./rows.tsx";

/** What is offered for the line, over the last rows of the conversation. */
export function Menu({
	state,
	layout,
}: {
	readonly state: State;
	readonly layout: Layout;
}): ReactNode {
	const { listWidth, paneWidth, paneHeight } = layout;
	const rows = menuLines(state, { width: paneWidth, height: paneHeight });
	if (rows.length === 0) return null;
	return (
		<Over left={listWidth} top={paneHeight - rows.length}>
			<Rows rows={byPlace(rows)} width={paneWidth} height={rows.length} />
		</Over>
	);
}
