import fc from "fast-check";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { graphemes, isSimple, widthOf } from "./width.ts";

const hard = [
	"👨‍👩‍👧‍👦",
	"❤️",
	"1️⃣",
	"👋🏽",
	"🇨🇭",
	"日本語",
	"한글",
	"각",
	"กำ",
	"क्षि",
	"é",
	"ｶﾞ",
	"\u0d4e…",
	"\u0600",
	"\u200b",
];
const unicode = fc
	.array(
		fc.oneof(
			fc.string({ unit: "binary" }),
			fc.string({ unit: "grapheme" }),
			fc.constantFrom(...hard),
		),
	)
	.map((parts) => parts.join("").replace(/\p{Cc}/gu, ""));

test("a width is what string-width says, for any text without control characters", () => {
	fc.assert(
		fc.property(unicode, (text) => {
			expect(widthOf(text)).toBe(stringWidth(text));
		}),
		{ numRuns: 500 },
	);
});

test("the widths of the graphemes add up to the width of the text, and they are the text", () => {
	fc.assert(
		fc.property(unicode, (text) => {
			const pieces = graphemes(text);
			expect(pieces.join("")).toBe(text);
			expect(pieces.reduce((sum, piece) => sum + widthOf(piece), 0)).toBe(stringWidth(text));
		}),
	);
});

test("every character of the fast path is one column and combines with none of the others", () => {
	const simple: string[] = [];
	for (let code = 0; code <= 0xffff; code++) {
		const char = String.fromCharCode(code);
		if (isSimple(char)) {
			simple.push(char);
		}
	}
	expect(simple.length).toBeGreaterThan(800);
	expect(simple.filter((char) => stringWidth(char) !== 1)).toEqual([]);
	const twice = simple.map((char) => char + char).join("");
	expect([...new Intl.Segmenter().segment(twice)]).toHaveLength(twice.length);
});

test("families, flags and letters with accents are one character each", () => {
	expect(graphemes("a👨‍👩‍👧‍👦🇨🇭é")).toEqual(["a", "👨‍👩‍👧‍👦", "🇨🇭", "é"]);
	expect(widthOf("a👨‍👩‍👧‍👦🇨🇭é")).toBe(6);
});

test("the width stays right after more characters than the cache holds", () => {
	for (let code = 0x4e00; code < 0x4e00 + 5000; code++) {
		widthOf(String.fromCharCode(code));
	}
	expect(widthOf("日本")).toBe(4);
});
