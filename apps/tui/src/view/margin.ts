import { columnMargin, inlineMargin } from "./layout.ts";
import type { Setting } from "./message-lines.ts";

/** Columns of the clock and the space behind it. */
const clockWidth = 6;

/** What stands between the clock and the words: a space, or the sign of what is chosen. */
export function edgeOf({ signs }: Setting, selected: boolean): string {
	return selected ? signs.chosen : " ";
}

/** What is free before the words of a row that begins with no clock. */
export function marginOf(setting: Setting, selected: boolean): string {
	const { shape } = setting;
	if (shape === "narrow") return "";
	const width = shape === "inline" ? inlineMargin : columnMargin;
	return `${" ".repeat(clockWidth - 1)}${edgeOf(setting, selected)}${" ".repeat(width - clockWidth)}`;
}

/** The same before lines that nobody says: where names stand in front of the text, they need no column of their own. */
export function noticeMargin(setting: Setting, selected: boolean): string {
	if (setting.shape !== "inline") return marginOf(setting, selected);
	return `${" ".repeat(clockWidth - 1)}${edgeOf(setting, selected)}`;
}
