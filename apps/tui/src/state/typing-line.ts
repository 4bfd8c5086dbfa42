import { type Editor, emptyEditor, replaceText } from "../input/editor.ts";
import { asideOf, endLook, newer, older, type Recall, unsentText } from "../input/history.ts";
import { moveRowDown, moveRowUp } from "../view/composer-lines.ts";
import type { Place } from "./place.ts";
import type { State } from "./state.ts";

/** The state with the line changed by hand: what Tab, Ctrl+C and a question had begun is over. */
export function withEditor(state: State, editor: Editor): State {
	const { history } = state;
	// Undo may have brought back what was put aside: it is the line again.
	const isBack = editor.text !== "" && editor.text === asideOf(history);
	return {
		...state,
		editor,
		history: isBack ? endLook(history.lines) : history,
		completion: undefined,
		hint: "",
		leaving: false,
		asking: false,
	};
}

/** One row up in what is typed, or, from its first row, the text sent before. */
export function goUp(state: State, width: number): State {
	const moved = moveRowUp(state.editor, width);
	if (moved !== null) return withEditor(state, moved);
	return show(state, older(state.history, state.editor.text));
}

/** One row down, or the text sent after. */
export function goDown(state: State, width: number): State {
	const moved = moveRowDown(state.editor, width);
	if (moved !== null) return withEditor(state, moved);
	return show(state, newer(state.history, state.editor.text));
}

/** The text sent first, or, `newest`, back to what was being typed. */
export function goToEdge(state: State, edge: "oldest" | "newest"): State {
	const step = ({ history, text }: Recall) =>
		edge === "oldest" ? older(history, text) : newer(history, text);
	let recall: Recall | undefined = { history: state.history, text: state.editor.text };
	let last: Recall | undefined;
	while (recall !== undefined) {
		recall = step(recall);
		last = recall ?? last;
	}
	return show(state, last);
}

function show(state: State, recall: Recall | undefined): State {
	if (recall === undefined) return state;
	return { ...withEditor(state, replaceText(state.editor, recall.text)), history: recall.history };
}

/** What is typed and not sent in a room, with what a look back has put aside. */
export function unsentIn(state: State, place: Place): string {
	const isHere = place === state.current;
	const text = (isHere ? state.editor : state.drafts.get(place))?.text ?? "";
	const look = isHere ? state.history : state.looks.get(place);
	return look === undefined ? text : unsentText(look, text);
}

/** Whether something is typed and not sent in a room that is not on screen. */
export function hasDraft(state: State, place: Place): boolean {
	return place !== state.current && unsentIn(state, place).trim() !== "";
}

/** The state with a text in the line of a room, as one step to undo; the room need not be on screen. */
export function putInLine(state: State, place: Place, text: string): State {
	if (state.current === place) return withEditor(state, replaceText(state.editor, text));
	const line = replaceText(state.drafts.get(place) ?? emptyEditor(), text);
	return { ...state, drafts: new Map(state.drafts).set(place, line) };
}
