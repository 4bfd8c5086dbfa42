import { sanitize } from "@partyline/shared/text/sanitize";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Editor, editorOf, insert } from "../input/editor.ts";
import { moveLeft, moveTo } from "../input/moves.ts";
import { hostileText } from "../testing/arbitrary.ts";
import { widthOf } from "../text/width.ts";
import { editorLines, moveRowDown, moveRowUp, offsetAt } from "./composer-lines.ts";

test("what is typed is cut hard at the width, and the cursor is where one types", () => {
	expect(editorLines(editorOf("abcdefgh"), 5)).toMatchObject({
		lines: ["abcde", "fgh"],
		row: 1,
		column: 3,
	});
	expect(editorLines(editorOf("one\n\ntwo"), 5)).toMatchObject({
		lines: ["one", "", "two"],
		row: 2,
		column: 3,
	});
});

test("the cursor in the middle is before its character, at the beginning of a cut row too", () => {
	const editor = editorOf("abcdefgh");
	expect(editorLines(moveTo(editor, 5), 5)).toMatchObject({ row: 1, column: 0 });
	expect(editorLines(moveTo(editor, 4), 5)).toMatchObject({ row: 0, column: 4 });
	expect(editorLines(moveTo(editor, 0), 5)).toMatchObject({ row: 0, column: 0 });
});

test("a wide character is not cut in two", () => {
	expect(editorLines(editorOf("ab世界"), 3)).toMatchObject({
		lines: ["ab", "世", "界"],
		row: 2,
		column: 2,
	});
});

test("a tab takes one column, a sign joined to it none, and the cursor between them stays there", () => {
	const editor = moveTo(editorOf("a\t\u0301b"), 2);
	expect(editor.cursor).toBe(2);
	expect(editorLines(editor, 10)).toMatchObject({ row: 0, column: 1 });
});

test("a grapheme wider than the screen is cut all the same", () => {
	const { lines } = editorLines(editorOf(`${"\u0600".repeat(50)}a`), 10);
	expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(10);
});

test("what was pasted is shown without what hides or reorders it, and the cursor is where it is shown", () => {
	const pasted = `txt.\u202eexe a${"\u0301".repeat(40)}\ufff9b\u2028c`;
	expect(editorLines(editorOf(pasted), 40)).toMatchObject({
		lines: [`txt.exe a${"\u0301".repeat(8)}b c`],
		row: 0,
		column: 12,
	});
	expect(editorLines(moveTo(editorOf(pasted), 5), 40)).toMatchObject({ row: 0, column: 4 });
	// What is sent is what was pasted.
	expect(editorOf(pasted).text).toBe(pasted);
});

test("rows are cut once for a width", () => {
	const editor = editorOf("abc");
	expect(editorLines(editor, 5)).toBe(editorLines(editor, 5));
	expect(editorLines(editor, 2).lines).toEqual(["ab", "c"]);
});

test("nothing typed is lost, no row is too wide, and the cursor is always inside", () => {
	fc.assert(
		fc.property(
			hostileText,
			fc.integer({ min: 2, max: 60 }),
			fc.nat({ max: 40 }),
			(text, width, steps) => {
				let editor = editorOf(text);
				for (let step = 0; step < steps; step++) editor = moveLeft(editor);
				const { lines, row, column } = editorLines(editor, width);
				const shown = editor.text.split("\n").map((line) => sanitize(line));
				expect(lines.join("")).toBe(shown.join("").replaceAll(/[\n\t]/g, " "));
				for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
				expect(row).toBeGreaterThanOrEqual(0);
				expect(row).toBeLessThan(lines.length);
				expect(column).toBeGreaterThanOrEqual(0);
				expect(column).toBeLessThanOrEqual(width);
				if (editor.cursor === editor.text.length) expect(row).toBe(lines.length - 1);
			},
		),
		{ numRuns: 500 },
	);
});

function at(marked: string): Editor {
	return moveTo(editorOf(marked.replace("|", "")), marked.indexOf("|"));
}

function show(editor: Editor | null): string | null {
	return editor && `${editor.text.slice(0, editor.cursor)}|${editor.text.slice(editor.cursor)}`;
}

test("up and down keep the column, counted in cells", () => {
	expect(show(moveRowUp(at("日本語\nabcd|e"), 20))).toBe("日本|語\nabcde");
	expect(show(moveRowDown(at("日本|語\nabcde"), 20))).toBe("日本語\nabcd|e");
});

test("up and down aim at the first column again after a short row", () => {
	const short = moveRowUp(at("abcdef\nxy\nabcde|f"), 20);
	expect(show(short)).toBe("abcdef\nxy|\nabcdef");
	expect(show(short && moveRowUp(short, 20))).toBe("abcde|f\nxy\nabcdef");
});

test("typing ends the aim at a column", () => {
	const short = moveRowUp(at("abcdef\nxy\nabcde|f"), 20);
	expect(show(short && moveRowUp(insert(short, "z"), 20))).toBe("abc|def\nxyz\nabcdef");
});

test("there is no row above the first and none below the last", () => {
	expect(moveRowUp(at("on|e\ntwo"), 20)).toBeNull();
	expect(moveRowDown(at("one\ntw|o"), 20)).toBeNull();
	expect(moveRowUp(at("|"), 20)).toBeNull();
	expect(show(moveRowUp(at("\n|"), 20))).toBe("|\n");
	expect(show(moveRowDown(at("|\n"), 20))).toBe("\n|");
});

test("a line that is cut into rows is gone through row by row", () => {
	expect(show(moveRowUp(at("abcdefghij|"), 4))).toBe("abcdef|ghij");
	expect(show(moveRowUp(at("abcdef|ghij"), 4))).toBe("ab|cdefghij");
	expect(show(moveRowDown(at("ab|cdefghij"), 4))).toBe("abcdef|ghij");
	// The end of a row that goes on is the beginning of the next: up from column 4 stays in its row.
	expect(show(moveRowUp(at("abcd\nefgh|"), 4))).toBe("abcd|\nefgh");
	expect(show(moveRowUp(at("abcdef\nxyzw|"), 4))).toBe("abcdef|\nxyzw");
});

test("what is hidden of a paste does not move the place one goes to", () => {
	const pasted = at("a\u202eb\ufff9cd\nefg|h");
	expect(show(moveRowUp(pasted, 20))).toBe("a\u202eb\ufff9c|d\nefgh");
});

test("every row of every text is reached and left again, and the cursor stays between letters", () => {
	fc.assert(
		fc.property(hostileText, fc.integer({ min: 2, max: 40 }), (text, width) => {
			let editor: Editor | null = editorOf(text);
			for (let steps = 0; editor !== null; steps++) {
				const { row, lines } = editorLines(editor, width);
				expect(steps).toBeLessThanOrEqual(lines.length);
				expect(moveTo(editor, editor.cursor).cursor).toBe(editor.cursor);
				const next = moveRowUp(editor, width);
				if (next !== null) expect(editorLines(next, width).row).toBeLessThanOrEqual(row);
				editor = next;
			}
		}),
		{ numRuns: 300 },
	);
});

test("a place in a row is the place in the text whose letter stands there", () => {
	const editor = editorOf("ab\ncdefgh");
	expect(offsetAt(editor, 4, { row: 1, column: 2 })).toBe(5);
	expect(offsetAt(editor, 4, { row: 2, column: 1 })).toBe(8);
	expect(offsetAt(editor, 4, { row: 2, column: 99 })).toBe(9);
});
