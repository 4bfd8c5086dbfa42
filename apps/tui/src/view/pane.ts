import { isWhole, seqBefore } from "../state/gaps.ts";
import { seqOf } from "../state/item.ts";
import type { Anchor, RoomLog } from "../state/room-log.ts";
import type { Setting } from "./message-lines.ts";
import { Reader, type Row } from "./reader.ts";

/** One row of the conversation; the key stays with what it shows. */
export type PaneLine = {
	readonly key: string;
	readonly text: string;
	/** The key of the item it belongs to, and which of its rows it is: below 0 for what stands above it. */
	readonly item: string;
	readonly line: number;
};

/** The window onto a log: how lines are set, and how many fit. */
export type Window = {
	readonly setting: Setting;
	readonly height: number;
	/** How many fit while one types no more than a line: what is folded does not change as one types. */
	readonly most?: number;
};

/** The rows on screen, oldest first; at most as many as fit. Those of the item `selected` are marked. */
export function paneLines(log: RoomLog, window: Window, selected?: string): readonly PaneLine[] {
	const reader = new Reader(log, window, selected);
	const { height } = window;
	const bottom = reader.bottom();
	const rows: PaneLine[] = [];
	for (let { index } = bottom; index >= 0 && rows.length < height; index--) {
		const { key, above, lines } = reader.block(index);
		const texts = [...above, ...lines];
		const last = Math.min(texts.length - 1, index === bottom.index ? bottom.row : texts.length);
		for (let row = last; row >= 0 && rows.length < height; row--) {
			const line = row - above.length;
			rows.push({ key: `${key}:${line}`, text: texts[row] ?? "", item: key, line });
		}
	}
	return rows.reverse();
}

/** The anchor after going some rows up. It stops where the first row of the room is at the top. */
export function scrollUp(log: RoomLog, window: Window, by: number): Anchor {
	const reader = new Reader(log, window);
	return anchorAt(reader, reader.up(reader.bottom(), by), -1);
}

/** The anchor after going some rows down; at the last row it stays at the end from then on. */
export function scrollDown(log: RoomLog, window: Window, by: number): Anchor {
	if (log.anchor.at === "end") return log.anchor;
	const reader = new Reader(log, window);
	return anchorAt(reader, reader.down(reader.bottom(), by), 1);
}

/** A gap is never the last row on screen: when it fills, what one reads above it would go away upwards. */
function anchorAt(reader: Reader, place: Row, step: 1 | -1): Anchor {
	const { gapRows } = reader.block(place.index);
	if (place.row >= gapRows) return reader.anchorAt(place);
	const next =
		step === 1 ? reader.down(place, gapRows - place.row) : reader.up(place, place.row + 1);
	return reader.anchorAt(next);
}

/** How many messages and lines there are below the last one on screen; at least that one, if it goes on. */
export function itemsBelow(log: RoomLog, window: Window): number {
	if (log.anchor.at === "end") return 0;
	const { items, posts, lastSeq } = log;
	const reader = new Reader(log, window);
	const { index, row } = reader.bottom();
	const unshownPosts = posts.length - Math.max(0, index - items.length - 1);
	const isCut = row < reader.rows(index) - 1;
	const held = Math.max(isCut ? 1 : 0, Math.max(0, items.length - index) + unshownPosts);
	if (isWhole(log)) return held;
	const seq = seqOf(items[index - 1]) ?? seqBefore(items, index - 1) ?? lastSeq;
	return Math.max(held, lastSeq - seq);
}
