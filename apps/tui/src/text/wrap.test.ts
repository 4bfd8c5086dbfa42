import fc from "fast-check";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { wrap } from "./wrap.ts";

const words = fc.array(
	fc.oneof(
		fc.constantFrom(
			" ",
			"  ",
			"\n",
			"\t",
			"https://a.example/x",
			"日本語",
			"👨‍👩‍👧‍👦",
			"。",
			"क्षि",
			"ﾞ",
			"한글",
		),
		fc.string({ unit: "grapheme" }),
		fc.string({ unit: "binary" }),
		fc.string(),
	),
	{ maxLength: 30 },
);
const texts = words.map((parts) => parts.join("").replace(/(?![\n\t])\p{Cc}/gu, ""));
const widths = fc.integer({ min: 2, max: 30 });

const withoutSpaces = (text: string): string => text.replace(/\s/gu, "");

test("words move whole to the next line and the spaces at the break are dropped", () => {
	expect(wrap("the quick  brown fox", 10)).toEqual(["the quick", "brown fox"]);
});

test("newlines break, also empty ones", () => {
	expect(wrap("a\n\nb", 10)).toEqual(["a", "", "b"]);
	expect(wrap("", 10)).toEqual([""]);
});

test("a tab goes to the next multiple of four", () => {
	expect(wrap("a\tb\t\tc", 40)).toEqual(["a   b       c"]);
	expect(wrap("日\tb", 40)).toEqual(["日  b"]);
});

test("a word longer than the line is cut, beginning where it stands", () => {
	expect(wrap("ab cdefghijklm", 5)).toEqual(["ab cd", "efghi", "jklm"]);
});

test("an address starts on a new line if it fits whole there", () => {
	expect(wrap("see https://a.ch/b", 14)).toEqual(["see", "https://a.ch/b"]);
});

test("an address longer than the line is cut without a hyphen", () => {
	expect(wrap("https://a.example/long", 10)).toEqual(["https://a.", "example/lo", "ng"]);
});

test("the indentation of code is kept", () => {
	expect(wrap("if:\n    go on now", 10)).toEqual(["if:", "    go on", "now"]);
});

test("indentation that would cut a word gives way to it", () => {
	expect(wrap("        abcdef", 10)).toEqual(["    abcdef"]);
});

test("a wide character never straddles the edge", () => {
	expect(wrap("a日本語", 4)).toEqual(["a日", "本語"]);
});

test("Chinese breaks between characters, but not before a full stop", () => {
	expect(wrap("日本語。", 6)).toEqual(["日本", "語。"]);
});

test("Latin letters stay with the character before them", () => {
	expect(wrap("日本abc", 5)).toEqual(["日", "本abc"]);
});

test("a family moves as one", () => {
	expect(wrap("abc👨‍👩‍👧‍👦", 4)).toEqual(["abc", "👨‍👩‍👧‍👦"]);
});

test("the first line may be shorter and the others indented", () => {
	expect(wrap("one two three four", 12, { firstWidth: 5, indent: 2 })).toEqual([
		"one",
		"  two three",
		"  four",
	]);
});

test("a first line with no room stays empty", () => {
	expect(wrap("one two", 8, { firstWidth: 0 })).toEqual(["", "one two"]);
});

test("an indent wider than the line leaves room for a wide character", () => {
	expect(wrap("日本", 4, { indent: 9 })).toEqual(["日本"]);
	expect(wrap("日本語", 4, { indent: 9 })).toEqual(["日本", "  語"]);
});

test("spaces at the end of a line stay as far as they fit", () => {
	expect(wrap("ab    \nc", 4)).toEqual(["ab  ", "c"]);
});

test("widths of one, none and less still end", () => {
	for (const width of [1, 0, -3]) {
		expect(wrap("a 日b", width).join("")).toBe("a日b");
	}
});

test("no line is wider than asked, the first no wider than its own width", () => {
	fc.assert(
		fc.property(
			texts,
			widths,
			fc.record({ indent: fc.nat(8), firstWidth: fc.integer({ min: 2, max: 30 }) }),
			(text, width, options) => {
				const [first = "", ...rest] = wrap(text, width, options);
				expect(stringWidth(first)).toBeLessThanOrEqual(options.firstWidth);
				for (const line of rest) {
					expect(stringWidth(line)).toBeLessThanOrEqual(width);
				}
			},
		),
		{ numRuns: 1000 },
	);
});

test("nothing but white space is ever lost or added", () => {
	fc.assert(
		fc.property(texts, fc.integer({ min: -1, max: 30 }), fc.nat(8), (text, width, indent) => {
			expect(withoutSpaces(wrap(text, width, { indent }).join(""))).toBe(withoutSpaces(text));
		}),
		{ numRuns: 1000 },
	);
});

test("a grapheme wider than the line is cut rather than let over the edge", () => {
	const stacked = `क${"ा".repeat(9)}`;
	expect(stringWidth(stacked)).toBe(10);
	for (const line of wrap(stacked, 4)) {
		expect(stringWidth(line)).toBeLessThanOrEqual(4);
	}
});

test.each([
	["one word", "x".repeat(16_384)],
	["words", "word ".repeat(3277)],
	["spaces", " ".repeat(16_384)],
	["tabs", "\t".repeat(16_384)],
	["wide characters", "日".repeat(16_384)],
	["accents on one letter", `e${"\u0301".repeat(16_384)}`],
	["signs on one letter", `क${"ा".repeat(16_384)}`],
	["emoji joined", "👩\u200d".repeat(5461)],
	["half addresses", "http://".repeat(2340)],
])("16 KiB of %s are wrapped without growing slow", (_name, text) => {
	// Quadratic time on 16 Ki pieces is some 10^8 steps and does not end within the test's own limit.
	const lines = wrap(text.repeat(8), 20);
	expect(withoutSpaces(lines.join("")).length).toBe(withoutSpaces(text).length * 8);
});
