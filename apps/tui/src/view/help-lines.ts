import { slashCommands } from "../commands/commands.ts";
import type { Style } from "../text/style.ts";
import { pad } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";
import { wrap } from "../text/wrap.ts";

const keys: readonly (readonly [string, string])[] = [
	["Enter", "send"],
	["Alt+Enter", "new line (Ctrl+J too)"],
	["Tab", "complete a /command, #room or name"],
	["Up Down", "what you sent before"],
	["PgUp PgDn", "scroll; Alt+PgUp a little"],
	["Alt+Home/End", "to the beginning, the end"],
	["Ctrl+N Ctrl+P", "next, previous room"],
	["Alt+1 … Alt+0", "room by its number"],
	["Alt+A", "next room with something unread"],
	["Alt+/", "the room before this one"],
	["F7 F8", "list of rooms, of people"],
	["Ctrl+C", "clear the line; twice: leave"],
	["Esc", "close, or go to the end"],
];

/** What part of the help is on screen. */
export type HelpSetting = {
	readonly width: number;
	readonly height: number;
	/** The first row shown; one past the last possible is taken as that. */
	readonly top: number;
	readonly style: Style;
};

/** The help, as rows of exactly this width: a title, and as much of it as fits. */
export function helpLines({ width, height, top, style }: HelpSetting): string[] {
	if (height === 0) return [];
	const all = helpRows(width);
	const first = Math.min(top, lastHelpTop(width, height));
	const shown = all.slice(first, first + height - 1);
	const more = all.length - first - shown.length;
	const title = ` Help: any key goes back${more > 0 || first > 0 ? ", Up and Down scroll" : ""}`;
	const lines = Array.from({ length: height - 1 }, (_, row) => pad(shown[row] ?? "", width));
	return [style.inverse(pad(title, width)), ...lines];
}

/** The row at the top when the help is scrolled to its end. */
export function lastHelpTop(width: number, height: number): number {
	return Math.max(0, helpRows(width).length - (height - 1));
}

function helpRows(width: number): string[] {
	return [
		...keys.map(([key, what]) => entry(key, what, width)),
		[""],
		...slashCommands.map(({ usage, help }) => entry(usage, help, width)),
	].flat();
}

function entry(name: string, what: string, width: number): string[] {
	const column = width < 60 ? 15 : 18;
	// A usage that is longer than its column is still worth reading whole.
	const head = pad(name, Math.max(column - 1, widthOf(name)));
	return wrap(`${head} ${what}`, width, { indent: column });
}
