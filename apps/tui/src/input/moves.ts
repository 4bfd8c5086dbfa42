import {
	lineEnd,
	lineStart,
	nextGrapheme,
	nextWord,
	previousGrapheme,
	previousWord,
	snapForward,
} from "./boundaries.ts";
import type { Editor } from "./editor.ts";
import { moveCursor } from "./editor.ts";

/** One grapheme to the left. */
export function moveLeft(editor: Editor): Editor {
	return moveCursor(editor, previousGrapheme(editor.text, editor.cursor));
}

/** One grapheme to the right. */
export function moveRight(editor: Editor): Editor {
	return moveCursor(editor, nextGrapheme(editor.text, editor.cursor));
}

/** To the start of the word of letters and digits. */
export function moveWordLeft(editor: Editor): Editor {
	return moveCursor(editor, previousWord(editor.text, editor.cursor));
}

/** To the end of the word of letters and digits. */
export function moveWordRight(editor: Editor): Editor {
	return moveCursor(editor, nextWord(editor.text, editor.cursor));
}

/** To the start of the current line. */
export function moveToLineStart(editor: Editor): Editor {
	return moveCursor(editor, lineStart(editor.text, editor.cursor));
}

/** To the end of the current line. */
export function moveToLineEnd(editor: Editor): Editor {
	return moveCursor(editor, lineEnd(editor.text, editor.cursor));
}

/** To the start of the whole text. */
export function moveToStart(editor: Editor): Editor {
	return moveCursor(editor, 0);
}

/** To the end of the whole text. */
export function moveToEnd(editor: Editor): Editor {
	return moveCursor(editor, editor.text.length);
}

/** To an offset from outside, such as a click: the next place between two graphemes. */
export function moveTo(editor: Editor, offset: number): Editor {
	return moveCursor(editor, snapForward(editor.text, offset));
}
