import type { State } from "../state/state.ts";
import { helpCursor } from "./help-lines.ts";
import { switcherCursor } from "./switcher-lines.ts";

/**
 * Where one types when that is not the line of the chat but what lies over the conversation: in columns
 * and rows of the middle of the screen.
 */
export function frontCursor(state: State): { x: number; y: number } | undefined {
	const { layer, columns } = state;
	if (layer.type === "help") return helpCursor(layer, columns);
	return layer.type === "switcher" ? switcherCursor(state, layer) : undefined;
}
