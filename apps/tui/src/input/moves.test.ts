import { expect, test } from "vitest";
import type { Editor } from "./editor.ts";
import { editorOf, insert } from "./editor.ts";
import {
	moveDown,
	moveLeft,
	moveRight,
	moveTo,
	moveToEnd,
	moveToLineEnd,
	moveToLineStart,
	moveToStart,
	moveUp,
	moveWordLeft,
	moveWordRight,
} from "./moves.ts";

function show(editor: Editor | null): string | null {
	return editor && `${editor.text.slice(0, editor.cursor)}|${editor.text.slice(editor.cursor)}`;
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
	[moveToLineStart, "one\ntw|o", "one\n|two"],
	[moveToLineStart, "|one", "|one"],
	[moveToLineEnd, "o|ne\ntwo", "one|\ntwo"],
	[moveToStart, "one\ntw|o", "|one\ntwo"],
	[moveToEnd, "o|ne\ntwo", "one\ntwo|"],
])("%o from %s goes to %s", (move, before, after) => {
	expect(show(move(at(before)))).toBe(after);
});

test("up and down keep the column, counted in cells", () => {
	expect(show(moveUp(at("日本語\nabcd|e")))).toBe("日本|語\nabcde");
	expect(show(moveDown(at("日本|語\nabcde")))).toBe("日本語\nabcd|e");
});

test("up and down aim at the first column again after a short line", () => {
	const short = moveUp(at("abcdef\nxy\nabcde|f"));
	expect(show(short)).toBe("abcdef\nxy|\nabcdef");
	expect(show(short && moveUp(short))).toBe("abcde|f\nxy\nabcdef");
});

test("typing ends the aim at a column", () => {
	const short = moveUp(at("abcdef\nxy\nabcde|f"));
	expect(show(short && moveUp(insert(short, "z")))).toBe("abc|def\nxyz\nabcdef");
});

test("there is no line above the first and none below the last", () => {
	expect(moveUp(at("on|e\ntwo"))).toBeNull();
	expect(moveDown(at("one\ntw|o"))).toBeNull();
	expect(moveUp(at("|"))).toBeNull();
	expect(show(moveUp(at("\n|")))).toBe("|\n");
	expect(show(moveDown(at("|\n")))).toBe("\n|");
});

test("a place inside a character becomes its end", () => {
	expect(show(moveTo(editorOf("a👋🏽b"), 2))).toBe("a👋🏽|b");
	expect(show(moveTo(editorOf("ab"), 9))).toBe("ab|");
	expect(show(moveTo(editorOf("ab"), -1))).toBe("|ab");
});
