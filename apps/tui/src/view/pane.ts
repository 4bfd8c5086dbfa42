import { type Anchor, firstSeq, type Item, type RoomLog, shownItems } from "../state/room-log.ts";
import { continuesSpeech, linesOf, ruleLine, type Setting } from "./message-lines.ts";

/** One row of the conversation; the key stays with what it shows. */
export type PaneLine = { readonly key: string; readonly text: string };

/** The window onto a log: how lines are set, and how many fit. */
export type Window = { readonly setting: Setting; readonly height: number };

const top = {
	start: notice("top", "the beginning of the room"),
	loading: notice("top", "older messages are loading…"),
	more: notice("top", "there is more above"),
};

function notice(key: string, text: string): Item {
	return { kind: "notice", key, text, tone: "info" };
}

/** A row of a log: a line of an item. */
type Place = { readonly index: number; readonly line: number };

/** Reads a log row by row from any item on, without looking at the rest of it. */
class Reader {
	readonly items: readonly Item[];
	readonly #log: RoomLog;
	readonly #setting: Setting;
	/** The seq of the event below the line "new". */
	readonly #firstNew: number | undefined;

	constructor(log: RoomLog, setting: Setting) {
		const head = log.reachesStart ? top.start : log.loadsOlder ? top.loading : top.more;
		const shown = shownItems(log);
		this.items = shown.length === 0 && !log.reachesStart ? [] : [head, ...shown];
		this.#log = log;
		this.#setting = setting;
		if (log.divider !== undefined) this.#firstNew = Math.max(log.divider + 1, firstSeq(log) ?? 0);
	}

	/** The rows of an item, with the line "new" above it where it belongs. */
	lines(index: number): readonly string[] {
		const item = this.items[index];
		if (item === undefined) return [];
		const before = this.items[index - 1];
		const rule = item.kind === "event" && item.event.seq === this.#firstNew;
		const lines = linesOf(item, this.#setting, !rule && continuesSpeech(item, before));
		if (!rule) return lines;
		const words = this.#log.unread > 0 ? `${this.#log.unread} new` : "new";
		return [ruleLine(words, this.#setting.width, this.#setting.style), ...lines];
	}

	/** The last row on screen, of so many: where the anchor is, or further down, so that the screen is full. */
	bottom(height: number): Place {
		const { anchor } = this.#log;
		if (anchor.at === "end") return this.end();
		const index = this.items.findLastIndex((item) => item.key === anchor.key);
		if (index < 0) return this.end();
		// Wrapped anew, an item may have fewer rows than it had.
		return this.noHigher(
			{ index, line: Math.min(anchor.line, this.lines(index).length - 1) },
			height,
		);
	}

	/** The place, or, if the first row of the log would be below the top of the screen, the one that puts it there. */
	noHigher(place: Place, height: number): Place {
		let rows = place.line + 1;
		for (let index = place.index - 1; index >= 0 && rows < height; index--)
			rows += this.lines(index).length;
		if (rows >= height) return place;
		let left = height;
		for (let index = 0; index < this.items.length; index++) {
			const { length } = this.lines(index);
			if (left <= length) return { index, line: left - 1 };
			left -= length;
		}
		return this.end();
	}

	/** The last row of the log. */
	end(): Place {
		const index = this.items.length - 1;
		return { index, line: this.lines(index).length - 1 };
	}
}

/** The rows on screen, oldest first; at most as many as fit. */
export function paneLines(log: RoomLog, { setting, height }: Window): readonly PaneLine[] {
	const reader = new Reader(log, setting);
	const place = reader.bottom(height);
	const rows: PaneLine[] = [];
	let { line } = place;
	for (let { index } = place; index >= 0 && rows.length < height; index--) {
		const lines = reader.lines(index);
		const key = reader.items[index]?.key ?? "";
		if (index !== place.index) line = lines.length - 1;
		for (; line >= 0 && rows.length < height; line--)
			rows.push({ key: `${key}:${line}`, text: lines[line] ?? "" });
	}
	return rows.reverse();
}

/** The anchor after going some rows up. It stops where the first row of the room is at the top. */
export function scrollUp(log: RoomLog, { setting, height }: Window, by: number): Anchor {
	const reader = new Reader(log, setting);
	let { index, line } = reader.bottom(height);
	for (line -= by; line < 0 && index > 0; ) {
		index--;
		line += reader.lines(index).length;
	}
	return anchorAt(reader, reader.noHigher({ index, line }, height));
}

/** The anchor after going some rows down; at the last row it stays at the end from then on. */
export function scrollDown(log: RoomLog, { setting, height }: Window, by: number): Anchor {
	if (log.anchor.at === "end") return log.anchor;
	const reader = new Reader(log, setting);
	let { index, line } = reader.bottom(height);
	line += by;
	while (index < reader.items.length && line >= reader.lines(index).length) {
		line -= reader.lines(index).length;
		index++;
	}
	return anchorAt(reader, { index, line });
}

/** Items below the last one on screen. */
export function itemsBelow(log: RoomLog, { setting, height }: Window): number {
	if (log.anchor.at === "end") return 0;
	const reader = new Reader(log, setting);
	return reader.items.length - 1 - reader.bottom(height).index + log.leftOut;
}

/** Whether so little is left above the screen that older events should be fetched. */
export function wantsOlder(log: RoomLog, { setting, height }: Window): boolean {
	if (log.reachesStart || log.loadsOlder || log.lastSeq === 0) return false;
	const reader = new Reader(log, setting);
	const place = reader.bottom(height);
	let rows = place.line + 1;
	for (let index = place.index - 1; index >= 0; index--) {
		rows += reader.lines(index).length;
		if (rows > 2 * height) return false;
	}
	return true;
}

function anchorAt(reader: Reader, { index, line }: Place): Anchor {
	const item = reader.items[index];
	const isLast = index === reader.items.length - 1 && line >= reader.lines(index).length - 1;
	if (item === undefined || isLast) return { at: "end" };
	return { at: "item", key: item.key, line: Math.max(0, line) };
}
