import { selectedKey } from "../state/select.ts";
import type { State } from "../state/state.ts";
import { askLines } from "./ask-lines.ts";
import { conversationLines } from "./conversation-lines.ts";
import { helpCursor } from "./help-lines.ts";
import { layoutOf } from "./layout.ts";
import { switcherCursor } from "./switcher-lines.ts";

/**
 * Where one types when that is not the line of the chat but what lies over the conversation: in columns
 * and rows of the middle of the screen.
 */
export function frontCursor(state: State): { x: number; y: number } | undefined {
	const { layer, columns } = state;
	if (layer.type === "select") return selectedCell(state);
	if (layer.type === "ask") return askLines(state, layer).cursor;
	if (layer.type === "help") return helpCursor(layer, columns);
	return layer.type === "switcher" ? switcherCursor(state, layer) : undefined;
}

/** The cursor marks what is chosen, for those who follow it: on its first row on screen. */
function selectedCell(state: State): { x: number; y: number } | undefined {
	const key = selectedKey(state);
	const lines = conversationLines(state);
	const row = lines.findIndex(({ item, line }) => item === key && line >= 0);
	const { listWidth, paneHeight } = layoutOf(state);
	return row < 0 ? undefined : { x: listWidth, y: paneHeight - lines.length + row };
}
