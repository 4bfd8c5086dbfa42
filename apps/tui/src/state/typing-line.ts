import { type Editor, replaceText } from "../input/editor.ts";
import { newer, older } from "../input/history.ts";
import { moveDown, moveUp } from "../input/moves.ts";
import type { State } from "./state.ts";

/** The state with the line changed by hand: what Tab and Ctrl+C had begun is over. */
export function withEditor(state: State, editor: Editor): State {
	return { ...state, editor, completion: undefined, hint: "", leaving: false };
}

/** One line up in what is typed, or, from its first line, the text sent before. */
export function goUp(state: State): State {
	const moved = moveUp(state.editor);
	if (moved !== null) return withEditor(state, moved);
	const recall = older(state.history, state.editor.text);
	if (recall === undefined) return state;
	return { ...withEditor(state, replaceText(state.editor, recall.text)), history: recall.history };
}

/** One line down, or the text sent after. */
export function goDown(state: State): State {
	const moved = moveDown(state.editor);
	if (moved !== null) return withEditor(state, moved);
	const recall = newer(state.history);
	if (recall === undefined) return state;
	return { ...withEditor(state, replaceText(state.editor, recall.text)), history: recall.history };
}
