import type { Desk } from "../desk/desk.ts";
import { previousGrapheme } from "../input/boundaries.ts";
import { chordOf, type Key } from "../input/event.ts";
import { noLayer } from "../state/layer.ts";
import { type RecallLayer, recallWord, stepRecall, takeRecalled } from "../state/recall.ts";
import { chatMode } from "./chat.ts";
import { openHelpOver, takeEverywhere } from "./everywhere.ts";
import type { Mode } from "./mode.ts";

/** What a key of the search does. The help is made from these. */
export type RecallAction = {
	readonly keys: readonly string[];
	readonly help: string;
	readonly run: (desk: Desk, layer: RecallLayer) => void;
};

const before: RecallAction = {
	keys: ["up"],
	help: "the one before; the key that began it does so too",
	run: (desk, layer) => desk.change((state) => stepRecall(state, layer, -1)),
};

/** The keys of the search; every other takes what is found, and does what it does in the line. */
export const recallActions: readonly RecallAction[] = [
	before,
	{
		keys: ["down", "ctrl+s"],
		help: "the one after",
		run: (desk, layer) => desk.change((state) => stepRecall(state, layer, 1)),
	},
	{
		keys: ["enter"],
		help: "put it into the line; any key of the line does so too",
		run: (desk, layer) => desk.change((state) => takeRecalled(state, layer)),
	},
	{ keys: ["backspace", "ctrl+h"], help: "one letter less to search for", run: shorten },
	{ keys: ["escape", "ctrl+c", "ctrl+g"], help: "back to what you were writing", run: close },
];

const keymap = new Map(recallActions.flatMap((action) => action.keys.map((key) => [key, action])));

/** In the search through what was sent, letters are searched for; keys of the line take what is found. */
export const recallMode: Mode = {
	take: (desk, typed) => {
		const { layer } = desk.state();
		if (layer.type !== "recall") return;
		if (typed.type === "key") {
			if (takeKey(desk, layer, typed.key)) return;
			desk.change((state) => takeRecalled(state, layer));
			chatMode.take(desk, typed);
		} else if (typed.text.includes("\n")) {
			// It belongs into the line, where one can see it.
			chatMode.take(desk, typed);
		} else desk.change((state) => recallWord(state, layer, layer.word + typed.text));
	},
};

/** Does what a key does in the search; false for a key of the line. */
function takeKey(desk: Desk, layer: RecallLayer, key: Key): boolean {
	const chord = chordOf(key);
	// Whatever begins the search goes on with it, wherever it is bound.
	const begins = desk.look.keymap.get(chord)?.name === "recall";
	const action = begins ? before : keymap.get(chord);
	if (action === undefined)
		return takeEverywhere(desk, chord, () => openHelpOver(desk, "The search in what you sent"));
	action.run(desk, layer);
	return true;
}

function shorten(desk: Desk, layer: RecallLayer): void {
	const { word } = layer;
	const shorter = word.slice(0, previousGrapheme(word, word.length));
	desk.change((state) => recallWord(state, layer, shorter));
}

function close({ change }: Desk): void {
	change((state) => ({ ...state, layer: noLayer }));
}
