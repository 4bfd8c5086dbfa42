import { expect, test } from "vitest";
import { leave, openChat } from "./chat.ts";
import type { Picture } from "./recorder.ts";

/** Text that is no control, with the columns it takes on every terminal. */
const exact: readonly (readonly [title: string, text: string, columns: number])[] = [
	["Chinese", "你好世界", 8],
	["Japanese in half width", "ｶﾀｶﾅ", 4],
	["Korean", "안녕", 4],
	["Hebrew", "שלום", 4],
	["Arabic", "سلام", 4],
	["Hebrew with points", "שָׁלוֹם", 4],
	["ambiguous signs", "①…│●◐", 5],
	["spaces of no width", "a\u200bb\u200cc\u200dd\u2060e\ufefff", 6],
	["direction marks", "a\u200eb\u200fc\u061cd", 4],
	["variation selectors", "a\ufe00b\ufe0ec\u180bd", 4],
	["ideographic variations", "葛\u{E0100}", 2],
	["a pile of marks", `a${"\u0301".repeat(30)}b`, 2],
	["a grapheme joiner", "a\u034fb", 2],
	["soft hyphens", `a${"\u00ad".repeat(40)}b`, 2],
	["Hangul fillers", "a\u3164\u3164b", 2],
	["Hangul fillers of half width", "a\uffa0\uffa0b", 2],
	["Hangul syllables in letters", "\u1112\u1161\u11ab\u1100\u1173\u11af", 4],
	["Braille blanks", "a\u2800b", 3],
	["Tibetan", "བོད", 2],
	["tabs", "a\tb", 4],
];

/** Text of which terminals disagree how wide it is. */
const disputed: readonly (readonly [title: string, text: string])[] = [
	["an emoji", "a👍b"],
	["a family", "a👨‍👩‍👧‍👦b"],
	["a flag", "a🇩🇪b"],
	["the flag of Wales", "a\u{1F3F4}\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}b"],
	["a sign as emoji", "a☂\ufe0fb"],
	["a keycap", "1\ufe0f\u20e3"],
	["skin tones", "👋🏿👋🏻"],
	["many variation selectors", "☂\ufe0f".repeat(40)],
	["many emoji", "👍".repeat(40)],
	["Hangul letters without a syllable", "a\u115f\u1161\u11a8\u11a8b"],
	["many Hangul vowels", "\u1161".repeat(80)],
	["number signs", "\u0600\u0601\u06dd1"],
	["Sanskrit", "कार्त्स्न्य"],
	["Thai", "น้ำผึ้ง"],
	["private characters", "\ue0a0\uf8ff\u{F0000}"],
	["no characters", "\uffff\u{1FFFE}\u0378"],
	["halves of characters", "\ufffd\ufffd"],
];

async function say(texts: readonly string[], columns = 170): Promise<Picture> {
	const { server, recorder } = await openChat((text) => text, {
		columns,
		rows: 4 * texts.length + 40,
	});
	for (const text of texts) server.message(text);
	server.message("that was all");
	const picture = await recorder.sees("that was all");
	await leave(recorder);
	return picture;
}

/** A row without the text between the signs that stand around it. */
function besideText(
	{ rows, cells }: Picture,
	row: number,
	{ from, to }: { readonly from: number; readonly to: number },
): string {
	// How long an answer took is not the same twice.
	if (/^● /.test(rows[row] ?? "")) return "";
	const beside = cells[row]?.filter((_, column) => column < from || column >= to) ?? [];
	return beside.map(({ chars, look }) => `${chars}|${look}`).join(" ");
}

test("text of every width stands where the layout puts it, and moves nothing beside, above or below", async () => {
	const [plain, real] = await Promise.all([
		say(exact.map(([, , columns]) => `«${"x".repeat(columns)}»`)),
		say(exact.map(([, text]) => `«${text}»`)),
	]);
	expect(real.cursor).toBe(plain.cursor);
	const titles = exact.map(([title]) => title);
	for (const [at, row] of plain.rows.entries()) {
		const [from, to] = [row.indexOf("«"), row.indexOf("»")];
		const title = from < 0 ? "between" : titles.shift();
		expect(besideText(real, at, { from, to }), title).toBe(besideText(plain, at, { from, to }));
	}
	expect(titles).toEqual([]);
});

/** How many rows each text takes: where a terminal would draw an emoji wrong, its name may need more than one. */
function heightsIn({ rows }: Picture): number[] {
	return [...rows.join("\n").matchAll(/«[^»]*»/g)].map(([text]) => text.split("\n").length);
}

test("text that a terminal draws wider or narrower than we think moves nothing above or below", async () => {
	const real = await say(disputed.map(([, text]) => `«${text}»`));
	const heights = heightsIn(real);
	expect(heights).toHaveLength(disputed.length);
	const plain = await say(heights.map((height) => `«${Array(height).fill("x").join("\n")}»`));
	expect(real.cursor).toBe(plain.cursor);
	const titles = disputed.map(([title]) => title);
	let [where, from] = ["between", -1];
	for (const [at, row] of plain.rows.entries()) {
		if (row.includes("«")) [where, from] = [titles.shift() ?? "one too many", row.indexOf("«")];
		const to = from < 0 ? 0 : Number.POSITIVE_INFINITY;
		expect(besideText(real, at, { from, to }), where).toBe(besideText(plain, at, { from, to }));
		if (row.includes("»")) [where, from] = ["between", -1];
	}
	expect(titles).toEqual([]);
});

/** Text that goes over many rows, and letters as wide as it. */
const long: readonly (readonly [title: string, text: string, letters: string])[] = [
	["a word of 16 KiB", "w".repeat(400), "x".repeat(400)],
	["wide characters", "日".repeat(100), "xX".repeat(100)],
	["wide characters after a narrow one", `a${"日".repeat(100)}`, `a${"xX".repeat(100)}`],
	["ambiguous characters", "①".repeat(100), "x".repeat(100)],
	["letters with marks", "e\u0301".repeat(100), "x".repeat(100)],
	["Hebrew", "ש".repeat(100), "x".repeat(100)],
	["spaces of no width in a word", "w\u200b".repeat(100), "x".repeat(100)],
];

test.for([40, 41, 42, 43])(
	"at %i columns long words are cut at the edge, and nothing of them is lost",
	async (columns) => {
		const [real, ...plain] = await Promise.all([
			say(
				long.map(([, text]) => `${text}»`),
				columns,
			),
			say(
				long.map(([, , letters]) => `${letters}»`),
				columns,
			),
		]);
		const whole = real.rows.join("").replaceAll(/\s/g, "");
		for (const [title, text] of long)
			expect(whole, title).toContain(`${text.replaceAll("\u200b", "")}»`);
		const endings = ({ rows }: Picture) =>
			rows.flatMap((row, at) => (row.endsWith("»") ? [at] : []));
		expect(endings(real)).toHaveLength(long.length);
		// Two columns for a character do not fit where one is left.
		if (columns % 2 === 0)
			expect(endings(real).slice(0, 2)).toEqual(endings(plain[0]!).slice(0, 2));
		for (const row of real.cells) expect(row).toHaveLength(columns);
	},
);

test("a line that begins with marks for no letter is whole", async () => {
	for (const columns of [40, 80, 170]) {
		const { rows } = await say(
			["\u0301«abc»", `${"w".repeat(36)} \u0301«def»`, "a\n\u0301«ghi»"],
			columns,
		);
		const shown = rows.join("\n");
		for (const words of ["«abc»", "«def»", "«ghi»"]) expect(shown).toContain(words);
	}
});
