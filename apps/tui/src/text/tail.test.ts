import { expect, test } from "vitest";
import { tailOf } from "./tail.ts";

test.each([
	["all of it", 9, "all of it"],
	["all of it", 5, "of it"],
	["all of it", 0, ""],
	["", 3, ""],
	["日本語", 5, "本語"],
	["a👨‍👩‍👧‍👦", 2, "👨‍👩‍👧‍👦"],
	["a👨‍👩‍👧‍👦", 1, ""],
	["xe\u0301e\u0301", 2, "e\u0301e\u0301"],
])("the end of %j that fits in %i columns is %j", (text, width, tail) => {
	expect(tailOf(text, width)).toBe(tail);
});
