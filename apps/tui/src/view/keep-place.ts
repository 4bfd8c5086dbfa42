import { stripVTControlCharacters } from "node:util";
import type { Anchor, RoomLog } from "../state/room-log.ts";
import { logOf, type State, withLog } from "../state/state.ts";
import type { Window } from "./pane.ts";
import { Reader } from "./reader.ts";

/** The state `next`, of another size than `state`, with the words that were last on screen still there. */
export function keepPlace(state: State, next: State): State {
	const { current, sought } = next;
	const log = logOf(next, current);
	// A look has one setting at a time: first the one that was.
	const was = state.look.windowOf(state);
	const anchor = anchorIn(log, was, next.look.windowOf(next));
	if (anchor === log.anchor) return next;
	const kept = withLog(next, current, (held) => ({ ...held, anchor }));
	return sought?.anchor === log.anchor ? { ...kept, sought: { ...sought, anchor } } : kept;
}

/** The anchor at the row that, wrapped anew, has the end of what the row of the anchor had. */
function anchorIn(log: RoomLog, was: Window, now: Window): Anchor {
	const { anchor } = log;
	if (anchor.at === "end" || anchor.line < 0 || was.setting === now.setting) return anchor;
	const { key } = anchor;
	// From the end: at the beginning stand the name and the clock, elsewhere in every shape.
	let below = sum(inkOf(log, was, key).slice(anchor.line + 1));
	const rows = inkOf(log, now, key);
	let line = rows.length - 1;
	for (; line > 0 && (rows[line] ?? 0) <= below; line--) below -= rows[line] ?? 0;
	return line < 0 ? anchor : { at: "item", key, line };
}

/** How much of an item is in each of its rows, shown whole: spaces come and go with where it is wrapped. */
function inkOf(log: RoomLog, window: Window, key: string): number[] {
	const expanded = new Set([...log.expanded, key]);
	const reader = new Reader({ ...log, expanded }, window);
	const { lines } = reader.block(reader.indexOf(key));
	return lines.map((row) => stripVTControlCharacters(row).replace(/\s/g, "").length);
}

function sum(counts: readonly number[]): number {
	return counts.reduce((total, count) => total + count, 0);
}
