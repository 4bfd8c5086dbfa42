import { answerQuestion, cancelQuestion } from "../desk/asking.ts";
import type { Desk } from "../desk/desk.ts";
import { backspace, clear, deleteForward, type Editor, insert } from "../input/editor.ts";
import { chordOf } from "../input/event.ts";
import { killSpacedBack } from "../input/kills.ts";
import {
	moveLeft,
	moveRight,
	moveToEnd,
	moveToStart,
	moveWordLeft,
	moveWordRight,
} from "../input/moves.ts";
import type { AskLayer } from "../state/ask.ts";
import { takeEverywhere } from "./everywhere.ts";
import type { Mode } from "./mode.ts";

/** A page pasted by mistake is no answer. */
const longest = 2_000;

/** While a question is open, everything that is typed is its answer. */
export const askMode: Mode = {
	take: (desk, typed) => {
		if (typed.type === "key") {
			takeKey(desk, chordOf(typed.key));
			return;
		}
		// What is copied often ends with a new line, which is no part of a password.
		const text = typed.text.split(/\r?\n/).find((line) => line !== "") ?? "";
		edits((line) => insert(line, text.slice(0, Math.max(0, longest - line.text.length))))(desk);
	},
};

function takeKey(desk: Desk, chord: string): void {
	const action = keys.get(chord);
	if (action !== undefined) action(desk);
	// The question is not over with a look at the help, so there is none.
	else takeEverywhere(desk, chord, () => {});
}

const edits =
	(edit: (line: Editor) => Editor) =>
	(desk: Desk): void =>
		desk.change((state) => {
			const { layer } = state;
			if (layer.type !== "ask") return state;
			return { ...state, layer: { ...layer, line: edit(layer.line) } };
		});

const keys: ReadonlyMap<string, (desk: Desk) => void> = new Map([
	["enter", (desk: Desk) => answerQuestion(desk, lineOf(desk)?.text ?? "")],
	["escape", cancelQuestion],
	["ctrl+c", cancelQuestion],
	["ctrl+g", cancelQuestion],
	["backspace", edits(backspace)],
	["shift+backspace", edits(backspace)],
	["ctrl+h", edits(backspace)],
	["delete", edits(deleteForward)],
	["ctrl+d", edits(deleteForward)],
	["ctrl+u", edits(clear)],
	["ctrl+w", edits(killSpacedBack)],
	["left", edits(moveLeft)],
	["ctrl+b", edits(moveLeft)],
	["right", edits(moveRight)],
	["ctrl+f", edits(moveRight)],
	["ctrl+left", edits(moveWordLeft)],
	["alt+b", edits(moveWordLeft)],
	["ctrl+right", edits(moveWordRight)],
	["alt+f", edits(moveWordRight)],
	["home", edits(moveToStart)],
	["ctrl+a", edits(moveToStart)],
	["end", edits(moveToEnd)],
	["ctrl+e", edits(moveToEnd)],
]);

function lineOf({ state }: Desk): AskLayer["line"] | undefined {
	const { layer } = state();
	return layer.type === "ask" ? layer.line : undefined;
}
