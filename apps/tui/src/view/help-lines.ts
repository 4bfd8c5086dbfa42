import { slashCommands } from "../commands/commands.ts";
import type { Style } from "../text/style.ts";
import { pad } from "../text/truncate.ts";
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

/** The help, as rows of exactly this width. */
export function helpLines({
	width,
	height,
	style,
}: {
	width: number;
	height: number;
	style: Style;
}): string[] {
	const title = style.inverse(pad(" Help: any key goes back", width));
	const entries = [
		...keys.map(([key, what]) => entry(key, what, width)),
		[""],
		...slashCommands.map(({ usage, help }) => entry(usage, help, width)),
	].flat();
	const lines = entries.slice(0, height - 1).map((line) => pad(line, width));
	const blank = Array.from({ length: Math.max(0, height - 1 - lines.length) }, () =>
		" ".repeat(width),
	);
	return [title, ...lines, ...blank];
}

function entry(name: string, what: string, width: number): string[] {
	const column = width < 60 ? 15 : 18;
	return wrap(`${pad(name, column - 1)} ${what}`, width, { indent: column });
}
