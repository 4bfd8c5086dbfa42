import { sanitize } from "@partyline/shared/text/sanitize";
import fc from "fast-check";
import { expect, test } from "vitest";
import { editorOf } from "../input/editor.ts";
import { moveLeft, moveTo } from "../input/moves.ts";
import { hostileText } from "../testing/arbitrary.ts";
import { widthOf } from "../text/width.ts";
import { editorLines } from "./composer-lines.ts";

test("what is typed is cut hard at the width, and the cursor is where one types", () => {
	expect(editorLines(editorOf("abcdefgh"), 5)).toEqual({
		lines: ["abcde", "fgh"],
		row: 1,
		column: 3,
	});
	expect(editorLines(editorOf("one\n\ntwo"), 5)).toEqual({
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
	expect(editorLines(editorOf("ab世界"), 3)).toEqual({
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
	expect(editorLines(editorOf(pasted), 40)).toEqual({
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
