import fc from "fast-check";
import { expect, test } from "vitest";
import { loadEmoji } from "./emoji.ts";
import type { GlyphKind } from "./emoji-kinds.ts";
import { doubtfulKinds, emojiKindsOf } from "./emoji-kinds.ts";
import type { Glyphs } from "./glyphs.ts";
import { createGlyphs, showable } from "./glyphs.ts";
import { graphemes, widthOf } from "./width.ts";

const names = await loadEmoji();
const emoji = names.entries.map((entry) => entry.emoji);

const honest: Glyphs = { ascii: false, utf8: true, lies: new Set() };
const lying = (...lies: GlyphKind[]): Glyphs => ({ ...honest, lies: new Set(lies) });
const onlyAscii: Glyphs = { ascii: true, utf8: false, lies: new Set() };
const plainSigns: Glyphs = { ascii: true, utf8: true, lies: new Set() };

const kinds: readonly GlyphKind[] = [...doubtfulKinds, "ambiguous", "emoji", "emoji-12", "flag"];
const anyGlyphs: fc.Arbitrary<Glyphs> = fc.record({
	ascii: fc.boolean(),
	utf8: fc.boolean(),
	lies: fc.subarray([...kinds]).map((lies) => new Set(lies)),
});
const hard = [
	"👨‍👩‍👧‍👦",
	"👋🏽",
	"❤🏽",
	"🏽",
	"🇽🇽",
	"🇨",
	"🇨\u200b🇭",
	"\u1100\u1161\u11a8",
	"1⃣",
	"👨\u200d",
	"⌚︎",
	"กำ",
	"ນ້ຳ",
	"क्षि",
	"ක්‍ෂ",
	"각",
	"ᅡ",
	"ｶﾞ",
	"\u0301",
	"\u0600",
	"\u0d4eക",
	"\u200b",
	"\u00ad",
	"\u0378",
	"☰",
	"㉈",
	"\n",
	"\t",
];
const texts = fc
	.array(
		fc.oneof(
			fc.string({ unit: "grapheme" }),
			fc.string({ unit: "binary" }),
			fc.constantFrom(...hard),
			fc.constantFrom(...emoji),
		),
		{ maxLength: 20 },
	)
	.map((parts) => parts.join("").replace(/(?![\n\t])\p{Cc}/gu, ""));

test("a terminal that draws everything right is shown everything as it was written", () => {
	const text = "Grüezi 👋🏽 日本 ❤️ 👨‍👩‍👧‍👦 1️⃣ 🇨🇭 🏴󠁧󠁢󠁳󠁣󠁴󠁿 🫩 क्षेत्र\n\tשלום мир";
	expect(showable(text, honest, names)).toBe(text);
	expect(emoji.filter((each) => showable(each, honest, names) !== each)).toEqual([]);
});

test.each<[string, GlyphKind, string, string]>([
	["❤️", "vs16", ":heart:", "❤"],
	["👋🏽", "skin", ":wave:", "👋"],
	["👨‍👩‍👧‍👦", "zwj", ":family_man_woman_girl_boy:", "👨"],
	["1️⃣", "keycap", ":one:", "1"],
	["🇨🇭", "flag", ":switzerland:", "CH"],
	["🏴󠁧󠁢󠁳󠁣󠁴󠁿", "flag", ":scotland:", "GBSCT"],
	["🫩", "emoji-16", ":face_with_bags_under_eyes:", ":emoji:"],
	["🪐", "emoji-12", ":ringed_planet:", ":emoji:"],
	["⚡", "emoji", ":zap:", ":emoji:"],
	["❤️‍🔥", "vs16", ":heart_on_fire:", "❤"],
])(
	"%s becomes its name where %s lies, and something plainer while there are no names",
	(...[written, kind, named, plainer]) => {
		expect(showable(`so ${written}!`, lying(kind), names)).toBe(`so ${named}!`);
		expect(showable(`so ${written}!`, lying(kind))).toBe(`so ${plainer}!`);
	},
);

test("an emoji without a name is shown as the first of its parts that can be", () => {
	expect(showable("🏃🏽‍♀️‍➡️", lying("zwj"), names)).toBe("🏃🏽");
	expect(showable("🏃🏽‍♀️‍➡️", lying("zwj", "skin"), names)).toBe(":runner:");
});

test("what is no emoji though it looks like one is not trusted, whatever the terminal says of emoji", () => {
	expect(showable("🇽🇽", honest, names)).toBe("XX");
	expect(showable("❤🏽", honest)).toBe("❤");
});

test("an emoji that asks to be text, or for another to follow, is an emoji and asks nothing", () => {
	expect(showable("⌚\ufe0e", honest, names)).toBe("⌚");
	expect(showable("👨\u200d", honest, names)).toBe("👨");
	expect(showable("1\u20e3", honest, names)).toBe("1️⃣");
});

test("what a kind does not touch stays as it is where that kind lies", () => {
	fc.assert(
		fc.property(
			texts,
			fc.constantFrom<GlyphKind>("vs16", "skin", "zwj", "keycap", "flag"),
			(text, kind) => {
				const clean = showable(text, honest, names);
				const untouched = graphemes(clean).filter((each) => !emojiKindsOf(each).includes(kind));
				for (const each of untouched) {
					expect(showable(each, lying(kind), names)).toBe(each);
				}
			},
		),
	);
});

test("in ASCII every emoji is ASCII, with names and without", () => {
	for (const each of emoji) {
		for (const glyphs of [onlyAscii, plainSigns]) {
			expect(showable(each, glyphs, names)).toMatch(/^[ -~]+$/);
			expect(showable(each, glyphs)).toMatch(/^[ -~]+$/);
		}
		expect(showable(each, onlyAscii, names)).toMatch(/^:[a-z0-9_+-]+:$|^[!-~]{1,3}$/);
	}
});

test("letters stay letters where our signs are ASCII but the terminal reads UTF-8", () => {
	const text = "Привет, 日本 “Zürich” – schön";
	expect(showable(`${text} 👋❤`, plainSigns, names)).toBe(`${text} :wave::heart:`);
});

test("where bytes are not read as UTF-8 nothing but ASCII is written", () => {
	expect(showable("Zürich “naïve” – Łódź… ½ → 日本 мир ❤️", onlyAscii, names)).toBe(
		'Zurich "naive" - Lodz... 1/2 -> ???? ??? :heart:',
	);
	fc.assert(
		fc.property(texts, (text) => {
			expect(showable(text, onlyAscii, names)).toMatch(/^[\n\t -~]*$/);
		}),
	);
});

test("where signs of doubtful width are wide, those with a reading in ASCII are read", () => {
	expect(showable("“café” … мир 日本", lying("ambiguous"), names)).toBe('"cafe" ... мир 日本');
});

test("SARA AM of Thai and Lao is two columns for us as it is for terminals", () => {
	expect([showable("ทำ", honest), showable("ນ້ຳ", honest)].map(widthOf)).toEqual([2, 2]);
	expect(showable("ทำ", honest)).toBe("ท\u0e4d\u0e32");
});

test("joined letters of India are parted where a terminal gives each its own columns", () => {
	expect(showable("क्ष", lying("conjunct"))).toBe("क्\u200cष");
	expect(widthOf(showable("क्ष", lying("conjunct")))).toBe(2);
	expect(showable("क्ष", honest)).toBe("क्ष");
	expect(showable("ක්\u200dෂ", lying("conjunct"))).toBe("ක්ෂ");
	expect(showable("ක්\u200dෂ", honest)).toBe("ක්\u200dෂ");
});

test("Hangul in pieces is put together", () => {
	expect(showable("\u1100\u1161\u11a8\uac00\u11a8", honest)).toBe("\uac01\uac01");
	expect(showable("\u1161", honest)).toBe("\ufffd");
});

test("a mark with no letter before it gets a circle, so that it does not climb on what is to its left", () => {
	expect(showable("\u0301a", honest)).toBe("\u25cc\u0301a");
});

test("nothing is left of what nobody sees, and what nobody can draw has a sign of one column", () => {
	expect(showable("a\u200bb\u00adc\u2060\u3164", honest)).toBe("abc");
	expect(showable("\u200da\n\ufe0fb", honest)).toBe("a\nb");
	expect(showable("🇨\u200b🇭", lying("flag"), names)).toBe(":switzerland:");
	expect(showable("\u0378\u0600a", honest)).toBe("\ufffd\ufffda");
	expect(showable("\u{1f3fd}", honest)).toBe("\ufffd");
});

test("what is shown is shown the same again", () => {
	fc.assert(
		fc.property(texts, anyGlyphs, fc.boolean(), (text, glyphs, named) => {
			const shown = showable(text, glyphs, named ? names : undefined);
			expect(showable(shown, glyphs, named ? names : undefined)).toBe(shown);
		}),
		{ numRuns: 1000 },
	);
});

test("nothing shown is without a place on the screen, and the renderer's cells are as many as our columns", () => {
	fc.assert(
		fc.property(texts, anyGlyphs, (text, glyphs) => {
			const shown = graphemes(showable(text, glyphs, names).replaceAll(/[\n\t]/g, ""));
			expect(shown.filter((each) => widthOf(each) === 0)).toEqual([]);
		}),
		{ numRuns: 1000 },
	);
});

test("no line grows without bound, and no line is added or lost", () => {
	fc.assert(
		fc.property(texts, anyGlyphs, (text, glyphs) => {
			const shown = showable(text, glyphs, names);
			expect(shown.length).toBeLessThanOrEqual(text.length * 30);
			expect(shown.split("\n")).toHaveLength(text.split("\n").length);
		}),
	);
});

test("simple text is given back at once, not even copied", () => {
	for (const text of ["plain", "Grüezi\nmir", "日本語、한국어", ""]) {
		expect(showable(text, lying(...doubtfulKinds), names)).toBe(text);
	}
	// Grapheme by grapheme this does not end within the test's own limit.
	const long = "日本語です。".repeat(50_000);
	for (let times = 0; times < 50; times++) {
		showable(long, lying(...doubtfulKinds), names);
	}
});

test.each([
	["joined letters", "क्".repeat(5461)],
	["Hangul in pieces", "\u1100".repeat(5461)],
	["people joined", "👩\u200d".repeat(2048)],
	["skin tones", "👋🏽".repeat(2048)],
	["marks on nothing", "\u0301".repeat(8192)],
	["halves of flags", "🇨".repeat(4096)],
])("16 KiB of %s are made showable without growing slow", (_name, text) => {
	// Quadratic time on these does not end within the test's own limit.
	const long = text.repeat(8);
	const shown = showable(long, lying(...doubtfulKinds), names);
	expect(shown.length).toBeLessThanOrEqual(long.length * 3);
});

test("a terminal that did not answer is shown no emoji that terminals differ about", () => {
	const glyphs = createGlyphs({ utf8: true, fewSigns: false });
	expect(showable("👋 👋🏽 ❤️ 🇨🇭 🫩", glyphs, names)).toBe(
		"👋 :wave: :heart: 🇨🇭 :face_with_bags_under_eyes:",
	);
});

test("the environment decides on signs, the terminal's answer on letters", () => {
	const answer = { utf8: true, lies: new Set<GlyphKind>() };
	const c = { utf8: false, fewSigns: false };
	expect(createGlyphs(c)).toMatchObject({ ascii: true, utf8: false });
	expect(createGlyphs(c, answer)).toMatchObject({ ascii: true, utf8: true });
	expect(createGlyphs({ utf8: true, fewSigns: true }, answer)).toMatchObject({
		ascii: true,
		utf8: true,
	});
	expect(createGlyphs({ utf8: true, fewSigns: false }, answer)).toEqual({
		ascii: false,
		...answer,
	});
	const wide = { utf8: true, lies: new Set<GlyphKind>(["ambiguous"]) };
	expect(createGlyphs({ utf8: true, fewSigns: false }, wide).ascii).toBe(true);
});
