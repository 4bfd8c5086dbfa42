import type { Action } from "../actions/action.ts";
import type { Desk } from "../desk/desk.ts";
import {
	answerLink,
	copyNumber,
	copySelected,
	endSelection,
	openSelected,
	scrollSelection,
	selectEdge,
	stepSelection,
	tellHint,
	unfoldSelected,
} from "../desk/selecting.ts";
import { takeBackSelected } from "../desk/take-back.ts";
import { chordOf } from "../input/event.ts";
import { chatMode } from "./chat.ts";
import { openHelpOver, takeEverywhere } from "./everywhere.ts";
import type { Mode } from "./mode.ts";

/** Everything a key can do with a chosen message. The help is made from these. */
export const selectActions: readonly Action[] = [
	{
		name: "select-older",
		keys: ["k", "up", "ctrl+up"],
		help: "the message above",
		run: (desk) => stepSelection(desk, -1),
	},
	{
		name: "select-newer",
		keys: ["j", "down", "ctrl+down"],
		help: "the message below",
		run: (desk) => stepSelection(desk, 1),
	},
	{
		name: "select-page-up",
		keys: ["pageup"],
		help: "a page up",
		run: (desk) => scrollSelection(desk, (height) => -Math.max(1, height - 1)),
	},
	{
		name: "select-page-down",
		keys: ["pagedown"],
		help: "a page down",
		run: (desk) => scrollSelection(desk, (height) => Math.max(1, height - 1)),
	},
	{
		name: "select-first",
		keys: ["g", "home"],
		help: "the first message that is here",
		run: (desk) => selectEdge(desk, "first"),
	},
	{
		name: "select-last",
		keys: ["G", "end"],
		help: "the last message",
		run: (desk) => selectEdge(desk, "last"),
	},
	{ name: "copy", keys: ["y"], help: "copy its text", run: copySelected },
	{ name: "copy-number", keys: ["Y"], help: "copy its room and number", run: copyNumber },
	{ name: "open-link", keys: ["o"], help: "open its link", run: openSelected },
	{ name: "take-back", keys: ["d"], help: "take it back", run: takeBackSelected },
	{ name: "unfold", keys: ["enter"], help: "show it whole, or fold it", run: unfoldSelected },
	{
		name: "select-help",
		keys: ["?", "f1"],
		help: "this help",
		run: openHelp,
	},
	{
		name: "select-end",
		keys: ["q", "escape", "ctrl+c"],
		help: "back to where you were",
		run: endSelection,
	},
];

const keymap = new Map(selectActions.flatMap((action) => action.keys.map((key) => [key, action])));

/** In the selection letters are keys; those that go elsewhere end it, and so does a paste. */
export const selectMode: Mode = {
	take: (desk, typed) => {
		if (typed.type === "paste") {
			endSelection(desk);
			chatMode.take(desk, typed);
		} else if (typed.type === "key") takeKey(desk, chordOf(typed.key));
		else takeLetters(desk, [...typed.text]);
	},
};

/** Letters typed fast come as one text; behind the one that ends the selection they belong to the line. */
function takeLetters(desk: Desk, letters: readonly string[]): void {
	for (const [at, letter] of letters.entries()) {
		const { layer } = desk.state();
		if (layer.type === "select") takeChord(desk, letter);
		else {
			if (layer.type === "none")
				chatMode.take(desk, { type: "text", text: letters.slice(at).join("") });
			return;
		}
	}
}

function openHelp(desk: Desk): void {
	openHelpOver(desk, "A chosen message");
}

function takeKey(desk: Desk, chord: string): void {
	if (!keymap.has(chord) && takeEverywhere(desk, chord, openHelp)) return;
	const goesElsewhere = /^(?:ctrl|alt)\+|^f\d/.test(chord) && desk.look.keymap.has(chord);
	if (keymap.has(chord) || !goesElsewhere) {
		takeChord(desk, chord);
		return;
	}
	endSelection(desk);
	desk.look.keymap.get(chord)?.run(desk);
}

function takeChord(desk: Desk, chord: string): void {
	const { layer } = desk.state();
	const asks = layer.type === "select" && layer.links.length > 0;
	const action = keymap.get(chord);
	if (asks && /^[1-9]$/.test(chord)) answerLink(desk, Number(chord));
	else if (asks && action?.name === "select-end") answerLink(desk);
	else if (action === undefined) tellHint(desk, "That is no key here: ? tells them, Esc goes back");
	else action.run(desk);
}
