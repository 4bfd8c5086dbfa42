import type { Editor } from "./editor.ts";
import { backspace, deleteForward, insert, redo, transpose, undo } from "./editor.ts";
import type { Key } from "./event.ts";
import { chordOf } from "./event.ts";
import {
	killSpacedBack,
	killToLineEnd,
	killToLineStart,
	killWordBack,
	killWordForward,
	yank,
	yankPop,
} from "./kills.ts";
import {
	moveLeft,
	moveRight,
	moveToEnd,
	moveToLineEnd,
	moveToLineStart,
	moveToStart,
	moveWordLeft,
	moveWordRight,
} from "./moves.ts";

/** What a key does to the line. */
export type EditAction = (editor: Editor) => Editor;

const insertNewline: EditAction = (editor) => insert(editor, "\n");

const actions: ReadonlyMap<string, EditAction> = new Map([
	["left", moveLeft],
	["right", moveRight],
	["home", moveToLineStart],
	["end", moveToLineEnd],
	["backspace", backspace],
	["shift+backspace", backspace],
	["delete", deleteForward],
	["shift+enter", insertNewline],
	["alt+enter", insertNewline],
	["ctrl+enter", insertNewline],
	["ctrl+j", insertNewline],
	["ctrl+a", moveToLineStart],
	["ctrl+e", moveToLineEnd],
	["ctrl+b", moveLeft],
	["ctrl+f", moveRight],
	["ctrl+d", deleteForward],
	["ctrl+h", backspace],
	["ctrl+k", killToLineEnd],
	["ctrl+u", killToLineStart],
	["ctrl+w", killSpacedBack],
	["ctrl+y", yank],
	["ctrl+t", transpose],
	["ctrl+_", undo],
	// With the kitty protocol Ctrl+/ and Ctrl+Shift+- no longer arrive as Ctrl+_.
	["ctrl+/", undo],
	["ctrl+shift+-", undo],
	["ctrl+home", moveToStart],
	["ctrl+end", moveToEnd],
	["ctrl+left", moveWordLeft],
	["ctrl+right", moveWordRight],
	["ctrl+backspace", killWordBack],
	["ctrl+delete", killWordForward],
	["alt+b", moveWordLeft],
	["alt+f", moveWordRight],
	["alt+d", killWordForward],
	["alt+delete", killWordForward],
	["alt+backspace", killWordBack],
	["alt+y", yankPop],
	["alt+_", redo],
]);

/** The editing action of a key, or undefined when the key belongs to the screen. */
export function editKey(key: Key): EditAction | undefined {
	return actions.get(chordOf(key));
}
