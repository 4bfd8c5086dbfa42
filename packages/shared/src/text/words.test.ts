import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { limits } from "../protocol/limits.ts";
import { words } from "./words.ts";

it.each([
	["a path is its parts", "src/server/hub.ts", ["src", "server", "hub", "ts"]],
	["an underscore joins", "max_line_len=80", ["max_line_len", "80"]],
	["case and marks do not count", "Crème BRÛLÉE", ["creme", "brulee"]],
	[
		"what has two small or two capital forms is one word",
		"Straße STRAẞE ΟΔΟΣ",
		["strasse", "strasse", "οδοσ"],
	],
	["forms for display are the letters they show", "ﬁn Ⅻ ２４", ["fin", "xii", "24"]],
	["Japanese is pairs of neighbours", "これで大丈夫", ["これ", "れて", "て大", "大丈", "丈夫"]],
	[
		"halfwidth and fullwidth kana are the same",
		"ｻｰﾊﾞｰ サーバー",
		["サー", "ーハ", "ハー", "サー", "ーハ", "ハー"],
	],
	["a lone character is a word", "猫、犬", ["猫", "犬"]],
	["a character of two units is one", "𠮷野家", ["𠮷野", "野家"]],
	["a script ends where another begins", "Node入門24", ["node", "入門", "24"]],
	["signs and emoji are no words", "…?! \u{1f375} #@-", []],
	["there are no words in nothing", "", []],
	["Hebrew and Arabic are words without their points", "שָׁלוֹם مَرْحَبًا", ["שלום", "مرحبا"]],
	[
		"what nobody sees parts no word",
		"\u202ea\u200fbc\u202c hy\u00adphen می\u200cخواهم",
		["abc", "hyphen", "میخواهم"],
	],
	[
		"Thai, Lao, Khmer and Burmese are pairs",
		"แมวไทย ແມວ ឆ្មា ကြောင်",
		["แม", "มว", "วไ", "ไท", "ทย", "ແມ", "ມວ", "ឆម", "ကင"],
	],
	["a control character is no letter", "one\u0000two\u001bthree", ["one", "two", "three"]],
])("%s", (_title, text, expected) => {
	expect(words(text)).toEqual(expected);
});

test("what is far longer than any word is none, whatever it is made of, and the words beside it are", () => {
	for (const character of ["a", "_", "9", "ﷲ", "ß", "я"])
		expect(words(`one ${character.repeat(5_000)} two`)).toEqual(["one", "two"]);
	expect(words("漢".repeat(5_000))).toHaveLength(4_999);
	expect(words("a".repeat(1_000))).toEqual(["a".repeat(1_000)]);
});

test("no text that may be searched for is too long for a word", () => {
	for (const character of ["a", "ﷲ", "ß", "ﬃ", "㍿", "İ"])
		expect(words(character.repeat(limits.searchChars))).not.toEqual([]);
});

test("Korean is found by a word without its particle", () => {
	expect(words("서버")).toEqual(["서버"]);
	for (const word of words("서버")) expect(words("서버가 죽었다")).toContain(word);
});

/** Texts of letters that behave in unusual ways, and of any others. */
const anyText = fc.oneof(
	fc.string({ unit: "binary", maxLength: 40 }),
	fc.string({
		unit: fc.constantFrom(
			...Array.from("aZ_9 .-éßẞςΣİıﬁㅎㅏ가각漢ーｶﾞかゞ々〇𠮷\u0301\u0345\u200d\u3164"),
		),
		maxLength: 20,
	}),
);

describe("any text", () => {
	test("has words of letters, digits and underscores only", () => {
		fc.assert(
			fc.property(anyText, (text) => {
				for (const word of words(text)) expect(word).toMatch(/^[\p{L}\p{N}_]+$/u);
			}),
			{ numRuns: 2_000 },
		);
	});

	test("has words that are their own words", () => {
		fc.assert(
			fc.property(anyText, (text) => {
				const found = words(text);
				expect(words(found.join(" "))).toEqual(found);
			}),
			{ numRuns: 2_000 },
		);
	});

	test("has the same words in capitals, in small letters, and with marks on", () => {
		fc.assert(
			// What an iota below becomes above is a letter of its own.
			fc.property(anyText, (raw) => {
				const text = raw.normalize("NFKD").replaceAll("\u0345", "").normalize("NFC");
				const found = words(text);
				expect(words(text.toUpperCase())).toEqual(found);
				expect(words(text.toLowerCase())).toEqual(found);
				expect(words(text.replaceAll(/\p{L}/gu, "$&\u0301"))).toEqual(found);
			}),
			{ numRuns: 2_000 },
		);
	});

	test("is found by its words whatever stands around it", () => {
		const apart = fc.constantFrom(" ", ".", "/", "'", "\u3001", "\n");
		fc.assert(
			fc.property(fc.tuple(anyText, anyText, anyText), apart, (texts, sign) => {
				const around = words(texts.join(sign));
				for (const text of texts) expect(around).toEqual(expect.arrayContaining(words(text)));
			}),
			{ numRuns: 2_000 },
		);
	});
});

test("every letter there is has the same words when it is read again", () => {
	// Unicode has letters in its first four planes.
	for (let code = 0; code < 0x40000; code++) {
		if (code === 0xd800) code = 0xe000;
		const found = words(String.fromCodePoint(code));
		if (words(found.join(" ")).join() !== found.join()) expect(found).toBe(code);
	}
});

test.each(["a", "가", "漢", "e\u0301", "a b ", "ﷺ", "\u0301\u0323", "_", "Σ."])(
	"a long text of %j takes time that grows with its length only",
	(unit) => {
		// A text that took time by the square would take a minute.
		expect(words(unit.repeat(2 ** 18 / unit.length)).length).toBeGreaterThanOrEqual(0);
	},
);
