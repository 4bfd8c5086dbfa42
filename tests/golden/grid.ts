import type { IBuffer, IBufferCell, Terminal } from "@xterm/headless";

/** A colour as the program asked for it: the terminal's own, one of 256, or `#rrggbb`. */
export type Colour = "default" | number | `#${string}`;

/** How a cell is dressed. */
export type Dress = {
	readonly foreground: Colour;
	readonly background: Colour;
	readonly bold: boolean;
	readonly dim: boolean;
	readonly italic: boolean;
	readonly underline: boolean;
	readonly inverse: boolean;
	/** Whether it is part of a link (OSC 8). */
	readonly link: boolean;
};

/** One cell: what is in it (nothing in the second half of a wide one), how wide, and its dress. */
export type Cell = { readonly text: string; readonly width: number; readonly dress: Dress };

/** A whole screen at one moment. */
export type Grid = {
	readonly columns: number;
	readonly rows: readonly (readonly Cell[])[];
	/** From 0; undefined where it is hidden. */
	readonly cursor: { readonly row: number; readonly column: number } | undefined;
};

/** Reads the screen cell by cell. */
export function readGrid(
	{ buffer: { active }, cols, rows }: Terminal,
	isCursorVisible: boolean,
): Grid {
	const lines = Array.from({ length: rows }, (_, row) => readRow(active, active.baseY + row, cols));
	const cursor = isCursorVisible ? { row: active.cursorY, column: active.cursorX } : undefined;
	return { columns: cols, rows: lines, cursor };
}

function readRow(buffer: IBuffer, row: number, columns: number): Cell[] {
	const line = buffer.getLine(row);
	return Array.from({ length: columns }, (_, column) => readCell(line?.getCell(column)));
}

function readCell(cell: IBufferCell | undefined): Cell {
	if (cell === undefined) throw new Error("the terminal has no such cell");
	const width = cell.getWidth();
	return {
		text: width === 0 ? "" : cell.getChars() || " ",
		width,
		dress: {
			foreground: colourOf(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
			background: colourOf(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
			bold: cell.isBold() !== 0,
			dim: cell.isDim() !== 0,
			italic: cell.isItalic() !== 0,
			underline: cell.isUnderline() !== 0,
			inverse: cell.isInverse() !== 0,
			// xterm.js knows, and does not tell by its types.
			link: Object(Object(cell).extended).urlId > 0,
		},
	};
}

function colourOf(isDefault: boolean, isRgb: boolean, value: number): Colour {
	if (isDefault) return "default";
	return isRgb ? `#${value.toString(16).padStart(6, "0")}` : value;
}
