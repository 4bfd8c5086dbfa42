import { dayOf } from "../state/day.ts";
import { foldOf } from "../state/folding.ts";
import { gapAbove, olderThan } from "../state/gaps.ts";
import { type Item, indexFrom, indexOfKey } from "../state/item.ts";
import type { Anchor, RoomLog } from "../state/room-log.ts";
import { freshOf } from "../state/unread.ts";
import { linesOf, type Setting } from "./message-lines.ts";
import { foldLine, noticeLines } from "./notice-lines.ts";
import type { Window } from "./pane.ts";
import { quoteText } from "./quote-text.ts";
import { dayLine, freshLine, gapLines, goneText, removedText } from "./rule-lines.ts";
import { selectRows } from "./select-rows.ts";
import { continuesSpeech } from "./speech.ts";

/** A block of rows: an item with what stands above it, such as the day's line. */
export type Block = {
	/** The key of the item, or of what stands in place of one. */
	readonly key: string;
	/** The rows above the item; a gap comes first of them. */
	readonly above: readonly string[];
	readonly gapRows: number;
	readonly lines: readonly string[];
};

/** A row of a log: one of a block. */
export type Row = { readonly index: number; readonly row: number };

/** What is above the first item and below the last one. */
const topKey = "top";
const endKey = "end";

/**
 * Reads a log block by block from anywhere, without looking at the rest of it: first what stands above the
 * items, then the items, then what is missing below them, then the posts.
 */
export class Reader {
	/** How many blocks there are. */
	readonly length: number;
	readonly height: number;
	readonly log: RoomLog;
	readonly #setting: Setting;
	readonly #selected: string | undefined;
	/** The index of the item below the line "new"; -1 for none. */
	readonly #fresh: number;
	readonly #most: number;

	constructor(log: RoomLog, { setting, height, most = height }: Window, selected?: string) {
		this.log = log;
		this.height = height;
		this.length = log.items.length + log.posts.length + 2;
		this.#setting = setting;
		this.#selected = selected;
		this.#fresh = log.divider === undefined ? -1 : indexFrom(log.items, log.divider + 1);
		// What is said in a few rows more than that fills the screen.
		this.#most = Math.max(4, Math.min(12, Math.floor((most * 2) / 3)));
	}

	/** The item of a block; of what stands above and below them none. */
	item(index: number): Item | undefined {
		const { items, posts } = this.log;
		return index <= items.length ? items[index - 1] : posts[index - items.length - 2];
	}

	/** The index of the block of an item. */
	indexOf(key: string): number {
		const { items, posts } = this.log;
		if (key === topKey) return 0;
		const index = indexOfKey(items, key);
		if (index >= 0) return index + 1;
		const post = posts.findIndex((item) => item.key === key);
		return post < 0 ? -1 : post + items.length + 2;
	}

	/** The rows of a block. */
	block(index: number): Block {
		const item = this.item(index);
		if (item === undefined) return this.#edge(index);
		const gap = this.#gap(index);
		const above = [...gap, ...this.#rules(item, index)];
		const lines = this.#lines(item, index, above.length === 0);
		return { key: item.key, above, gapRows: gap.length, lines };
	}

	/** How many rows a block has. */
	rows(index: number): number {
		const { above, lines } = this.block(index);
		return above.length + lines.length;
	}

	/** The last row on screen: where the anchor is, or further down, so that the screen is full. */
	bottom(): Row {
		const { anchor } = this.log;
		if (anchor.at === "end") return this.end();
		const index = this.indexOf(anchor.key);
		if (index < 0) return this.end();
		const { above, lines } = this.block(index);
		// Wrapped anew, an item may have fewer rows than it had.
		const row = Math.max(0, Math.min(above.length + anchor.line, above.length + lines.length - 1));
		return this.#noHigher(this.#shown({ index, row }));
	}

	/** The last row of the log. */
	end(): Row {
		for (let index = this.length - 1; index >= 0; index--) {
			const rows = this.rows(index);
			if (rows > 0) return { index, row: rows - 1 };
		}
		return { index: 0, row: 0 };
	}

	/** The row so many rows further up, or the highest that can be the last one on screen. */
	up({ index, row }: Row, by: number): Row {
		let at = index;
		let left = row - by;
		while (left < 0 && at > 0) {
			at--;
			left += this.rows(at);
		}
		return this.#noHigher({ index: at, row: left });
	}

	/** The row so many rows further down, or the last one. */
	down({ index, row }: Row, by: number): Row {
		let at = index;
		let left = row + by;
		while (at < this.length) {
			const rows = this.rows(at);
			if (left < rows) return { index: at, row: left };
			left -= rows;
			at++;
		}
		return this.end();
	}

	/** The anchor of a row: the end from the last one on. */
	anchorAt({ index, row }: Row): Anchor {
		const end = this.end();
		const item = this.block(index);
		if (index > end.index || (index === end.index && row >= end.row)) return { at: "end" };
		return { at: "item", key: item.key, line: row - item.above.length };
	}

	/** A block without rows, such as what is folded, is read where the next one is. */
	#shown({ index, row }: Row): Row {
		if (this.rows(index) > 0) return { index, row };
		for (let at = index + 1; at < this.length; at++)
			if (this.rows(at) > 0) return { index: at, row: 0 };
		return this.end();
	}

	/** The row, or, if the first one of the log would be below the top of the screen, that which puts it there. */
	#noHigher({ index, row }: Row): Row {
		const { height } = this;
		let rows = row + 1;
		for (let at = index - 1; at >= 0 && rows < height; at--) rows += this.rows(at);
		if (rows >= height) return { index, row };
		return this.down({ index: 0, row: 0 }, height - 1);
	}

	#edge(index: number): Block {
		const isTop = index === 0;
		const lines = isTop ? this.#top() : [];
		const gap = isTop ? [] : this.#gap(index);
		return { key: isTop ? topKey : endKey, above: gap, gapRows: gap.length, lines };
	}

	#top(): readonly string[] {
		const { items, posts, reachesStart, loads, removedTo } = this.log;
		if (!reachesStart) {
			if (items.length + posts.length === 0) return [];
			const loading = `older messages are loading${this.#setting.signs.ellipsis}`;
			return this.#told(loads ? loading : "there is more above");
		}
		const first = olderThan(this.log);
		if (first === 1 || items.length === 0) return this.#told("the beginning of the room");
		return this.#told(
			first - 1 <= removedTo ? removedText(first - 1) : goneText({ from: 1, to: first - 1 }),
		);
	}

	#told(text: string): readonly string[] {
		const paint = this.#setting.style.faint;
		return noticeLines(text, this.#setting, { paint, selected: false });
	}

	#gap(index: number): readonly string[] {
		if (index > this.log.items.length + 1) return [];
		const gap = gapAbove(this.log, index - 1);
		return gap === undefined ? [] : gapLines(gap, this.#setting);
	}

	/** The line of the day that begins with an item, and the line "new". */
	#rules(item: Item, index: number): string[] {
		const rules: string[] = [];
		if (item.kind === "event" && this.#beginsDay(item.event.at, index))
			rules.push(dayLine(item.event.at, this.#setting));
		if (index - 1 === this.#fresh) rules.push(freshLine(freshOf(this.log), this.#setting));
		return rules;
	}

	#beginsDay(at: number, index: number): boolean {
		let before = index - 1;
		while (before > 0 && this.item(before)?.kind !== "event") before--;
		const last = this.item(before);
		if (last?.kind !== "event") return true;
		return dayOf(last.event.at) !== dayOf(at);
	}

	#lines(item: Item, index: number, follows: boolean): readonly string[] {
		const selected = item.key === this.#selected;
		const fold = foldOf(item);
		if (
			fold !== undefined &&
			fold.key === foldOf(this.item(index + 1))?.key &&
			!this.#isOpen(fold.key)
		)
			return [];
		if (fold !== undefined && fold.count > 1 && !this.#isOpen(fold.key)) {
			const folded = [foldLine(fold, this.#setting, selected)];
			return selected ? selectRows(folded, this.#setting) : folded;
		}
		return linesOf(item, this.#setting, {
			continues: follows && continuesSpeech(item, this.item(index - 1)),
			most: this.#isOpen(item.key) ? Number.POSITIVE_INFINITY : this.#most,
			quote: quoteText(this.log, item),
			selected,
		});
	}

	#isOpen(key: string): boolean {
		return this.log.expanded.has(key);
	}
}
