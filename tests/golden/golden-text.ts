import type { Dress, Grid } from "./grid.ts";

/** A screen as a golden keeps it: what was done to come to it, and what it shows. */
export type Shot = { readonly title: string; readonly grid: Grid };

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
/** A cell in the terminal's own colours. */
const undressed = ".";

/** The file of some screens, for a reader with a text editor: rows between bars, so that blanks and widths show. */
export function goldenText(
	heading: string,
	shots: readonly Shot[],
	{ dressed }: { readonly dressed: boolean },
): string {
	const legend = new Map<string, string>();
	const parts = shots.map((shot) => screenText(shot, dressed ? legend : undefined));
	const told = [...legend].map(([dress, letter]) => `${letter}  ${dress}`);
	return `${[heading, ...parts, ...told].join("\n")}\n`;
}

function screenText({ title, grid }: Shot, legend: Map<string, string> | undefined): string {
	const rows = grid.rows.map((cells) => `|${cells.map(({ text }) => text).join("")}|`);
	const lines = ["", `--- ${title}`, ...rows, cursorText(grid)];
	return (legend === undefined ? lines : [...lines, ...dressRows(grid, legend)]).join("\n");
}

function cursorText({ cursor }: Grid): string {
	if (cursor === undefined) return "no cursor";
	return `cursor in row ${cursor.row + 1}, column ${cursor.column + 1}`;
}

/** A letter for every cell that is dressed; the legend grows as dresses are met. */
function dressRows({ rows }: Grid, legend: Map<string, string>): string[] {
	const letterOf = (dress: string) => {
		if (dress === "") return undressed;
		const letter = legend.get(dress) ?? letters[legend.size] ?? "?";
		legend.set(dress, letter);
		return letter;
	};
	return rows.map((cells) => `|${cells.map(({ dress }) => letterOf(dressText(dress))).join("")}|`);
}

function dressText({ foreground, background, ...weights }: Dress): string {
	return [
		...Object.entries(weights).flatMap(([name, isOn]) => (isOn ? [name] : [])),
		...(foreground === "default" ? [] : [`colour ${foreground}`]),
		...(background === "default" ? [] : [`on ${background}`]),
	].join(" ");
}
