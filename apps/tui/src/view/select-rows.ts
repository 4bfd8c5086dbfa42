import { widthOf } from "../text/width.ts";
import type { Setting } from "./message-lines.ts";

/** The rows of what is chosen: painted as wide as the pane, with a sign where the shape has no margin for it. */
export function selectRows(
	rows: readonly string[],
	{ width, shape, style, signs }: Setting,
): string[] {
	return rows.map((row) => {
		const used = widthOf(undressed(row));
		const isMarked = shape !== "narrow" || used > width - 2;
		const filled = " ".repeat(Math.max(0, width - used - (isMarked ? 0 : 1)));
		return style.selection(`${row}${filled}${isMarked ? "" : signs.chosen}`);
	});
}

const esc = "\x1b";
/** Our own paints and links. */
const dress = new RegExp(`${esc}\\[[\\d;]*m|${esc}\\]8;[^${esc}]*${esc}\\\\`, "g");

function undressed(row: string): string {
	return row.replace(dress, "");
}
