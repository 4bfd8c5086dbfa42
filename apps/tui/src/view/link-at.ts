import { measure } from "../text/width.ts";

const esc = "\x1b";
/** Our own paints, and links with where they lead. */
const dress = new RegExp(`${esc}\\[[\\d;]*m|${esc}\\]8;[^;${esc}]*;([^${esc}]*)${esc}\\\\`, "g");

/** Where the link leads that stands in a column of a row as it is on screen. */
export function linkAt(row: string, column: number): string | undefined {
	let url = "";
	let at = 0;
	let used = 0;
	for (const match of row.matchAll(dress)) {
		used += widthIn(row.slice(at, match.index));
		if (column < used) break;
		at = match.index + match[0].length;
		url = match[1] ?? url;
	}
	return url === "" ? undefined : url;
}

function widthIn(text: string): number {
	return measure(text).reduce((sum, piece) => sum + piece.width, 0);
}
