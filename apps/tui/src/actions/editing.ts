import type { Desk } from "../desk/desk.ts";
import { climb, scroll } from "../desk/paging.ts";
import {
	backspace,
	deleteForward,
	deleteSpaces,
	insert,
	redo,
	transpose,
	transposeWords,
	undo,
} from "../input/editor.ts";
import {
	killSpacedBack,
	killToLineEnd,
	killToLineStart,
	killWordBack,
	killWordForward,
	yank,
	yankPop,
} from "../input/kills.ts";
import {
	moveLeft,
	moveRight,
	moveToEnd,
	moveToLineEnd,
	moveToLineStart,
	moveToStart,
	moveWordLeft,
	moveWordRight,
} from "../input/moves.ts";
import { type Action, editing } from "./action.ts";

/** Keys that change the line, as readline has them. */
export const editingActions: readonly Action[] = [
	editing(
		{
			name: "new-line",
			keys: ["shift+enter", "alt+enter", "ctrl+enter", "ctrl+j"],
			help: "new line",
		},
		(editor) => insert(editor, "\n"),
	),
	editing({ name: "left", keys: ["left", "ctrl+b"], help: "one character to the left" }, moveLeft),
	editing(
		{ name: "right", keys: ["right", "ctrl+f"], help: "one character to the right" },
		moveRight,
	),
	editing(
		{ name: "word-left", keys: ["ctrl+left", "alt+b"], help: "one word to the left" },
		moveWordLeft,
	),
	editing(
		{ name: "word-right", keys: ["ctrl+right", "alt+f"], help: "one word to the right" },
		moveWordRight,
	),
	editing(
		{ name: "line-start", keys: ["ctrl+a"], help: "to the beginning of the line" },
		moveToLineStart,
	),
	editing({ name: "line-end", keys: ["ctrl+e"], help: "to the end of the line" }, moveToLineEnd),
	{
		name: "home",
		keys: ["home"],
		help: "to the beginning of the line; of the room on an empty one",
		run: (desk) => (isEmpty(desk) ? climb(desk) : desk.edit(moveToLineStart)),
	},
	{
		name: "end",
		keys: ["end"],
		help: "to the end of the line; of the room on an empty one",
		run: (desk) => (isEmpty(desk) ? scroll(desk, () => ({ at: "end" })) : desk.edit(moveToLineEnd)),
	},
	editing(
		{ name: "text-start", keys: ["ctrl+home"], help: "to the beginning of the text" },
		moveToStart,
	),
	editing({ name: "text-end", keys: ["ctrl+end"], help: "to the end of the text" }, moveToEnd),
	editing(
		{
			name: "delete-back",
			keys: ["backspace", "shift+backspace", "ctrl+h"],
			help: "delete the character before",
		},
		backspace,
	),
	editing(
		{ name: "delete", keys: ["delete", "ctrl+d"], help: "delete the character after" },
		deleteForward,
	),
	editing({ name: "kill-line", keys: [], help: "cut to the end of the line" }, killToLineEnd),
	editing(
		{ name: "kill-line-back", keys: ["ctrl+u"], help: "cut to the beginning of the line" },
		killToLineStart,
	),
	editing(
		{
			name: "kill-word-back",
			keys: ["ctrl+backspace", "alt+backspace"],
			help: "cut the word before",
		},
		killWordBack,
	),
	editing(
		{ name: "kill-word", keys: ["ctrl+delete", "alt+d", "alt+delete"], help: "cut the word after" },
		killWordForward,
	),
	editing(
		{ name: "kill-spaced-word-back", keys: ["ctrl+w"], help: "cut back to the space before" },
		killSpacedBack,
	),
	editing({ name: "yank", keys: ["ctrl+y"], help: "put in what was cut" }, yank),
	editing(
		{ name: "yank-older", keys: ["alt+y"], help: "put in what was cut before that" },
		yankPop,
	),
	editing({ name: "transpose", keys: ["ctrl+t"], help: "swap two characters" }, transpose),
	editing({ name: "transpose-words", keys: ["alt+t"], help: "swap two words" }, transposeWords),
	editing(
		{ name: "delete-spaces", keys: ["alt+\\"], help: "delete the spaces around the cursor" },
		deleteSpaces,
	),
	// With the kitty protocol Ctrl+/ and Ctrl+Shift+- no longer arrive as Ctrl+_.
	editing(
		{
			name: "undo",
			keys: ["ctrl+_", "ctrl+/", "ctrl+shift+-", "ctrl+x ctrl+u"],
			help: "take back",
		},
		undo,
	),
	editing({ name: "redo", keys: ["alt+_"], help: "do again" }, redo),
];

function isEmpty({ state }: Desk): boolean {
	return state().editor.text === "";
}
