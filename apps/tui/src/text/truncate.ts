import { measure, widthOf } from "./width.ts";

const ellipsis = "…";

/** The text as it is if it fits in the columns, else its beginning and "…". */
export function truncate(text: string, width: number): string {
	if (width <= 0) {
		return "";
	}
	if (widthOf(text) <= width) {
		return text;
	}
	let kept = "";
	let used = 0;
	for (const piece of measure(text)) {
		used += piece.width;
		if (used >= width) {
			break;
		}
		kept += piece.text;
	}
	return kept + ellipsis;
}

/** The text truncated and filled with spaces to exactly this many columns. */
export function pad(text: string, width: number): string {
	const cut = truncate(text, width);
	const padded = cut + " ".repeat(Math.max(0, width - widthOf(cut)));
	// A few Indic signs swallow the space after them.
	return padded + " ".repeat(Math.max(0, width - widthOf(padded)));
}
