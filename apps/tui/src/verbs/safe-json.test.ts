import fc from "fast-check";
import { expect, test } from "vitest";
import { safeJson } from "./safe-json.ts";

test("a value printed as JSON reads back as the same value", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), (text) => {
			expect(JSON.parse(safeJson({ text }))).toEqual({ text });
		}),
	);
});

test.each([
	["ESC", "\u001b[31m"],
	["C1 CSI", "\u009b31m"],
	["DEL", "\u007f"],
	["a bidi override", "\u202e"],
	["a bidi isolate", "\u2066"],
	["a tag character", "\u{e0041}"],
	["a line separator", "\u2028"],
	["an interlinear mark", "\ufff9"],
	["NUL", "\u0000"],
])("%s is printed escaped", (_, hostile) => {
	expect(safeJson({ text: hostile })).not.toContain(hostile.slice(0, 1));
});
