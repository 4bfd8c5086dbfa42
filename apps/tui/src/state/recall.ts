import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { type Editor, editorOf, replaceText } from "../input/editor.ts";
import { leaveLine } from "../input/history.ts";
import { moveTo } from "../input/moves.ts";
import { type Layer, noLayer } from "./layer.ts";
import type { State } from "./state.ts";
import { withEditor } from "./typing-line.ts";

/** The search backwards in what was sent. The line being typed stays as it is until one is taken. */
export type RecallLayer = {
	readonly type: "recall";
	/** The letters searched for. */
	readonly word: string;
	/** The line found, by its place in the history; the number of lines while none is. */
	readonly at: number;
	/** That line, the cursor at the letters found in it. */
	readonly found: Editor | undefined;
	/** Whether there is none further on. */
	readonly failed: boolean;
};

/** The state with the search begun. */
export function beginRecall(state: State): State {
	const at = state.history.lines.length;
	const layer: RecallLayer = { type: "recall", word: "", at, found: undefined, failed: false };
	return { ...state, layer, completion: undefined, hint: "" };
}

/** What stands before the line while one searches. */
export function recallPrompt({ word, failed }: RecallLayer): string {
	return `(${failed ? "not found" : "search"}) ${sanitizeLine(word)}: `;
}

/** What stands in the line: what is typed, or what the search has found. */
export function lineOf({ layer, editor }: State): Editor {
	return layer.type === "recall" && layer.found !== undefined ? layer.found : editor;
}

/** The state searching for other letters. */
export function recallWord(state: State, layer: RecallLayer, word: string): State {
	const { length } = state.history.lines;
	// More letters may still fit the line that is found; fewer begin anew.
	const from = word.startsWith(layer.word) ? Math.min(layer.at, length - 1) : length - 1;
	if (word === "") return beginRecall(state);
	return look(state, { ...layer, word }, { from, step: -1 });
}

/** The state at the line before with these letters (`step` -1), or the one after (1). */
export function stepRecall(state: State, layer: RecallLayer, step: 1 | -1): State {
	if (layer.word === "") return state;
	return look(state, layer, { from: layer.at + step, step });
}

/** The state with what was found in the line. */
export function takeRecalled(state: State, { found, at }: RecallLayer): State {
	const closed = { ...state, layer: noLayer };
	if (found === undefined) return closed;
	const { history, editor } = state;
	const line = moveTo(replaceText(editor, found.text), found.cursor);
	return { ...withEditor(closed, line), history: { ...leaveLine(history, editor.text), at } };
}

function look(
	state: State,
	layer: RecallLayer,
	{ from, step }: { readonly from: number; readonly step: 1 | -1 },
): State {
	const { lines } = state.history;
	for (let at = from; at >= 0 && at < lines.length; at += step) {
		const line = lines[at] ?? "";
		const place = placeOf(line, layer.word);
		// The same line over and over is one find.
		if (place === -1 || (at !== layer.at && line === layer.found?.text)) continue;
		return withLayer(state, { ...layer, at, found: moveTo(editorOf(line), place), failed: false });
	}
	return withLayer(state, { ...layer, failed: true });
}

function withLayer(state: State, layer: Layer): State {
	return { ...state, layer };
}

/** Where the letters are in the line, whatever their case; -1 if they are not. */
function placeOf(line: string, word: string): number {
	const small = line.toLowerCase();
	// A few letters change their length with their case.
	return small.length === line.length
		? small.lastIndexOf(word.toLowerCase())
		: line.lastIndexOf(word);
}
