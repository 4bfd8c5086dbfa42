import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Editor } from "./editor.ts";
import {
	backspace,
	clear,
	deleteForward,
	deleteSpaces,
	editorOf,
	emptyEditor,
	freshLine,
	insert,
	paste,
	redo,
	replaceText,
	transpose,
	transposeWords,
	undo,
} from "./editor.ts";
import { killSpacedBack, killToLineStart, killWordForward, yank, yankPop } from "./kills.ts";
import {
	moveLeft,
	moveRight,
	moveTo,
	moveToLineEnd,
	moveToLineStart,
	moveWordLeft,
	moveWordRight,
} from "./moves.ts";

function show(editor: Editor): string {
	return `${editor.text.slice(0, editor.cursor)}|${editor.text.slice(editor.cursor)}`;
}

function at(marked: string): Editor {
	const cursor = marked.indexOf("|");
	return moveTo(editorOf(marked.replace("|", "")), cursor);
}

describe("typing and deleting", () => {
	test("text goes in at the cursor", () => {
		expect(show(insert(at("a|d"), "bc"))).toBe("abc|d");
	});

	test("control characters are left out, newlines and tabs are kept", () => {
		expect(insert(emptyEditor(), "a\x1b[31m\r\nb\tc\u009b\x7f").text).toBe("a[31m\nb\tc");
		expect(editorOf("\x07a").text).toBe("a");
	});

	test("a family and a letter with an accent are deleted as one", () => {
		expect(show(backspace(at("a👨‍👩‍👧‍👦|b")))).toBe("a|b");
		expect(show(deleteForward(at("|e\u0301x")))).toBe("|x");
		expect(show(backspace(at("🇨🇭🇩🇪|")))).toBe("🇨🇭|");
	});

	test("an accent that joins the letter before it takes the cursor past both", () => {
		expect(show(insert(at("e|x"), "\u0301"))).toBe("e\u0301|x");
		expect(show(insert(at("|\u0301x"), "e"))).toBe("e\u0301|x");
	});

	test("deleting at an end changes nothing and adds nothing to undo", () => {
		expect(backspace(at("|a")).past).toEqual([]);
		expect(deleteForward(at("a|")).past).toEqual([]);
	});

	test.each([
		["a|b", "ba|"],
		["ab|", "ba|"],
		["|ab", "|ab"],
		["a|", "a|"],
		["👨‍👩‍👧‍👦|x", "x👨‍👩‍👧‍👦|"],
		["ab|\nc", "ba|\nc"],
		["a\n|bc", "a\n|bc"],
	])("transposing %s gives %s", (before, after) => {
		expect(show(transpose(at(before)))).toBe(after);
	});

	test("a replaced line and a cleared line come back with undo", () => {
		const replaced = replaceText(at("dra|ft"), "recalled");
		expect(show(replaced)).toBe("recalled|");
		expect(show(clear(replaced))).toBe("|");
		expect(show(undo(undo(clear(replaced))))).toBe("dra|ft");
	});

	test("a fresh line keeps only the kill ring", () => {
		const fresh = freshLine(killSpacedBack(insert(emptyEditor(), "one two")));
		expect(show(fresh)).toBe("|");
		expect(show(undo(fresh))).toBe("|");
		expect(show(yank(fresh))).toBe("two|");
	});
});

describe("undo", () => {
	test("consecutive typing is one step", () => {
		const typed = insert(insert(insert(emptyEditor(), "a"), "b"), "c");
		expect(show(undo(typed))).toBe("|");
		expect(show(redo(undo(typed)))).toBe("abc|");
	});

	test("typing after a move is another step", () => {
		const typed = insert(moveLeft(insert(emptyEditor(), "ac")), "b");
		expect(show(undo(typed))).toBe("a|c");
		expect(show(undo(undo(typed)))).toBe("|");
	});

	test("a paste is a step of its own", () => {
		const typed = insert(paste(insert(emptyEditor(), "a"), "b"), "c");
		expect(show(undo(typed))).toBe("ab|");
		expect(show(undo(undo(typed)))).toBe("a|");
	});

	test("a change after an undo forgets what could be redone", () => {
		const typed = insert(undo(insert(emptyEditor(), "a")), "b");
		expect(show(redo(typed))).toBe("b|");
	});

	test("undo and redo with nothing left change nothing", () => {
		expect(show(undo(at("a|b")))).toBe("a|b");
		expect(show(redo(at("a|b")))).toBe("a|b");
	});

	test("no more than two hundred steps are kept", () => {
		let editor = emptyEditor();
		for (let step = 0; step < 300; step++) {
			editor = paste(editor, "x");
		}
		expect(editor.past).toHaveLength(200);
		expect(editor.past[0]?.text).toHaveLength(100);
	});

	test("steps of large texts are forgotten before they fill the memory", () => {
		let editor = editorOf("x".repeat(1024 * 1024));
		for (let step = 0; step < 20; step++) {
			editor = paste(editor, "x");
		}
		const chars = editor.past.reduce((sum, snapshot) => sum + snapshot.text.length, 0);
		expect(chars).toBeLessThanOrEqual(4 * 1024 * 1024);
		expect(editor.past.length).toBeGreaterThan(0);
	});
});

const actions: ((editor: Editor) => Editor)[] = [
	backspace,
	deleteForward,
	transpose,
	moveLeft,
	moveRight,
	moveWordLeft,
	moveWordRight,
	moveToLineStart,
	moveToLineEnd,
	transposeWords,
	deleteSpaces,
	killSpacedBack,
	killToLineStart,
	killWordForward,
	yank,
	yankPop,
	clear,
];
const typed = fc
	.oneof(
		fc.constantFrom(
			"a",
			" ",
			"\n",
			"👨‍👩‍👧‍👦",
			"\u0301",
			"\u200d",
			"🇨",
			"क्",
			"👋🏽",
			"\ud83d",
			"\r\n",
		),
		fc.string({ unit: "grapheme", maxLength: 4 }),
	)
	.map((text) => (editor: Editor) => insert(editor, text));
const session = fc.array(
	fc.oneof(
		typed,
		typed.map((type) => (editor: Editor) => type(moveLeft(editor))),
		fc.constantFrom(...actions),
	),
	{ maxLength: 60 },
);

function isBetweenGraphemes(editor: Editor): boolean {
	const starts = Array.from(new Intl.Segmenter().segment(editor.text), (piece) => piece.index);
	return [...starts, editor.text.length].includes(editor.cursor);
}

describe("for any editing", () => {
	test("the cursor is always between two graphemes", () => {
		fc.assert(
			fc.property(
				fc.array(fc.oneof(session, fc.constant([undo]), fc.constant([redo]))),
				(parts) => {
					let editor = emptyEditor();
					for (const act of parts.flat()) {
						editor = act(editor);
						expect(isBetweenGraphemes(editor), show(editor)).toBe(true);
					}
				},
			),
			{ numRuns: 300 },
		);
	});

	test("undoing everything gives the first text, redoing everything the last", () => {
		fc.assert(
			fc.property(session, (acts) => {
				const end = acts.reduce((editor, act) => act(editor), editorOf("first"));
				const undone = end.past.reduce<Editor>((editor) => undo(editor), end);
				expect(undone.text).toBe("first");
				const redone = undone.future.reduce<Editor>((editor) => redo(editor), undone);
				expect(redone.text).toBe(end.text);
			}),
		);
	});

	test("a step to the left undoes a step to the right", () => {
		fc.assert(
			fc.property(fc.string({ unit: "grapheme" }), fc.nat(), (text, offset) => {
				const editor = moveTo(editorOf(text), offset % (text.length + 1));
				fc.pre(editor.cursor < editor.text.length);
				expect(moveLeft(moveRight(editor)).cursor).toBe(editor.cursor);
			}),
		);
	});

	test("backspace takes back an insertion of one grapheme at the end", () => {
		fc.assert(
			fc.property(fc.constantFrom("a", "é", "👨‍👩‍👧‍👦", "日", "e\u0301"), (grapheme) => {
				expect(backspace(insert(editorOf("x"), grapheme)).text).toBe("x");
			}),
		);
	});
});

describe("words and spaces", () => {
	test.each([
		["one two|", "two one|"],
		["one |two three", "two one| three"],
		["one, t|wo.", "two, one|."],
		["日本 |two", "two 日本|"],
		["one|", "one|"],
		["|one two", "|one two"],
		["|", "|"],
	])("swapping the words of %s gives %s", (before, after) => {
		expect(show(transposeWords(at(before)))).toBe(after);
	});

	test("the spaces around the cursor go, and undo brings them back", () => {
		const joined = deleteSpaces(at("one  |  two three"));
		expect(show(joined)).toBe("one|two three");
		expect(show(undo(joined))).toBe("one  |  two three");
		expect(show(deleteSpaces(at("on|e")))).toBe("on|e");
	});
});
