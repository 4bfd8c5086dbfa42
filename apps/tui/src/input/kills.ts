import { lineEnd, lineStart, nextWord, previousSpaced, previousWord } from "./boundaries.ts";
import type { Editor } from "./editor.ts";
import { changeText, cut } from "./editor.ts";

const ringSize = 32;

function join(editor: Editor, killed: string, isBefore: boolean): readonly string[] {
	const [newest, ...older] = editor.kills;
	if (editor.last !== "kill" || newest === undefined) {
		return [killed, ...editor.kills].slice(0, ringSize);
	}
	return [isBefore ? killed + newest : newest + killed, ...older];
}

function kill(editor: Editor, from: number, to: number): Editor {
	if (from >= to) {
		return editor;
	}
	const kills = join(editor, editor.text.slice(from, to), to === editor.cursor);
	return { ...cut(editor, from, to), kills, last: "kill" };
}

/** Kills to the end of the line; at the end of a line, its newline. */
export function killToLineEnd(editor: Editor): Editor {
	const end = lineEnd(editor.text, editor.cursor);
	return kill(
		editor,
		editor.cursor,
		end === editor.cursor ? Math.min(end + 1, editor.text.length) : end,
	);
}

/** Kills to the start of the line; at the start of a line, the newline before it. */
export function killToLineStart(editor: Editor): Editor {
	const start = lineStart(editor.text, editor.cursor);
	return kill(editor, start === editor.cursor ? Math.max(0, start - 1) : start, editor.cursor);
}

/** Kills back to the last space. */
export function killSpacedBack(editor: Editor): Editor {
	return kill(editor, previousSpaced(editor.text, editor.cursor), editor.cursor);
}

/** Kills the word of letters and digits before the cursor. */
export function killWordBack(editor: Editor): Editor {
	return kill(editor, previousWord(editor.text, editor.cursor), editor.cursor);
}

/** Kills the word of letters and digits after the cursor. */
export function killWordForward(editor: Editor): Editor {
	return kill(editor, editor.cursor, nextWord(editor.text, editor.cursor));
}

function yankAt(editor: Editor, index: number): Editor {
	const killed = editor.kills[index];
	if (killed === undefined) {
		return editor;
	}
	const text = editor.text.slice(0, editor.cursor) + killed + editor.text.slice(editor.cursor);
	const cursor = editor.cursor + killed.length;
	return { ...changeText(editor, { text, cursor, last: "yank" }), yanked: index };
}

/** Puts the newest kill back in at the cursor. */
export function yank(editor: Editor): Editor {
	return yankAt(editor, 0);
}

/** Right after a yank: puts the kill before that one in its place. */
export function yankPop(editor: Editor): Editor {
	const before = editor.past.at(-1);
	if (editor.last !== "yank" || before === undefined || editor.kills.length < 2) {
		return editor;
	}
	const unyanked: Editor = { ...editor, ...before, past: editor.past.slice(0, -1) };
	return yankAt(unyanked, (editor.yanked + 1) % editor.kills.length);
}
