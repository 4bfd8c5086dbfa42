import { expect, test } from "vitest";
import type { Editor } from "./editor.ts";
import { editorOf } from "./editor.ts";
import {
	moveLeft,
	moveRight,
	moveTo,
	moveToEnd,
	moveToLineEnd,
	moveToLineStart,
	moveToStart,
	moveWordLeft,
	moveWordRight,
} from "./moves.ts";

function show(editor: Editor): string {
	return `${editor.text.slice(0, editor.cursor)}|${editor.text.slice(editor.cursor)}`;
}

function at(marked: string): Editor {
	return moveTo(editorOf(marked.replace("|", "")), marked.indexOf("|"));
}

test.each([
	[moveLeft, "a👨‍👩‍👧‍👦|b", "a|👨‍👩‍👧‍👦b"],
	[moveLeft, "|a", "|a"],
	[moveRight, "a|e\u0301b", "ae\u0301|b"],
	[moveRight, "a|", "a|"],
	[moveWordLeft, "one two-three| ", "one two-|three "],
	[moveWordLeft, "one, |two", "|one, two"],
	[moveWordLeft, "日本 |", "|日本 "],
	[moveWordLeft, "a 𝒳𝒳|", "a |𝒳𝒳"],
	[moveWordRight, "|one two", "one| two"],
	[moveWordRight, "one|, 𝒳y 👋", "one, 𝒳y| 👋"],
	[moveWordRight, "a|  👋", "a  👋|"],
	[moveWordRight, "|𠀀\u200d", "𠀀\u200d|"],
	[moveToLineStart, "one\ntw|o", "one\n|two"],
	[moveToLineStart, "|one", "|one"],
	[moveToLineEnd, "o|ne\ntwo", "one|\ntwo"],
	[moveToStart, "one\ntw|o", "|one\ntwo"],
	[moveToEnd, "o|ne\ntwo", "one\ntwo|"],
])("%o from %s goes to %s", (move, before, after) => {
	expect(show(move(at(before)))).toBe(after);
});

test("words without spaces between them are words all the same", () => {
	const text = "日本語を勉強する人 ok";
	let editor = at(`${text}|`);
	const stops: number[] = [];
	while (editor.cursor > 0) {
		editor = moveWordLeft(editor);
		stops.push(editor.cursor);
	}
	expect(stops.length).toBeGreaterThan(3);
	expect(stops[0]).toBe(text.indexOf("ok"));
	const there: number[] = [];
	while (editor.cursor < text.length) {
		editor = moveWordRight(editor);
		there.push(editor.cursor);
	}
	expect(there.length).toBe(stops.length);
});

test("a word of a script without spaces is found in a text of any length", () => {
	const editor = at(`${"日本語を勉強する".repeat(40_000)}|`);
	expect(moveWordLeft(editor).cursor).toBeLessThan(editor.text.length);
	expect(moveWordRight(moveToStart(editor)).cursor).toBeGreaterThan(0);
});

test("a place inside a character becomes its end", () => {
	expect(show(moveTo(editorOf("a👋🏽b"), 2))).toBe("a👋🏽|b");
	expect(show(moveTo(editorOf("ab"), 9))).toBe("ab|");
	expect(show(moveTo(editorOf("ab"), -1))).toBe("|ab");
});
