import { isSimple } from "../text/width.ts";

const esc = "\x1b";
const sgr = new RegExp(`${esc}\\[[\\d;]*m`, "y");
const eraseToEnd = `${esc}[K`;

/** How far two rows begin alike, as the terminal sees it. */
type Beginning = {
	/** Where what differs begins in the row. */
	readonly offset: number;
	/** The columns before it. */
	readonly column: number;
	/** The styles that were set before it. */
	readonly styles: string;
};

const nothing: Beginning = { offset: 0, column: 0, styles: "" };

/** What turns one styled row on the screen into another, written from its first column that differs. */
export function rowUpdate(previous: string, next: string, columns: number): string {
	const { offset, column, styles } = commonBeginning(previous, next);
	// Past the last column there is no place to go to.
	if (column === 0 || column >= columns) return `\r${eraseToEnd}${next}`;
	// Erased first: after a letter in the last column, erasing would take it.
	return `${esc}[${column + 1}G${eraseToEnd}${styles}${next.slice(offset)}`;
}

function commonBeginning(previous: string, next: string): Beginning {
	let at = nothing;
	let before = nothing;
	while (at.offset < next.length) {
		const step = stepAt(next, at);
		if (step === undefined) break;
		if (!previous.startsWith(next.slice(at.offset, step.offset), at.offset)) break;
		if (step.column > at.column) before = at;
		at = step;
	}
	// What comes next may be drawn with the letter before it: a mark, or the rest of an emoji.
	return joins(previous, at.offset) || joins(next, at.offset) ? before : at;
}

/** Past one style or one letter of a column; undefined at anything else. */
function stepAt(row: string, { offset, column, styles }: Beginning): Beginning | undefined {
	const style = styleAt(row, offset);
	if (style !== undefined) return { offset: offset + style.length, column, styles: styles + style };
	return isPlain(row, offset) ? { offset: offset + 1, column: column + 1, styles } : undefined;
}

function styleAt(row: string, offset: number): string | undefined {
	sgr.lastIndex = offset;
	return sgr.exec(row)?.[0];
}

function isPlain(row: string, offset: number): boolean {
	const code = row.charCodeAt(offset);
	return (code >= 0x20 && code <= 0x7e) || isSimple(row.charAt(offset));
}

/** Whether the next letter of a row, after its styles, could be drawn together with the one before. */
function joins(row: string, from: number): boolean {
	let offset = from;
	for (let style = styleAt(row, offset); style !== undefined; style = styleAt(row, offset))
		offset += style.length;
	return offset < row.length && !isPlain(row, offset);
}
