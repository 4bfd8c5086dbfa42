import { foldOf } from "../state/folding.ts";
import type { Anchor, RoomLog } from "../state/room-log.ts";
import { paneLines, type Window } from "./pane.ts";
import { Reader } from "./reader.ts";

/** The next item that one can choose, up or down from another; undefined where there is none. */
export function stopBeside(
	log: RoomLog,
	window: Window,
	{ from, step }: { readonly from: string; readonly step: 1 | -1 },
): string | undefined {
	const reader = new Reader(log, window);
	return stopFrom(reader, reader.indexOf(from) + step, step);
}

/** The first or the last item of what is held that one can choose. */
export function stopAtEdge(
	log: RoomLog,
	window: Window,
	edge: "first" | "last",
): string | undefined {
	const reader = new Reader(log, window);
	return edge === "first" ? stopFrom(reader, 0, 1) : stopFrom(reader, reader.length - 1, -1);
}

/** The first or the last item on screen that one can choose. */
export function stopOnScreen(
	log: RoomLog,
	window: Window,
	edge: "first" | "last",
): string | undefined {
	const reader = new Reader(log, window);
	const lines = paneLines(log, window).filter(({ line }) => line >= 0);
	const keys = [...new Set(lines.map(({ item }) => item))];
	const stops = keys.filter((key) => isStop(reader, reader.indexOf(key)));
	return edge === "first" ? stops[0] : stops.at(-1);
}

/** Whether an item can be chosen. */
export function canSelect(log: RoomLog, window: Window, key: string): boolean {
	const reader = new Reader(log, window);
	return isStop(reader, reader.indexOf(key));
}

/** Whether more of an item is below the screen than on it: going down one reads on instead of leaving it. */
export function goesOnBelow(log: RoomLog, window: Window, key: string): boolean {
	const reader = new Reader(log, window);
	const index = reader.indexOf(key);
	const bottom = reader.bottom();
	return index === bottom.index && bottom.row < reader.rows(index) - 1;
}

/**
 * The anchor that has an item on screen: that of now if it is there whole. It never stays at the end, so that
 * no new message moves what one has chosen.
 */
export function anchorShowing(log: RoomLog, window: Window, key: string): Anchor {
	const reader = new Reader(log, window);
	const { height } = window;
	const index = reader.indexOf(key);
	if (index < 0) return log.anchor;
	const { above, lines } = reader.block(index);
	const bottom = reader.bottom();
	const rows = paneLines(log, window).filter(({ item, line }) => item === key && line >= 0);
	if (rows.length === lines.length) return pinned(reader, bottom);
	const isBelow = index >= bottom.index;
	if (isBelow && lines.length <= height)
		return pinned(reader, { index, row: above.length + lines.length - 1 });
	const top = { index, row: lines.length < height ? 0 : above.length };
	return pinned(reader, reader.down(top, height - 1));
}

type Row = { readonly index: number; readonly row: number };

function pinned(reader: Reader, { index, row }: Row): Anchor {
	const { key, above } = reader.block(index);
	return { at: "item", key, line: row - above.length };
}

function stopFrom(reader: Reader, from: number, step: 1 | -1): string | undefined {
	for (let index = from; index >= 0 && index < reader.length; index += step)
		if (isStop(reader, index)) return reader.item(index)?.key;
	return undefined;
}

/** One stops at what somebody said, at what we were told, and at what can be unfolded; not at who comes and goes. */
function isStop(reader: Reader, index: number): boolean {
	const item = reader.item(index);
	if (item === undefined) return false;
	const fold = foldOf(item);
	if (fold !== undefined) return fold.count > 1 && foldOf(reader.item(index + 1))?.key !== fold.key;
	if (item.kind === "event") return item.event.type === "message";
	return item.kind === "post" || item.passing === undefined;
}
