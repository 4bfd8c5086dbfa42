import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { HelpLayer } from "../state/help.ts";
import type { State } from "../state/state.ts";
import { tailOf } from "../text/tail.ts";
import { pad, truncate } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";
import { wrap } from "../text/wrap.ts";
import { findHelp, type HelpEntry, type HelpSection, helpSections } from "./help-sections.ts";
import type { Look } from "./window.ts";

/** The rectangle of the help. */
export type HelpSize = { readonly width: number; readonly height: number };

/** Rows above what is listed: what this is, and what is typed to find something. */
const headRows = 2;
/** From this many columns on there are two columns of entries. */
const twoColumnsFrom = 120;
const gap = 2;

/** The help, as rows of exactly this width: what one types to find something, and as much of the rest as fits. */
export function helpLines(state: State, layer: HelpLayer, { width, height }: HelpSize): string[] {
	const { style, signs } = state.look;
	const all = helpRows(state, layer, width);
	const room = Math.max(0, height - headRows);
	const first = Math.min(layer.top, Math.max(0, all.length - room));
	const shown = all.slice(first, first + room);
	const more = all.length - first - shown.length;
	const title = ` Help. Esc closes${more > 0 || first > 0 ? ", PgUp and PgDn scroll" : ""}`;
	const lines = Array.from({ length: room }, (_, row) => shown[row] ?? " ".repeat(width));
	const wanted = layer.line.text === "" ? findHint : findTail(layer, width);
	const head = [
		style.inverse(pad(title, width, signs.ellipsis)),
		pad(` Find: ${wanted}`, width, signs.ellipsis),
	];
	return [...head, ...lines].slice(0, height);
}

const findHint = "type some letters";

/** Where one types, in columns and rows of the help. */
export function helpCursor({ line }: HelpLayer, width: number): { x: number; y: number } {
	const typed = line.text === "" ? "" : findTail({ line }, width);
	return { x: Math.min(width - 1, widthOf(` Find: ${typed}`)), y: 1 };
}

/** As much of the end of what is typed as has room. */
function findTail({ line }: Pick<HelpLayer, "line">, width: number): string {
	return tailOf(sanitizeLine(line.text), Math.max(1, width - widthOf(" Find: ") - 1));
}

/** The row at the top when the help is scrolled to its end. */
export function lastHelpTop(state: State, layer: HelpLayer, { width, height }: HelpSize): number {
	return Math.max(0, helpRows(state, layer, width).length - Math.max(0, height - headRows));
}

function helpRows({ look }: State, { line, first }: HelpLayer, width: number): string[] {
	const found = findHelp(helpSections(look.keymap), line.text);
	const own = found.filter(({ title }) => title === first);
	const sections = [...own, ...found.filter(({ title }) => title !== first)];
	if (sections.length === 0)
		return [pad(" Nothing here has these letters.", width, look.signs.ellipsis)];
	if (width < twoColumnsFrom) return sections.flatMap((one) => sectionRows(one, width, look));
	const column = Math.floor((width - gap) / 2);
	return beside(
		sections.map((one) => sectionRows(one, column, look)),
		{ width, column },
	);
}

/** Blocks of rows in two columns of about the same height, read down the first and then the second. */
function beside(
	blocks: readonly string[][],
	{ width, column }: { readonly width: number; readonly column: number },
): string[] {
	const half = blocks.flat().length / 2;
	const left: string[] = [];
	const right: string[] = [];
	for (const block of blocks)
		(left.length + block.length / 2 <= half ? left : right).push(...block);
	const blank = " ".repeat(column);
	const between = " ".repeat(gap);
	const rest = " ".repeat(width - 2 * column - gap);
	return Array.from(
		{ length: Math.max(left.length, right.length) },
		(_, row) => `${left[row] ?? blank}${between}${right[row] ?? blank}${rest}`,
	);
}

function sectionRows({ title, entries }: HelpSection, width: number, look: Look): string[] {
	const { ellipsis } = look.signs;
	const rows = entries.flatMap((entry) => entryRows(entry, width, ellipsis));
	return [
		look.style.bold(pad(` ${title}`, width, ellipsis)),
		...rows.map((row) => pad(row, width, ellipsis)),
		" ".repeat(width),
	];
}

function entryRows({ keys, what }: HelpEntry, width: number, ellipsis: string): string[] {
	const column = width < 60 ? 16 : 24;
	// What is longer than its column is still worth reading whole.
	const room = Math.max(column - 1, Math.min(widthOf(keys), width - 3));
	const head = pad(keys, room, ellipsis);
	return wrap(`${head} ${what}`, width - 1, { indent: column }).map(
		(row) => ` ${truncate(row, width - 1, ellipsis)}`,
	);
}
