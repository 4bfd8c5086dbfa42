import { spaceAfter } from "./direction.ts";
import { measure, widthOf } from "./width.ts";

/** The text as it is if it fits in the columns, else its beginning and the ellipsis, as far as that fits. */
export function truncate(text: string, width: number, ellipsis: string): string {
	if (width <= 0) {
		return "";
	}
	if (widthOf(text) <= width) {
		return text;
	}
	const room = width - widthOf(ellipsis);
	let kept = "";
	let used = 0;
	for (const piece of measure(text)) {
		used += piece.width;
		if (used > room) {
			break;
		}
		kept += piece.text;
	}
	return kept + (room < 0 ? ellipsis.slice(0, width) : ellipsis);
}

/** The text truncated and filled with spaces to exactly this many columns. */
export function pad(text: string, width: number, ellipsis: string): string {
	const cut = truncate(text, width, ellipsis);
	const left = Math.max(0, width - widthOf(cut));
	const padded = left === 0 ? cut : cut + spaceAfter(cut) + " ".repeat(left - 1);
	// A few Indic signs swallow the space after them.
	return padded + " ".repeat(Math.max(0, width - widthOf(padded)));
}
