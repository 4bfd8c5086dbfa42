import type { ReactNode } from "react";
import type { State } from "../state/state.ts";
import { conversationLines } from "../view/conversation-lines.ts";
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
	const lines = conversationLines(state);
	const gap = Array.from({ length: window.height - lines.length }, (_, row) => ({
		key: `gap:${row}`,
		text: "",
	}));
	return <Rows rows={[...gap, ...lines]} width={window.layout.paneWidth} height={window.height} />;
}
