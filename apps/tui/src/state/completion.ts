import { type Editor, replaceRange } from "../input/editor.ts";
import type { State } from "./state.ts";

/** Something that a word may be completed to. */
export type Candidate = {
	/** What it puts in the line. */
	readonly text: string;
	readonly label: string;
	/** What the menu says of it; may be empty. */
	readonly note: string;
};

/** What is offered above the line for the word before the cursor. */
export type Completion = {
	/** At least one. */
	readonly candidates: readonly Candidate[];
	/** Which of them stands in the line; undefined while none does. */
	readonly index: number | undefined;
	/** Where the completed word begins, UTF-16. */
	readonly from: number;
	/** The line as it was typed. */
	readonly typed: Editor;
	/** Whether one went to it with the arrows: then Enter takes it and sends nothing. */
	readonly picked: boolean;
};

/** The state with the next candidate in the line, or the one before; around the ends. */
export function stepMenu(
	state: State,
	completion: Completion,
	{ step, picked }: { readonly step: 1 | -1; readonly picked: boolean },
): State {
	const { candidates, index = step === 1 ? -1 : 0 } = completion;
	const next = (index + step + candidates.length) % candidates.length;
	return putCandidate(state, { ...completion, index: next, picked });
}

/** The state with the chosen candidate in the line. */
export function putCandidate(state: State, completion: Completion): State {
	const { candidates, index = 0, from, typed } = completion;
	const { text = "" } = candidates[index] ?? {};
	const editor = replaceRange(typed, { from, to: typed.cursor, text });
	return { ...state, editor, completion, hint: "", leaving: false };
}

/** The state without the menu; the line is as it was typed. */
export function closeMenu(state: State): State {
	const { completion } = state;
	if (completion === undefined) return state;
	const isPut = completion.index !== undefined;
	return { ...state, editor: isPut ? completion.typed : state.editor, completion: undefined };
}
