import { indexFrom } from "../state/item.ts";
import type { Anchor, RoomLog } from "../state/room-log.ts";
import type { Window } from "./pane.ts";
import { Reader } from "./reader.ts";

/** The anchor that puts an item a third below the top of the screen; undefined when it is not held. */
export function anchorOf(log: RoomLog, window: Window, key: string): Anchor | undefined {
	const reader = new Reader(log, window);
	const index = reader.indexOf(key);
	if (index < 0) return undefined;
	const below = Math.max(0, window.height - 1 - Math.floor(window.height / 3));
	return reader.anchorAt(reader.down({ index, row: 0 }, below));
}

/**
 * The anchor that puts the line "new" a third below the top of the screen; undefined when there is none. Where
 * the first unread event is not held, the line stands above the first one after it.
 */
export function anchorOfUnread(log: RoomLog, window: Window): Anchor | undefined {
	if (log.divider === undefined) return undefined;
	const first = log.items[indexFrom(log.items, log.divider + 1)];
	return first === undefined ? undefined : anchorOf(log, window, first.key);
}
