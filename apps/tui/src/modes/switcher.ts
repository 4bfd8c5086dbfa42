import { slashCommands } from "../commands/commands.ts";
import type { Desk } from "../desk/desk.ts";
import { changeSwitcher, closeSwitcher, pickFound } from "../desk/switcher.ts";
import { backspace, clear, deleteForward, type Editor } from "../input/editor.ts";
import { chordOf } from "../input/event.ts";
import { killSpacedBack, killWordBack, yank } from "../input/kills.ts";
import {
	moveLeft,
	moveRight,
	moveToEnd,
	moveToStart,
	moveWordLeft,
	moveWordRight,
} from "../input/moves.ts";
import { insertWords } from "../input/search-line.ts";
import { choose, choosePage, type SwitcherLayer, typeIn } from "../state/switcher.ts";
import { switcherPage } from "../view/switcher-lines.ts";
import { openHelpOver, takeEverywhere } from "./everywhere.ts";
import type { Mode } from "./mode.ts";

/** What a key of the switcher does. The help is made from these. */
export type SwitcherAction = {
	readonly keys: readonly string[];
	readonly help: string;
	readonly run: (desk: Desk) => void;
};

/** The keys of the switcher; every other goes into its line, or nowhere. */
export const switcherActions: readonly SwitcherAction[] = [
	{ keys: ["enter"], help: "go there, or do it", run: pickChosen },
	moving(["down", "ctrl+n", "tab", "ctrl+j"], "the next one", (layer) => choose(layer, 1)),
	moving(["up", "ctrl+p", "shift+tab"], "the one before", (layer) => choose(layer, -1)),
	{ keys: ["pagedown"], help: "a page down", run: (desk) => turnPage(desk, 1) },
	{ keys: ["pageup"], help: "a page up", run: (desk) => turnPage(desk, -1) },
	{
		keys: ["escape", "ctrl+c", "ctrl+k", "ctrl+g", "alt+j", "alt+g"],
		help: "close it",
		run: closeSwitcher,
	},
	editing(["ctrl+u"], "empty the line", clear),
	editing(["backspace", "ctrl+h", "shift+backspace"], "delete the character before", backspace),
	editing(["delete", "ctrl+d"], "delete the character after", deleteForward),
	editing(["left", "ctrl+b"], "one character to the left", moveLeft),
	editing(["right", "ctrl+f"], "one character to the right", moveRight),
	editing(["ctrl+left", "alt+b"], "one word to the left", moveWordLeft),
	editing(["ctrl+right", "alt+f"], "one word to the right", moveWordRight),
	editing(["home", "ctrl+a"], "to the beginning of the line", moveToStart),
	editing(["end", "ctrl+e"], "to the end of the line", moveToEnd),
	editing(["ctrl+w"], "cut back to the space before", killSpacedBack),
	editing(["ctrl+backspace", "alt+backspace"], "cut the word before", killWordBack),
	editing(["ctrl+y"], "put in what was cut", yank),
];

const keymap = new Map(
	switcherActions.flatMap((action) => action.keys.map((key) => [key, action])),
);

/** In the switcher what one types is searched for. */
export const switcherMode: Mode = {
	take: (desk, typed) => {
		if (typed.type === "key") {
			takeKey(desk, chordOf(typed.key));
			return;
		}
		changeSwitcher(desk, (layer) => typeIn(layer, insertWords(layer.line, typed.text)));
	},
};

function takeKey(desk: Desk, chord: string): void {
	const action = keymap.get(chord);
	if (action !== undefined) action.run(desk);
	else takeEverywhere(desk, chord, () => openHelpOver(desk, "The switcher"));
}

function moving(
	keys: readonly string[],
	help: string,
	move: (layer: SwitcherLayer) => SwitcherLayer,
): SwitcherAction {
	return { keys, help, run: (desk) => changeSwitcher(desk, move) };
}

function editing(
	keys: readonly string[],
	help: string,
	edit: (line: Editor) => Editor,
): SwitcherAction {
	return moving(keys, help, (layer) => typeIn(layer, edit(layer.line)));
}

function pickChosen(desk: Desk): void {
	const { layer } = desk.state();
	if (layer.type === "switcher") pickFound(desk, slashCommands, layer.chosen);
}

function turnPage(desk: Desk, step: 1 | -1): void {
	const rows = switcherPage(desk.state());
	changeSwitcher(desk, (layer) => choosePage(layer, step * rows));
}
