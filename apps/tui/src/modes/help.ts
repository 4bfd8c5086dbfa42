import type { Desk } from "../desk/desk.ts";
import { backspace, clear, type Editor } from "../input/editor.ts";
import { chordOf } from "../input/event.ts";
import { killSpacedBack } from "../input/kills.ts";
import { insertWords } from "../input/search-line.ts";
import type { HelpLayer } from "../state/help.ts";
import { noLayer } from "../state/layer.ts";
import { type HelpSize, lastHelpTop } from "../view/help-lines.ts";
import { takeEverywhere } from "./everywhere.ts";
import type { Mode } from "./mode.ts";

/** In the help one types to find something; the keys that scroll do. */
export const helpMode: Mode = {
	take: (desk, typed) => {
		const { layer } = desk.state();
		if (layer.type !== "help") return;
		if (typed.type === "key") takeKey(desk, layer, chordOf(typed.key));
		else find(desk, layer, (line) => insertWords(line, typed.text));
	},
};

function takeKey(desk: Desk, layer: HelpLayer, chord: string): void {
	const action = keys.get(chord);
	if (action !== undefined) action(desk, layer);
	// Whatever opens the help closes it, wherever it is bound.
	else takeEverywhere(desk, chord, close);
}

type HelpAction = (desk: Desk, layer: HelpLayer) => void;

const rows =
	(count: number): HelpAction =>
	(desk, layer) =>
		scroll(desk, layer, layer.top + count);
const pages =
	(count: number): HelpAction =>
	(desk, layer) =>
		// Title and line stay, and one row is seen on both pages.
		scroll(desk, layer, layer.top + count * Math.max(1, sizeOf(desk).height - 3));
const edits =
	(edit: (line: Editor) => Editor): HelpAction =>
	(desk, layer) =>
		find(desk, layer, edit);

/** First what one looked for goes, then the help itself. */
const giveUp: HelpAction = (desk, layer) => {
	if (layer.line.text === "") close(desk);
	else find(desk, layer, clear);
};

const keys: ReadonlyMap<string, HelpAction> = new Map([
	["up", rows(-1)],
	["down", rows(1)],
	["pageup", pages(-1)],
	["pagedown", pages(1)],
	["home", rows(-Infinity)],
	["end", rows(Infinity)],
	["backspace", edits(backspace)],
	["ctrl+h", edits(backspace)],
	["ctrl+w", edits(killSpacedBack)],
	["ctrl+u", edits(clear)],
	["escape", giveUp],
	["ctrl+c", giveUp],
	["ctrl+g", giveUp],
	["enter", (desk) => close(desk)],
]);

function close(desk: Desk): void {
	desk.change((state) => {
		const { layer } = state;
		return { ...state, layer: (layer.type === "help" ? layer.behind : undefined) ?? noLayer };
	});
}

function find(desk: Desk, layer: HelpLayer, edit: (line: Editor) => Editor): void {
	desk.change((state) => ({ ...state, layer: { ...layer, line: edit(layer.line), top: 0 } }));
}

function scroll(desk: Desk, layer: HelpLayer, wanted: number): void {
	const last = lastHelpTop(desk.state(), layer, sizeOf(desk));
	const top = Math.max(0, Math.min(last, wanted));
	desk.change((state) => ({ ...state, layer: { ...layer, top } }));
}

function sizeOf({ look, state }: Desk): HelpSize {
	const { height, layout } = look.windowOf(state());
	return { width: layout.columns, height };
}
