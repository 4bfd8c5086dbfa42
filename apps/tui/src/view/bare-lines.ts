import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Item } from "../state/item.ts";
import { textOf } from "../state/item-text.ts";
import { logOf, type State } from "../state/state.ts";
import { pad } from "../text/truncate.ts";
import { measure } from "../text/width.ts";
import { conversationLines } from "./conversation-lines.ts";

/** A row of the bare view, and whether the next one goes on with the same line: then nothing ends it. */
export type BareRow = { readonly text: string; readonly goesOn: boolean };

const esc = "\x1b";
/** No paint, an empty screen, from its corner; and the terminal breaks lines itself. */
const begin = `${esc}[m${esc}[2J${esc}[H${esc}[?7h`;

/**
 * What shows the bare view. A line that is longer than the screen is written without an end in it: then the
 * terminal knows that its rows are one line, and copies them so.
 */
export function bareBytes(state: State): string {
	const { rows, columns, look } = state;
	const written = bareRows(state).map(({ text, goesOn }) => (goesOn ? text : `${text}\r\n`));
	const hint = pad(" Select with the mouse; any key goes back", columns, look.signs.ellipsis);
	return `${begin}${written.join("")}${esc}[${rows};1H${esc}[?7l${look.style.inverse(hint)}${esc}[?7h`;
}

/** The last rows up to what one reads, as many as fit above the hint, from the first column on. */
export function bareRows(state: State): BareRow[] {
	const room = Math.max(0, state.rows - 1);
	let found: BareRow[] = [];
	for (const item of shownItems(state).toReversed()) {
		if (found.length >= room) break;
		found = [...linesOf(state, item).flatMap((line) => cut(line, state.columns)), ...found];
	}
	return room === 0 ? [] : found.slice(-room);
}

/** The items from the first one held to the last one on screen. */
function shownItems(state: State): readonly Item[] {
	const { items, posts } = logOf(state, state.current);
	const all = [...items, ...posts];
	const keys = new Set(conversationLines(state).map(({ item }) => item));
	const last = all.findLastIndex(({ key }) => keys.has(key));
	return all.slice(0, last + 1);
}

function linesOf({ look }: State, item: Item): string[] {
	const text = textOf(item);
	if (text === undefined) return [];
	const shown = look.show(text).replaceAll("\t", "    ");
	if (item.kind === "notice") return shown.split("\n");
	const name = look.show(sanitizeLine(item.name));
	return (isAction(item) ? `* ${name} ${shown}` : `${name}: ${shown}`).split("\n");
}

function isAction(item: Exclude<Item, { kind: "notice" }>): boolean {
	const said = item.kind === "post" ? item.entry : item.event;
	return "action" in said && said.action === true;
}

function cut(line: string, width: number): BareRow[] {
	const rows: string[] = [];
	let row = "";
	let used = 0;
	for (const piece of measure(line)) {
		if (used + piece.width > width && row !== "") {
			rows.push(row);
			row = "";
			used = 0;
		}
		row += piece.text;
		used += piece.width;
	}
	return [...rows.map((text) => ({ text, goesOn: true })), { text: row, goesOn: false }];
}
