import { type Editor, replaceText } from "../input/editor.ts";
import { newer, older, type Recall } from "../input/history.ts";
import { moveRowDown, moveRowUp } from "../view/composer-lines.ts";
import type { Place } from "./place.ts";
import type { State } from "./state.ts";

/** The state with the line changed by hand: what Tab, Ctrl+C and a question had begun is over. */
export function withEditor(state: State, editor: Editor): State {
	return { ...state, editor, completion: undefined, hint: "", leaving: false, asking: false };
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
	return show(state, newer(state.history));
}

/** The text sent first, or, `newest`, back to what was being typed. */
export function goToEdge(state: State, edge: "oldest" | "newest"): State {
	const step = ({ history, text }: Recall) =>
		edge === "oldest" ? older(history, text) : newer(history);
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

/** Whether something is typed and not sent in a room that is not on screen. */
export function hasDraft({ current, drafts }: State, place: Place): boolean {
	return place !== current && (drafts.get(place)?.text.trim() ?? "") !== "";
}
