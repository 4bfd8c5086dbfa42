import type { Desk } from "../desk.ts";
import { previousGrapheme } from "../input/boundaries.ts";
import { chordOf, type Key } from "../input/event.ts";
import { noLayer } from "../state/layer.ts";
import { type RecallLayer, recallWord, stepRecall, takeRecalled } from "../state/recall.ts";
import { chatMode } from "./chat.ts";
import type { Mode } from "./mode.ts";

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
	if (desk.look.keymap.get(chord)?.name === "recall" || chord === "up")
		desk.change((state) => stepRecall(state, layer, -1));
	else if (chord === "ctrl+s" || chord === "down")
		desk.change((state) => stepRecall(state, layer, 1));
	else if (chord === "enter") desk.change((state) => takeRecalled(state, layer));
	else if (chord === "backspace" || chord === "ctrl+h") shorten(desk, layer);
	else if (chord === "escape" || chord === "ctrl+g" || chord === "ctrl+c") close(desk);
	else return false;
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
