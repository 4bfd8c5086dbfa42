import type { SelectLayer } from "../state/select.ts";
import type { State } from "../state/state.ts";
import { pad } from "../text/truncate.ts";

/** The links to choose from, each with its number and exactly as wide; none unless they are asked for. */
export function linkLines(
	{ look }: State,
	{ links }: SelectLayer,
	{ width, height }: { readonly width: number; readonly height: number },
): string[] {
	const { style, signs } = look;
	return links
		.slice(0, height)
		.map((url, index) => style.selection(pad(` ${index + 1}  ${url}`, width, signs.ellipsis)));
}
