import { indexOfKey } from "../state/item.ts";
import { selectedKey } from "../state/select.ts";
import { logOf, type State } from "../state/state.ts";
import { type PaneLine, paneLines } from "./pane.ts";

/** The rows of the conversation on screen, with what is chosen; below what was cleared, while one is at the end. */
export function conversationLines(state: State): readonly PaneLine[] {
	const { current, cleared, look } = state;
	const log = logOf(state, current);
	const lines = paneLines(log, look.windowOf(state), selectedKey(state));
	const last = log.anchor.at === "end" ? cleared.get(current) : undefined;
	const mark = last === undefined ? -1 : indexOfKey(log.items, last);
	if (mark < 0) return lines;
	const hidden = new Set(log.items.slice(0, mark + 1).map(({ key }) => key));
	return lines.filter(({ item }) => !hidden.has(item) && item !== "top");
}
