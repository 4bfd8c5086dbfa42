import { expect, test } from "vitest";
import type { Editor } from "./editor.ts";
import { editorOf, emptyEditor, insert, paste, undo } from "./editor.ts";
import {
	killSpacedBack,
	killToLineEnd,
	killToLineStart,
	killWordBack,
	killWordForward,
	yank,
	yankPop,
} from "./kills.ts";
import { moveLeft, moveTo, moveToEnd } from "./moves.ts";

function show(editor: Editor): string {
	return `${editor.text.slice(0, editor.cursor)}|${editor.text.slice(editor.cursor)}`;
}

function at(marked: string): Editor {
	return moveTo(editorOf(marked.replace("|", "")), marked.indexOf("|"));
}

test.each([
	[killToLineEnd, "a|bc\nd", "a|\nd", "bc"],
	[killToLineEnd, "a|\nd", "a|d", "\n"],
	[killToLineStart, "a\nbc|d", "a\n|d", "bc"],
	[killToLineStart, "a\n|d", "a|d", "\n"],
	[killSpacedBack, "one two-three  |x", "one |x", "two-three  "],
	[killWordBack, "one two-three|", "one two-|", "three"],
	[killWordForward, "|, one two", "| two", ", one"],
	[killWordBack, "e\u0301e\u0301|", "|", "e\u0301e\u0301"],
])("%o on %s leaves %s and keeps what it took", (...[kill, before, after, killed]) => {
	const editor = kill(at(before));
	expect(show(editor)).toBe(after);
	expect(editor.kills).toEqual([killed]);
	expect(yank(editor).text).toBe(at(before).text);
});

test("a kill of nothing changes nothing", () => {
	for (const kill of [killToLineEnd, killWordForward]) {
		expect(kill(at("a|")).kills).toEqual([]);
	}
	for (const kill of [killToLineStart, killSpacedBack, killWordBack]) {
		expect(kill(at("|a")).kills).toEqual([]);
	}
});

test("consecutive kills join in the order of the text", () => {
	const back = killSpacedBack(killSpacedBack(at("one two three|")));
	expect(back.kills).toEqual(["two three"]);
	const both = killWordForward(killWordBack(at("one| two")));
	expect(both.kills).toEqual(["one two"]);
});

test("a move between two kills keeps them apart", () => {
	const editor = killSpacedBack(moveLeft(killSpacedBack(at("one two|"))));
	expect(editor.kills).toEqual(["one", "two"]);
});

test("yank-pop goes round the kill ring, only after a yank", () => {
	const first = killToLineStart(at("one|"));
	const second = killToLineStart(paste(first, "two"));
	const yanked = yank(insert(second, "x"));
	expect(show(yanked)).toBe("xtwo|");
	expect(show(yankPop(yanked))).toBe("xone|");
	expect(show(yankPop(yankPop(yanked)))).toBe("xtwo|");
	expect(show(yankPop(moveToEnd(yanked)))).toBe("xtwo|");
});

test("a yank and its pops are one step to undo", () => {
	const killed = killToLineStart(paste(killToLineStart(at("one|")), "two"));
	expect(show(undo(yankPop(yank(insert(killed, "x")))))).toBe("x|");
});

test("the kill ring holds thirty-two", () => {
	let editor = emptyEditor();
	for (let count = 0; count < 40; count++) {
		editor = killToLineStart(insert(editor, String(count)));
	}
	expect(editor.kills).toHaveLength(32);
	expect(editor.kills[0]).toBe("39");
});
