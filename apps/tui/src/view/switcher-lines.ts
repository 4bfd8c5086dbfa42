import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { isMuted } from "../state/rooms.ts";
import { logOf, type State } from "../state/state.ts";
import type { Candidate, Found, SwitcherLayer } from "../state/switcher.ts";
import { countText, unreadOf } from "../state/unread.ts";
import type { Paint } from "../text/style.ts";
import { tailOf } from "../text/tail.ts";
import { pad, truncate } from "../text/truncate.ts";
import { measure, widthOf } from "../text/width.ts";
import { layoutOf, narrowBelow } from "./layout.ts";

/** Where the switcher lies over the conversation, in columns and rows of the middle of the screen. */
export type SwitcherBox = {
	readonly left: number;
	readonly width: number;
	readonly height: number;
	/** Whether it has borders at its sides: one that is as wide as the screen has none. */
	readonly hasBorder: boolean;
};

/** Rows of the box above what is found: what it is, and the line. */
export const headRows = 2;
const widest = 76;
/** The box keeps its height whatever is found: nothing jumps while one types. */
const highest = 18;

/** The place of the switcher on this screen. */
export function switcherBox(state: State): SwitcherBox {
	const { columns } = state;
	const { paneHeight } = layoutOf(state);
	if (columns < narrowBelow)
		return { left: 0, width: columns, height: paneHeight, hasBorder: false };
	const width = Math.min(widest, columns - 4);
	const left = Math.floor((columns - width) / 2);
	return { left, width, height: Math.min(highest, paneHeight), hasBorder: true };
}

/** How many of what is found are on screen at once. */
export function switcherPage(state: State): number {
	const { height, hasBorder } = switcherBox(state);
	return Math.max(1, height - headRows - (hasBorder ? 1 : 0));
}

/** The first of what is found that is on screen: so that the chosen one is. */
export function firstFound(state: State, { found, chosen }: SwitcherLayer): number {
	const page = switcherPage(state);
	return Math.max(0, Math.min(chosen - Math.floor(page / 2), found.length - page));
}

/** The switcher as rows of exactly the width of its box. */
export function switcherLines(state: State, layer: SwitcherLayer): string[] {
	const { width, height, hasBorder } = switcherBox(state);
	const { style, signs } = state.look;
	const inner = Math.max(0, hasBorder ? width - 2 : width);
	const first = firstFound(state, layer);
	const rows = Array.from({ length: switcherPage(state) }, (_, row) => {
		const found = layer.found[first + row];
		if (found === undefined) return row === 0 ? emptyRow(state, layer, inner) : " ".repeat(inner);
		return foundRow(state, found, { width: inner, isChosen: first + row === layer.chosen });
	});
	const side = hasBorder ? style.rule(signs.bar) : "";
	const sided = [lineRow(state, layer, inner).text, ...rows].map((row) => side + row + side);
	const bottom = hasBorder ? [style.rule(signs.rule.repeat(width))] : [];
	return [titleRow(state, layer, width), ...sided, ...bottom].slice(0, height);
}

/** Where the cursor stands in the switcher, in columns and rows of the middle of the screen. */
export function switcherCursor(state: State, layer: SwitcherLayer): { x: number; y: number } {
	const { left, width, height, hasBorder } = switcherBox(state);
	const border = hasBorder ? 1 : 0;
	const { column } = lineRow(state, layer, Math.max(0, width - 2 * border));
	return { x: left + border + column, y: Math.max(0, Math.min(1, height - 1)) };
}

function titleRow(state: State, layer: SwitcherLayer, width: number): string {
	const { style, signs } = state.look;
	const count = layer.waiting > 0 ? `looking for rooms${signs.ellipsis} ` : "";
	const title = " Go to a room, a person, a command";
	const left = Math.max(0, width - widthOf(count));
	return style.inverse(
		pad(truncate(title, left, signs.ellipsis), left, signs.ellipsis) + count.slice(0, width),
	);
}

const prompt = "> ";

/** The line one types in, cut at its beginning where it is too long, and the column of the cursor. */
function lineRow(
	{ look }: State,
	{ line }: SwitcherLayer,
	width: number,
): { readonly text: string; readonly column: number } {
	const { text, cursor } = line;
	const room = Math.max(1, width - prompt.length - 1);
	const before = tailOf(sanitizeLine(text.slice(0, cursor)), room);
	const shown = before + sanitizeLine(text.slice(cursor));
	const column = Math.min(Math.max(0, width - 1), prompt.length + widthOf(before));
	return { text: pad(`${prompt}${shown}`, width, look.signs.ellipsis), column };
}

function emptyRow({ look }: State, layer: SwitcherLayer, width: number): string {
	const text =
		layer.line.text.trim() === ""
			? "  There is nothing to go to yet."
			: "  Nothing is called that; /join #name makes a room.";
	return look.style.hint(pad(text, width, look.signs.ellipsis));
}

type RowSetting = { readonly width: number; readonly isChosen: boolean };

function foundRow(
	state: State,
	{ candidate, marked }: Found,
	{ width, isChosen }: RowSetting,
): string {
	const { style, signs } = state.look;
	const count = countOf(state, candidate);
	const head = isChosen ? `${signs.chosen} ` : "  ";
	const label = truncate(candidate.label, width - head.length - widthOf(count), signs.ellipsis);
	const used = head.length + widthOf(label) + widthOf(count);
	const detail = candidate.detail === "" ? "" : `  ${candidate.detail}`;
	const rest = pad(detail, Math.max(0, width - used), signs.ellipsis);
	// As wide as the row even where there is room for half a head only.
	if (used > width) return pad(`${head}${label}${count}`, width, signs.ellipsis);
	const text = head + mark(label, marked, style.search) + style.bold(count) + style.dim(rest);
	return isChosen ? style.selection(text) : text;
}

/** What is unread in a room, as the list has it. */
function countOf(state: State, candidate: Candidate): string {
	if (candidate.kind !== "room") return "";
	const { mentions, ...count } = unreadOf(logOf(state, candidate.place));
	const names = mentions > 0 && !isMuted(state, candidate.place);
	return count.unread === 0 ? "" : ` ${names ? "!" : ""}${countText(count)}`;
}

/** A text with the letters at these places painted; of a character of several, all of it. */
function mark(text: string, marked: readonly number[], paint: Paint): string {
	if (marked.length === 0) return text;
	const isMarked = new Set(marked);
	let painted = "";
	let run = "";
	let at = 0;
	for (const { text: piece } of measure(text)) {
		const hit = Array.from(piece, (_, offset) => at + offset).some((place) => isMarked.has(place));
		if (hit) run += piece;
		else {
			painted += paint(run) + piece;
			run = "";
		}
		at += piece.length;
	}
	return painted + paint(run);
}
