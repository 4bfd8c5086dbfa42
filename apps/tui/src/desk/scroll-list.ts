import type { List } from "../state/lists.ts";
import { layoutOf } from "../view/layout.ts";
import { listSpan } from "../view/lists.ts";
import type { Desk } from "./desk.ts";

/** Scrolls a list some rows down, or up when negative. */
export function scrollList(desk: Desk, list: List, rows: number): void {
	desk.change((state) => {
		const { first, last } = listSpan(state, list, layoutOf(state).paneHeight);
		const next = Math.max(0, Math.min(last, first + rows));
		return next === first ? state : { ...state, scrolled: { ...state.scrolled, [list]: next } };
	});
}

/** Turns a page of the list that lies over the conversation; false where none does. */
export function turnListPage(desk: Desk, step: 1 | -1): boolean {
	const { layer } = desk.state();
	if (layer.type !== "rooms" && layer.type !== "members") return false;
	// A heading and two rows that tell of the rest may be among them.
	const rows = Math.max(1, layoutOf(desk.state()).paneHeight - 4);
	scrollList(desk, layer.type, step * rows);
	return true;
}
