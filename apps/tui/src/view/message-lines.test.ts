import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Item } from "../state/item.ts";
import { hostileText } from "../testing/arbitrary.ts";
import { event, noon, person, post } from "../testing/samples.ts";
import { columnsOf, isClean, undress } from "../testing/screen-rows.ts";
import { createSigns } from "../text/signs.ts";
import { createStyle } from "../text/style.ts";
import type { Shape } from "./layout.ts";
import { linesOf, type Manner, type Setting, usualManner } from "./message-lines.ts";
import { freshLine } from "./rule-lines.ts";
import { continuesSpeech } from "./speech.ts";

const style = createStyle({ colour: true });
const usual = {
	style,
	signs: createSigns(false),
	show: (text: string) => text,
	clock: "24h",
	textMax: 100,
} as const;
const narrow: Setting = { width: 40, shape: "narrow", ...usual };
const inline: Setting = { width: 80, shape: "inline", ...usual };
const column: Setting = { width: 82, shape: "column", ...usual };

function said(details: Readonly<Record<string, unknown>> = {}, name = "bob"): Item {
	return { kind: "event", key: "e1", event: event(1, details), name, namesUs: false };
}

function posted(text: string, reason?: string): Item {
	return { kind: "post", key: "p1", entry: post(text, reason), name: "ann" };
}

function told(text: string): Item {
	return { kind: "notice", key: "n1", text, tone: "problem" };
}

function rowsOf(item: Item, setting: Setting, continues = false): string[] {
	return linesOf(item, setting, { ...usualManner, continues }).map(undress);
}

const long = "the p99 jumped after the 14:02 deploy, looking at the flamegraph now, and it is odd";

describe("a message", () => {
	test("has its name above it on a narrow screen, unless the same person goes on", () => {
		const first = "the p99 jumped after the 14:02 deploy,";
		expect(rowsOf(said({ text: long }), narrow)).toEqual([
			"bob 12:00",
			first,
			"looking at the flamegraph now, and it is",
			"odd",
		]);
		expect(rowsOf(said({ text: long }), narrow, true)[0]).toBe(first);
	});

	test("has clock and name before it at 80 columns, and the clock's column free below", () => {
		expect(rowsOf(said({ text: long }), inline)).toEqual([
			"12:00 bob     the p99 jumped after the 14:02 deploy, looking at the flamegraph",
			"              now, and it is odd",
		]);
	});

	test("has a column for its name on a wide screen", () => {
		expect(rowsOf(said({ text: long }), column)).toEqual([
			"12:00          bob  the p99 jumped after the 14:02 deploy, looking at the",
			"                    flamegraph now, and it is odd",
		]);
	});

	test("is no wider than a person can read, however wide the screen", () => {
		const rows = rowsOf(said({ text: "word ".repeat(100) }), { ...column, width: 500 });
		expect(Math.max(...rows.map(columnsOf))).toBeLessThanOrEqual(120);
	});

	test("keeps its lines", () => {
		expect(rowsOf(said({ text: "one\n\n  two" }), inline)).toEqual([
			"12:00 bob     one",
			"              ",
			"                two",
		]);
	});

	test("that tells a deed begins with a star", () => {
		const deed = said({ text: "waves", action: true });
		expect(rowsOf(deed, inline)).toEqual(["12:00 * bob waves"]);
		expect(rowsOf(deed, narrow, true)).toEqual(["12:00 * bob waves"]);
	});

	test("by somebody with a long name leaves room for what they say", () => {
		const name = "n".repeat(32);
		expect(rowsOf(said({ text: "hi" }, name), inline)).toEqual([`12:00 ${"n".repeat(19)}… hi`]);
		expect(rowsOf(said({ text: "hi" }, name), column)).toEqual([`12:00 ${"n".repeat(11)}…  hi`]);
	});
});

describe("a post", () => {
	test("that waits has no clock yet", () => {
		expect(rowsOf(posted("hello"), inline)).toEqual(["  ⋯   ann     hello"]);
	});

	test("that was refused tells why and how to be rid of it", () => {
		expect(rowsOf(posted("hello", "You are not in #general."), inline)).toEqual([
			"  !   ann     hello",
			"      · not sent: You are not in #general. (Enter to edit, Esc to drop)",
		]);
	});
});

test.each([
	[{ type: "join" }, ["      · bob joined"]],
	[{ type: "part" }, ["      · bob left the room"]],
	[{ type: "topic", topic: "on\ncall" }, ["      · bob set the topic: on call"]],
	[{ type: "topic", topic: "" }, ["      · bob took the topic away"]],
	[{ type: "create", kind: "public" }, []],
	[{ type: "create", kind: "direct" }, ["      · bob opened this conversation"]],
	[{ type: "poll" }, ["      · bob: something this version cannot show (poll)"]],
])("the event %j is told in words", (details, rows) => {
	expect(rowsOf(said(details), inline)).toEqual(rows);
});

test("speech goes on only with the next message of the same person", () => {
	expect(continuesSpeech(said(), said())).toBe(true);
	expect(continuesSpeech(said(), said({ by: "eve" }))).toBe(false);
	expect(continuesSpeech(said(), said({ action: true }))).toBe(false);
	expect(continuesSpeech(said(), told("x"))).toBe(false);
	expect(continuesSpeech(said({}, "ann"), posted("x"))).toBe(true);
	expect(continuesSpeech(said(), undefined)).toBe(false);
	expect(continuesSpeech(said({ at: noon + 299_000 }), said())).toBe(true);
	expect(continuesSpeech(said({ at: noon + 300_000 }), said())).toBe(false);
	const midnight = new Date(noon).setHours(24, 0, 0, 0);
	expect(continuesSpeech(said({ at: midnight }), said({ at: midnight - 1 }))).toBe(false);
	expect(continuesSpeech(said({ replyTo: 1 }), said())).toBe(false);
});

test("rows are made once for a setting", () => {
	const item = said();
	expect(linesOf(item, inline, usualManner)).toBe(linesOf(item, inline, usualManner));
	expect(linesOf(item, { ...inline }, usualManner)).toEqual(linesOf(item, inline, usualManner));
	expect(rowsOf(item, narrow)).not.toEqual(rowsOf(item, inline));
});

test("two panes that show the same room wrap each message once", () => {
	const item = said({ text: long });
	const settings = [narrow, inline];
	const first = settings.map((setting) => linesOf(item, setting, usualManner));
	for (const [index, setting] of settings.entries())
		expect(linesOf(item, setting, usualManner)).toBe(first[index]);
});

test("our own name has a paint of its own, those of others their colour", () => {
	const dressed = { ...style, own: (text: string) => `<${text}>` };
	const ours: Setting = { ...inline, style: dressed, own: person("bob").account };
	expect(linesOf(said(), ours, usualManner)[0]).toContain("<bob>");
	expect(linesOf(said({ by: "eve" }, "eve"), ours, usualManner)[0]).not.toContain("<");
});

test("without colour no row has one", () => {
	const plain: Setting = { ...inline, style: createStyle({ colour: false }) };
	expect(linesOf(said(), plain, usualManner).join()).not.toMatch(/\[3\d/);
});

test("a rule has its words in the middle and fits", () => {
	const fresh = { unread: 3, more: false };
	expect(undress(freshLine(fresh, { ...inline, width: 20 }))).toBe("────── 3 new ──────");
	for (let width = 1; width < 12; width++)
		expect(columnsOf(freshLine(fresh, { ...inline, width }))).toBeLessThanOrEqual(width);
});

const shapes: fc.Arbitrary<Setting> = fc
	.oneof(
		fc.record({ width: fc.integer({ min: 2, max: 59 }), shape: fc.constant<Shape>("narrow") }),
		fc.record({ width: fc.integer({ min: 60, max: 99 }), shape: fc.constant<Shape>("inline") }),
		fc.record({ width: fc.integer({ min: 74, max: 220 }), shape: fc.constant<Shape>("column") }),
	)
	.map((setting) => ({ ...setting, ...usual }));

const hostileItem: fc.Arbitrary<Item> = fc
	.tuple(hostileText, hostileText, fc.integer({ min: 0, max: 6 }))
	.map(([text, name, kind]) => {
		if (kind === 0) return told(text);
		if (kind === 1) return { kind: "post", key: "p", entry: post(text), name };
		if (kind === 2) return { kind: "post", key: "p", entry: post("x", text), name };
		if (kind === 3) return said({ type: "topic", topic: text }, name);
		if (kind === 4) return said({ type: `x${text}` }, name);
		if (kind === 5) return said({ type: "join" }, name);
		return said({ text, ...(text.length % 2 === 0 ? { action: true } : {}) }, name);
	});

const anyManner: fc.Arbitrary<Manner> = fc.record({
	continues: fc.boolean(),
	most: fc.integer({ min: 4, max: 12 }),
	quote: hostileText,
	selected: fc.boolean(),
});

test("whatever a text, a name, a topic or a reason holds, no row obeys it and every row fits", () => {
	fc.assert(
		fc.property(hostileItem, shapes, anyManner, (item, setting, manner) => {
			for (const row of linesOf(item, setting, manner)) {
				expect(isClean(row)).toBe(true);
				expect(columnsOf(row)).toBeLessThanOrEqual(setting.width);
			}
		}),
		{ numRuns: 1000 },
	);
});

test("a time that is none is no time, and no crash", () => {
	const never = { ...event(1), at: Number.MAX_SAFE_INTEGER };
	const item: Item = { kind: "event", key: "e1", event: never, name: "bob", namesUs: false };
	expect(rowsOf(item, inline)).toEqual(["--:-- bob     text 1"]);
});
