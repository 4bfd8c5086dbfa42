import {
	nextGrapheme,
	nextWord,
	previousGrapheme,
	previousWord,
	snapForward,
	spacesAround,
} from "./boundaries.ts";

/** A text and where the cursor was in it, to come back to. */
export type Snapshot = { readonly text: string; readonly cursor: number };

/** The line being typed: a value; every change makes a new one. */
export type Editor = {
	readonly text: string;
	/** UTF-16 offset, always between two graphemes. */
	readonly cursor: number;
	/** Oldest first. */
	readonly past: readonly Snapshot[];
	/** What undo took back, next redo last. */
	readonly future: readonly Snapshot[];
	/** The kill ring, newest first. */
	readonly kills: readonly string[];
	/** What was done last: typing joins typing, a kill joins a kill, yank-pop follows a yank. */
	readonly last: "type" | "kill" | "yank" | "other";
	/** Which kill the last yank put in. */
	readonly yanked: number;
	/** The column that moving up and down aims at, while that goes on. */
	readonly goalColumn: number | undefined;
};

/** What a change leaves behind. */
export type Change = Snapshot & { readonly last?: Editor["last"] };

const undoSteps = 200;
// A pasted file in every step would fill the memory.
const undoChars = 4 * 1024 * 1024;

/** An editor with nothing in it. */
export function emptyEditor(): Editor {
	return editorOf("");
}

/** An editor holding a text, the cursor at its end. */
export function editorOf(text: string): Editor {
	const clean = cleanText(text);
	return {
		text: clean,
		cursor: clean.length,
		past: [],
		future: [],
		kills: [],
		last: "other",
		yanked: 0,
		goalColumn: undefined,
	};
}

function cleanText(text: string): string {
	// Whatever is pasted: an ESC in the line would be obeyed by the terminal that shows it.
	return text.replace(/\r\n?/g, "\n").replace(/(?![\n\t])\p{Cc}/gu, "");
}

function remember(editor: Editor): readonly Snapshot[] {
	const past = [...editor.past.slice(1 - undoSteps), { text: editor.text, cursor: editor.cursor }];
	let chars = 0;
	const kept = past.findLastIndex((snapshot) => {
		chars += snapshot.text.length;
		return chars > undoChars;
	});
	return past.slice(kept + 1);
}

/** Makes a change one undo step; nothing changes if the text stays as it is. */
export function changeText(editor: Editor, change: Change): Editor {
	if (change.text === editor.text) {
		return moveCursor(editor, change.cursor);
	}
	return {
		...editor,
		text: change.text,
		cursor: snapForward(change.text, change.cursor),
		past: remember(editor),
		future: [],
		last: change.last ?? "other",
		goalColumn: undefined,
	};
}

/** Puts the cursor somewhere; the offset must lie between two graphemes. */
export function moveCursor(editor: Editor, cursor: number): Editor {
	return { ...editor, cursor, last: "other", goalColumn: undefined };
}

function insertClean(editor: Editor, text: string): Editor {
	const cursor = editor.cursor + text.length;
	const whole = editor.text.slice(0, editor.cursor) + text + editor.text.slice(editor.cursor);
	return text === "" ? editor : changeText(editor, { text: whole, cursor });
}

/** Types a text at the cursor; typing without a pause between is one undo step. */
export function insert(editor: Editor, text: string): Editor {
	const next = insertClean(editor, cleanText(text));
	if (next === editor) {
		return editor;
	}
	return { ...next, past: editor.last === "type" ? editor.past : next.past, last: "type" };
}

/** Puts a pasted text in as an undo step of its own. */
export function paste(editor: Editor, text: string): Editor {
	return insertClean(editor, cleanText(text));
}

/** Cuts out what lies between two offsets, as one undo step. */
export function cut(editor: Editor, from: number, to: number): Editor {
	return changeText(editor, {
		text: editor.text.slice(0, from) + editor.text.slice(to),
		cursor: from,
	});
}

/** Deletes the grapheme before the cursor. */
export function backspace(editor: Editor): Editor {
	return cut(editor, previousGrapheme(editor.text, editor.cursor), editor.cursor);
}

/** Deletes the grapheme after the cursor. */
export function deleteForward(editor: Editor): Editor {
	return cut(editor, editor.cursor, nextGrapheme(editor.text, editor.cursor));
}

/** Swaps the graphemes around the cursor, or the last two at the end of a line. */
export function transpose(editor: Editor): Editor {
	const { text, cursor } = editor;
	const atEnd = cursor === text.length || text[cursor] === "\n";
	const middle = atEnd ? previousGrapheme(text, cursor) : cursor;
	const start = previousGrapheme(text, middle);
	const end = nextGrapheme(text, middle);
	const before = text.slice(start, middle);
	const after = text.slice(middle, end);
	if (before === "" || before === "\n" || after === "\n") {
		return moveCursor(editor, cursor);
	}
	return changeText(editor, {
		text: text.slice(0, start) + after + before + text.slice(end),
		cursor: end,
	});
}

/** Swaps the word before the cursor, or the one it is in, with the word before that. */
export function transposeWords(editor: Editor): Editor {
	const { text, cursor } = editor;
	const start = previousWord(text, nextWord(text, cursor));
	const end = nextWord(text, start);
	const before = previousWord(text, start);
	const middle = nextWord(text, before);
	if (middle > start) return moveCursor(editor, cursor);
	const swapped = text.slice(start, end) + text.slice(middle, start) + text.slice(before, middle);
	return changeText(editor, {
		text: text.slice(0, before) + swapped + text.slice(end),
		cursor: end,
	});
}

/** Deletes the spaces around the cursor. */
export function deleteSpaces(editor: Editor): Editor {
	return cut(editor, ...spacesAround(editor.text, editor.cursor));
}

/** Replaces everything, cursor at the end, as one undo step: a completion, a recalled line. */
export function replaceText(editor: Editor, text: string): Editor {
	const clean = cleanText(text);
	return changeText(editor, { text: clean, cursor: clean.length });
}

/** Puts a text in the place of what lies between two offsets, the cursor after it, as one undo step. */
export function replaceRange(
	editor: Editor,
	{ from, to, text }: { readonly from: number; readonly to: number; readonly text: string },
): Editor {
	const clean = cleanText(text);
	return changeText(editor, {
		text: editor.text.slice(0, from) + clean + editor.text.slice(to),
		cursor: from + clean.length,
	});
}

/** Empties the line; undo brings it back. */
export function clear(editor: Editor): Editor {
	return replaceText(editor, "");
}

/** A new line after sending, with what comes back into it: nothing to undo, but the kill ring stays. */
export function freshLine(editor: Editor, text = ""): Editor {
	return { ...editorOf(text), kills: editor.kills };
}

/** Takes back the last step. */
export function undo(editor: Editor): Editor {
	const snapshot = editor.past.at(-1);
	if (snapshot === undefined) {
		return moveCursor(editor, editor.cursor);
	}
	return {
		...moveCursor(editor, snapshot.cursor),
		text: snapshot.text,
		past: editor.past.slice(0, -1),
		future: [...editor.future, { text: editor.text, cursor: editor.cursor }],
	};
}

/** Does again what undo took back. */
export function redo(editor: Editor): Editor {
	const snapshot = editor.future.at(-1);
	if (snapshot === undefined) {
		return moveCursor(editor, editor.cursor);
	}
	return {
		...moveCursor(editor, snapshot.cursor),
		text: snapshot.text,
		past: [...editor.past, { text: editor.text, cursor: editor.cursor }],
		future: editor.future.slice(0, -1),
	};
}
