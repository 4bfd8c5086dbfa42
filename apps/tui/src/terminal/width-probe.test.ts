import { UnicodeGraphemesAddon } from "@xterm/addon-unicode-graphemes";
import headless from "@xterm/headless";
import { expect, test } from "vitest";
import type { Reply } from "../input/event.ts";
import { KeyDecoder } from "../input/keys.ts";
import { loadEmoji } from "../text/emoji.ts";
import type { Answer, Glyphs } from "../text/glyphs.ts";
import { createGlyphs, showable } from "../text/glyphs.ts";
import { createSigns } from "../text/signs.ts";
import { widthOf } from "../text/width.ts";
import { createProbe, probeBytes, samples } from "./width-probe.ts";

const names = await loadEmoji();
const coloured = ["👋🏽", "✌🏽", "👩🏽‍🚀", "🧑🏻‍🤝‍🧑🏿", "🏃🏽‍♀️‍➡️"];
const emoji = [...names.entries.map((entry) => entry.emoji), ...coloured];

/** A terminal that knows the widths of Unicode 6, or of Unicode 15 and clusters. */
function openTerminal(widths: "6" | "15-graphemes"): headless.Terminal {
	const terminal = new headless.Terminal({ cols: 80, rows: 6, allowProposedApi: true });
	if (widths !== "6") {
		terminal.loadAddon(new UnicodeGraphemesAddon());
		terminal.unicode.activeVersion = widths;
	}
	return terminal;
}

/** What the terminal replies to these bytes, as the keyboard would bring it. */
async function ask(terminal: headless.Terminal, bytes: string): Promise<Reply[]> {
	const decoder = new KeyDecoder();
	const replies: Reply[] = [];
	const listening = terminal.onData((data) => {
		for (const event of decoder.push(Buffer.from(data))) {
			if (event.type === "reply") replies.push(event);
		}
	});
	await new Promise<void>((resolve) => terminal.write(bytes, resolve));
	listening.dispose();
	return replies;
}

async function probe(terminal: headless.Terminal): Promise<Answer | undefined> {
	const { take } = createProbe();
	return (await ask(terminal, probeBytes)).map(take).find((answer) => answer !== undefined);
}

/** How many columns the terminal draws each text in. */
async function widthsIn(terminal: headless.Terminal, texts: readonly string[]): Promise<number[]> {
	const bytes = texts.map((text) => `\x1b[3;1H\x1b[2K${text}\x1b[6n`).join("");
	const replies = await ask(terminal, bytes);
	return replies.map((reply) => (reply.kind === "cursor" ? reply.column - 1 : -1));
}

async function glyphsOf(terminal: headless.Terminal): Promise<Glyphs> {
	return createGlyphs({ utf8: true, fewSigns: false }, await probe(terminal));
}

const replyOf = (column: number, row = 2): Reply => ({
	type: "reply",
	kind: "cursor",
	row,
	column,
});
const expected = samples.map(({ columns }) => columns + 1);

test("the samples are counted as we count, and each kind is asked once", () => {
	expect(samples.map(({ columns }) => columns)).toEqual(samples.map(({ text }) => widthOf(text)));
	expect(new Set(samples.map(({ kind }) => kind)).size).toBe(samples.length);
});

test("nothing of the probe is seen, and cursor and colours are as before", async () => {
	const terminal = openTerminal("6");
	await ask(terminal, "\x1b[?1049h\x1b[4;7H\x1b[31m");
	await probe(terminal);
	const { active } = terminal.buffer;
	expect({ x: active.cursorX, y: active.cursorY }).toEqual({ x: 6, y: 3 });
	for (let row = 0; row < 6; row++) {
		expect(active.getLine(row)?.translateToString(true)).toBe("");
	}
	await ask(terminal, "x");
	const cell = active.getLine(3)?.getCell(6);
	expect([cell?.getChars(), cell?.isInvisible(), cell?.getFgColor()]).toEqual(["x", 0, 1]);
});

test("what a sample shows is concealed until it is erased", () => {
	const [, shown = ""] = probeBytes.split("\x1b[8m");
	for (const { text } of samples) {
		expect(shown).toContain(`${text}\x1b[6n\x1b[2K`);
	}
	expect(shown.endsWith("\x1b[2K\x1b8")).toBe(true);
	expect(shown).not.toContain("\x1b[0m");
	expect(shown).not.toContain("\x1b[28m");
});

test("a terminal with old tables is found out, one with new ones is believed", async () => {
	const old = await probe(openTerminal("6"));
	expect(old?.utf8).toBe(true);
	expect([...(old?.lies ?? [])]).toEqual(
		expect.arrayContaining(["emoji", "vs16", "keycap", "zwj"]),
	);
	const modern = await probe(openTerminal("15-graphemes"));
	for (const kind of ["emoji", "vs16", "keycap", "zwj", "skin", "flag", "ambiguous"] as const) {
		expect(modern?.lies.has(kind)).toBe(false);
	}
	expect(modern?.lies.has("emoji-17")).toBe(true);
});

test.each(["6", "15-graphemes"] as const)(
	"with the answer, terminal %s draws every emoji as wide as we count",
	async (widths) => {
		const terminal = openTerminal(widths);
		const glyphs = await glyphsOf(terminal);
		for (const known of [names, undefined]) {
			const shown = emoji.map((each) => `x${showable(each, glyphs, known)}y`);
			const drawn = await widthsIn(terminal, shown);
			const wrong = shown.filter((text, at) => drawn[at] !== widthOf(text));
			expect(wrong).toEqual([]);
		}
	},
);

test.each(["6", "15-graphemes"] as const)(
	"terminal %s draws our signs and people's letters as wide as we count",
	async (widths) => {
		const terminal = openTerminal(widths);
		const glyphs = await glyphsOf(terminal);
		const words = [
			"กำลังทำ",
			"ນ້ຳ",
			"क्ष",
			"한국어",
			"\u1100\u1161\u11a8",
			"ｶﾞ",
			"שָׁלוֹם",
			"مُحَمَّدٌ",
			"é̂",
			"日本語",
			"㉈",
			"☰",
		];
		const shown = [
			...Object.values(createSigns(false)),
			...words.map((word) => showable(word, glyphs, names)),
		];
		const drawn = await widthsIn(terminal, shown);
		expect(shown.filter((text, at) => drawn[at] !== widthOf(text))).toEqual([]);
	},
);

test("there is no answer before every sample has its own", () => {
	const { take } = createProbe();
	const [last = 0] = expected.slice(-1);
	for (const column of expected.slice(0, -1)) {
		expect(take(replyOf(column))).toBeUndefined();
	}
	expect(take(replyOf(last))).toEqual({ utf8: true, lies: new Set() });
	expect(take(replyOf(last))).toBeUndefined();
});

test("a terminal that takes UTF-8 for Latin-1 does not pass for one that reads it", () => {
	const { take } = createProbe();
	const bytes = samples.map(({ text }) => replyOf(Buffer.byteLength(text) + 1));
	const answer = bytes.map(take).find((each) => each !== undefined);
	expect(answer?.utf8).toBe(false);
	expect(answer?.lies.size).toBe(samples.length - 1);
});

test("other replies and a cursor that is elsewhere are no answers to the probe", () => {
	const { take } = createProbe();
	expect(take({ type: "reply", kind: "osc", code: 11, text: "rgb:0/0/0" })).toBeUndefined();
	expect(take(replyOf(5, 1))).toBeUndefined();
	const answers = expected.map((column) => take(replyOf(column)));
	expect(answers.at(-1)).toEqual({ utf8: true, lies: new Set() });
});

test("no answer can be read as F3 with a modifier, which begins like a cursor in the first row", async () => {
	for (const reply of await ask(openTerminal("6"), probeBytes)) {
		expect(reply.kind === "cursor" && reply.row).toBe(2);
	}
});
