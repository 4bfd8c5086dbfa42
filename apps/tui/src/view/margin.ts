import { columnMargin } from "./layout.ts";
import type { Setting } from "./message-lines.ts";

/** What stands between the clock and the words: a space, or the sign of what is chosen. */
export function edgeOf({ signs }: Setting, selected: boolean): string {
	return selected ? signs.chosen : " ";
}

/** What is free before the words of a row that begins with no clock. */
export function marginOf(setting: Setting, selected: boolean): string {
	const { shape } = setting;
	if (shape === "narrow") return "";
	const gap = " ".repeat(shape === "inline" ? 0 : columnMargin - 6);
	return `     ${edgeOf(setting, selected)}${gap}`;
}
