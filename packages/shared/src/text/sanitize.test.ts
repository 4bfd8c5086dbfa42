import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { sanitize, sanitizeLine } from "./sanitize.ts";

/** Every code point that must never be shown; tags are looked at apart, for the flags. */
const forbidden = /(?![\t\n])\p{Cc}|[\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]/u;
const england = "\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}";
const scotland = "\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}";
const wales = "\u{1F3F4}\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}";
const acute = "\u0301";

/** What an attacker would put together, and what may stand beside it. */
const hostile = fc
	.array(
		fc.oneof(
			fc.constantFrom(
				..."\x1b[]P_^X\\\x07\x18\x1a\x90\x98\x9b\x9c\x9d\x9e\x9f;? m~31;h",
				..."\r\n\t\u2028\u202e\u2066\u2069\ufff9\u200b\u200d\u200e\ufe0f\u034f\u0600\u3164",
				..."\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E007F}\u{1F1E9}\u{1F469}\u{1F3FD}",
				..."aक\u094d\u093fก\u0e49\u1100\u1161",
				"\ud83d",
				"\ude00",
				england,
				acute.repeat(7),
				"\u0488\u0301",
			),
			fc.string({ unit: "binary", maxLength: 3 }),
		),
		{ maxLength: 60 },
	)
	.map((parts) => parts.join(""));

describe("what is taken out", () => {
	it.each([
		["a colour", "a\x1b[1;31mb\x1b[0mc", "abc"],
		["a colour in its 8-bit form", "a\x9b31mb", "ab"],
		["a private mode", "a\x1b[?1049hb", "ab"],
		["a sequence with an intermediate byte", "a\x1b[0 qb", "ab"],
		["a sequence cut short", "a\x1b[31é", "a31é"],
		["a title", "a\x1b]0;pwned\x07b", "ab"],
		["a title ended by ST", "a\x1b]0;pwned\x1b\\b", "ab"],
		["a title in its 8-bit form", "a\x9d0;pwned\x9cb", "ab"],
		["a link, but not its words", "\x1b]8;;http://x\x07here\x1b]8;;\x07", "here"],
		["the clipboard", "a\x1b]52;c;cm0gLXJm\x07b", "ab"],
		["a DCS", "a\x1bP+q544e\x1b\\b", "ab"],
		["a DCS in its 8-bit form", "a\x90+q544e\x9cb", "ab"],
		["a picture of several lines", "a\x1b_Gf=100;AAA\nBBB\x1b\\b", "ab"],
		["a PM", "a\x1b^x\x1b\\b", "ab"],
		["an SOS", "a\x1bXx\x1b\\b", "ab"],
		["APC, PM and SOS in their 8-bit form", "a\x9fx\x9c\x9ex\x9c\x98x\x9cb", "ab"],
		["a change of the character set", "a\x1b(0b", "ab"],
		["a reset", "a\x1bcb", "ab"],
		["an escape at the end", "a\x1b", "a"],
		["two escapes before a colour", "a\x1b\x1b[31mb", "ab"],
		["a sequence put together of a sequence", "a\x1b\x1b[0m[31mb", "a[31mb"],
		["a bell, a backspace, a NUL and DEL", "a\x07\b\0\x7fb", "ab"],
		["a C1 control", "a\x85\x84b", "ab"],
		["a bidi override", "a\u202eb\u202cc", "abc"],
		["bidi isolates", "a\u2066b\u2069c", "abc"],
		["interlinear marks", "a\ufff9b\ufffac\ufffb", "abc"],
		["hidden tags", "a\u{E0068}\u{E0069}\u{E007F}b", "ab"],
		["hidden tags after a flag", `${england}\u{E0068}\u{E0069}`, england],
		["an unknown flag's tags", "\u{1F3F4}\u{E0075}\u{E0073}\u{E007F}", "\u{1F3F4}"],
	])("%s", (_title, text, shown) => {
		expect(sanitize(text)).toBe(shown);
	});

	it.each([
		["OSC", "\x1b]"],
		["DCS", "\x1bP"],
		["APC", "\x1b_"],
		["PM", "\x1b^"],
		["SOS", "\x1bX"],
		["8-bit OSC", "\x9d"],
		["8-bit DCS", "\x90"],
	])("%s without an end swallows no text, neither at its start nor aborted", (_title, intro) => {
		expect(sanitize(`a${intro}the rest\nof it`)).toBe("athe rest\nof it");
		expect(sanitize(`a${intro}the rest\x18of it\x1b\\`)).toBe("athe restof it");
	});

	test("halves of characters are shown as the replacement character", () => {
		expect(sanitize("a\ud83db\ude00c")).toBe("a\ufffdb\ufffdc");
		expect(sanitize("\ud83d\u202e\ude00")).toBe("\ufffd\ufffd");
	});

	test("every kind of line end is a newline", () => {
		expect(sanitize("a\r\nb\rc\u2028d\u2029e\n")).toBe("a\nb\nc\nd\ne\n");
	});

	test("combining marks after the eighth are cut, on each letter by itself", () => {
		expect(sanitize(`a${acute.repeat(50)}b${acute.repeat(9)}`)).toBe(
			`a${acute.repeat(8)}b${acute.repeat(8)}`,
		);
		expect(sanitize(`a${acute.repeat(8)}`)).toBe(`a${acute.repeat(8)}`);
	});

	test("joiners after the eighth are cut as marks are", () => {
		expect(sanitize(`a${"\u200d".repeat(5000)}b${"\u200c".repeat(9)}`)).toBe(
			`a${"\u200d".repeat(8)}b${"\u200c".repeat(8)}`,
		);
	});

	it.each([
		["a zero width space", "\u200b"],
		["a word joiner", "\u2060"],
		["an override that is itself taken out", "\u202e"],
	])("marks are counted across %s, which moves no cursor", (_title, between) => {
		const shown = sanitize(`a${`${acute.repeat(8)}${between}`.repeat(20)}`);
		expect(shown.match(/\u0301/g)).toHaveLength(8);
	});
});

describe("what stays", () => {
	it.each([
		["plain text", "Hello, world! ~ `code` [31m {}"],
		["newlines and tabs", "a\n\tb\n\nc"],
		["accents, composed or not", "Zoë, Zoe\u0308, Việt, Vie\u0323\u0302t"],
		["emoji of several people", "👩‍👩‍👧‍👦 👩🏽‍❤️‍💋‍👨🏿 🏴‍☠️ 👁️‍🗨️"],
		["skin tones and flags", "👋🏿 🇩🇪🇫🇷🇯🇵"],
		["the flags of England, Scotland and Wales", england + scotland + wales],
		["keycaps", "1️⃣ #️⃣ *️⃣"],
		["Chinese, Japanese and Korean", "你好 こんにちは が 안녕하세요 한국"],
		["Persian with its joiners", "می‌خواهم نمی‌دانم ه‍"],
		["Hebrew with points and direction marks", "\u200fשָׁלוֹם\u200e \u061c"],
		["Arabic with all its marks", "بِسْمِ ٱللَّٰهِ ٱلرَّحْمَٰنِ"],
		["Devanagari", "क्षत्रिय हिन्दी र्त्स्न्य कार्त्स्न्य"],
		["Thai", "ที่นี่ น้ำผึ้ง ผู้ใหญ่"],
		["Tibetan", "བོད་སྐད་ ཧཱུྃ"],
	])("%s", (_title, text) => {
		expect(sanitize(text)).toBe(text);
		// Long enough that the marks are counted.
		expect(sanitize(text.repeat(9))).toBe(text.repeat(9));
		expect(sanitizeLine(`${text}\x1b[0m`)).toBe(text.replaceAll(/[\n\t]+/g, " "));
	});

	test("text of ordinary letters is as it was", () => {
		const ordinary = fc.string({ unit: "grapheme" }).filter((text) => !forbidden.test(text));
		fc.assert(
			fc.property(ordinary, (text) => {
				expect(sanitize(text)).toBe(text);
			}),
		);
	});
});

describe("whatever comes", () => {
	test("nothing forbidden is in what is shown", () => {
		fc.assert(
			fc.property(hostile, (text) => {
				const shown = sanitize(text);
				expect(shown).not.toMatch(forbidden);
				const flagless = [england, scotland, wales].reduce((t, f) => t.replaceAll(f, ""), shown);
				expect(flagless).not.toMatch(/[\u{E0000}-\u{E007F}]/u);
				expect(shown).not.toMatch(/\p{M}{9}/u);
				expect(sanitizeLine(text)).not.toMatch(/[\n\t]/);
			}),
			{ numRuns: 3000 },
		);
	});

	test("a text sanitized twice is the same as once", () => {
		fc.assert(
			fc.property(hostile, (text) => {
				expect(sanitize(sanitize(text))).toBe(sanitize(text));
				expect(sanitizeLine(sanitizeLine(text))).toBe(sanitizeLine(text));
			}),
			{ numRuns: 3000 },
		);
	});

	it.each([
		["title beginnings", "\x1b]"],
		["8-bit title beginnings", "\x9d"],
		["string beginnings", "\x1bP\x1b_\x90\x9f"],
		["one title without an end", "\x1b]", "x"],
		["one 8-bit string without an end", "\x90", "x\n"],
		["sequences without an end", "\x1b[1;1;1"],
		["one sequence of parameters without an end", "\x1b[", "1;"],
		["one sequence of intermediates without an end", "\x1b[", " "],
		["one escape of intermediates without an end", "\x1b", "("],
		["marks on one letter", "a", acute],
		["marks between invisible characters", "a", `${acute}\u200b`],
		["letters joined to one cluster", "क\u094d"],
		["black flags", "\u{1F3F4}\u{E0067}\u{E0062}"],
		["half characters", "\ud83d"],
	])("1 MiB of %s is gone through once", (_title, start, rest = start) => {
		const text = start + rest.repeat(2 ** 20 / rest.length);
		// Quadratic work would take hours and run into the time limit of the test.
		const shown = sanitize(text);
		expect(shown).not.toMatch(forbidden);
		expect(sanitize(shown)).toBe(shown);
	});
});

describe("one line", () => {
	test("a run of newlines and tabs is one space", () => {
		expect(sanitizeLine("a\r\n\n\tb\u2028c")).toBe("a b c");
	});
});
