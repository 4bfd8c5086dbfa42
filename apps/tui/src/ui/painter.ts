import { rowUpdate } from "./row-update.ts";
import { afterScroll, findScroll, scrollBytes } from "./scroll.ts";

/** Where frames go: a terminal, or what stands for one. */
export type PaintedOutput = {
	readonly columns: number;
	readonly rows: number;
	readonly write: (bytes: string) => unknown;
};

/** A cell of the screen, from 0. */
export type Place = { readonly x: number; readonly y: number };

/** Brings frames to a terminal with few bytes, each in one write. */
export type Painter = {
	/** The rows of a frame, styled and fitted, joined by newlines. */
	readonly paint: (frame: string) => void;
	/** Where the cursor stands from the next frame on. */
	readonly placeCursor: (place: Place) => void;
	/** Leaves the terminal to somebody else, such as an editor, until `repaint`. */
	readonly rest: () => void;
	/** Paints the last frame on a screen that may show anything. */
	readonly repaint: () => void;
};

const esc = "\x1b";
/** What comes between is shown at once (DEC mode 2026); where a terminal does not know it, the cursor at least is still. */
const begin = `${esc}[?2026h${esc}[?25l`;
const end = `${esc}[?25h${esc}[?2026l`;
const wipe = `${esc}[m${esc}[r${esc}[H${esc}[2J`;

type Screen = {
	readonly rows: readonly string[];
	readonly columns: number;
	readonly cursor: Place;
};

/** A painter for a terminal of whose screen nothing is known yet. */
export function createPainter(output: PaintedOutput): Painter {
	let shown: Screen | undefined;
	let frame = "";
	let resting = false;
	let cursor: Place = { x: 0, y: 0 };
	const paint = (next: string) => {
		frame = next;
		if (resting) return;
		const screen = { rows: toRows(next, output.rows), columns: output.columns, cursor };
		const bytes = updateBytes(shown, screen);
		shown = screen;
		if (bytes !== "") output.write(`${begin}${bytes}${moveTo(cursor)}${end}`);
	};
	return {
		paint,
		placeCursor: (place) => {
			cursor = place;
		},
		rest: () => {
			resting = true;
		},
		repaint: () => {
			resting = false;
			shown = undefined;
			// A change that comes with it, such as of the size, is a frame by then: the one before would only flash up.
			queueMicrotask(() => paint(frame));
		},
	};
}

/** What brings the terminal from one screen to another but the place of the cursor; empty if they are the same. */
function updateBytes(shown: Screen | undefined, next: Screen): string {
	const { rows, columns } = next;
	if (shown?.columns !== columns || shown.rows.length !== rows.length)
		return wipe + rowBytes([], next);
	const scroll = findScroll(shown.rows, rows);
	const bytes =
		scroll === undefined
			? rowBytes(shown.rows, next)
			: scrollBytes(scroll) + rowBytes(afterScroll(shown.rows, scroll), next);
	const { x, y } = shown.cursor;
	const hasMoved = x !== next.cursor.x || y !== next.cursor.y;
	return bytes === "" && hasMoved ? moveTo(next.cursor) : bytes;
}

function rowBytes(shown: readonly string[], { rows, columns }: Screen): string {
	return rows
		.map((row, y) => {
			const before = shown[y] ?? "";
			return row === before ? "" : moveTo({ x: 0, y }) + rowUpdate(before, row, columns);
		})
		.join("");
}

/** As many rows as there are on the screen. */
function toRows(frame: string, count: number): string[] {
	const rows = frame.split("\n");
	return Array.from({ length: count }, (_, y) => rows[y] ?? "");
}

function moveTo({ x, y }: Place): string {
	return `${esc}[${y + 1};${x + 1}H`;
}
