import type { ReactNode } from "react";
import { logOf, type State } from "../state/state.ts";
import { paneLines } from "../view/pane.ts";
import type { Look } from "../view/window.ts";
import { Rows } from "./rows.tsx";

/** The messages on screen, the newest at the bottom. */
export function Conversation({
	state,
	look,
}: {
	readonly state: State;
	readonly look: Look;
}): ReactNode {
	const window = look.windowOf(state);
	const lines = paneLines(logOf(state, state.current), window);
	const gap = Array.from({ length: window.height - lines.length }, (_, row) => ({
		key: `gap:${row}`,
		text: "",
	}));
	return <Rows rows={[...gap, ...lines]} width={window.layout.paneWidth} height={window.height} />;
}
