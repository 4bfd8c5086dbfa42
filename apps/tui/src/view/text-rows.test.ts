import { sanitize } from "@partyline/shared/text/sanitize";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostileText } from "../testing/arbitrary.ts";
import { columnsOf, isClean, undress } from "../testing/screen-rows.ts";
import { createStyle } from "../text/style.ts";
import { type Columns, textRows } from "./text-rows.ts";

const style = createStyle({ colour: true });
const plain = { style, show: (text: string) => text };

function rowsOf(text: string, columns: Columns, show = plain.show): string[] {
	return textRows({ text, id: "e1" }, { style, show }, columns).map(
		(row) => `${row.isWhole ? "|" : ""}${undress(row.text)}`,
	);
}

const esc = "\x1b";
const opened = new RegExp(`${esc}\\]8;id=([^;]+);([!-~]+)${esc}`, "g");

/** The addresses that a row opens, each with its id. */
function linksIn(row: string): string[] {
	return [...row.matchAll(opened)].map(([, id, url]) => `${id} ${url}`);
}

const long = "https://grafana.example.org/d/abc123/api-latency?orgId=1&from=now-3h";

describe("a link", () => {
	test("that fits in what is left of the row stays in it", () => {
		expect(rowsOf("see http://a.example/x now", { width: 30, whole: 36 })).toEqual([
			"see http://a.example/x now",
		]);
	});

	test("that fits in a row is not cut", () => {
		expect(rowsOf("look at this http://a.example/x now", { width: 20, whole: 26 })).toEqual([
			"look at this",
			"http://a.example/x",
			"now",
		]);
	});

	test("that is longer has rows of its own, as wide as the pane, from its first column", () => {
		expect(rowsOf(`here: ${long} and more`, { width: 34, firstWidth: 20, whole: 40 })).toEqual([
			"here:",
			`|${long.slice(0, 40)}`,
			`|${long.slice(40)}`,
			"and more",
		]);
	});

	test("that begins the text leaves the row of the name to it, and one that ends it no empty row", () => {
		expect(rowsOf(long, { width: 34, whole: 40 })).toEqual([
			"",
			`|${long.slice(0, 40)}`,
			`|${long.slice(40)}`,
		]);
	});

	test("keeps the lines around it", () => {
		const rows = rowsOf(`one\n${long}\ntwo\n\nthree`, { width: 34, whole: 40 });
		expect(rows).toEqual([
			"one",
			`|${long.slice(0, 40)}`,
			`|${long.slice(40)}`,
			"two",
			"",
			"three",
		]);
	});

	test("is the same one in each of its rows, and opens what is seen", () => {
		const rows = textRows({ text: long, id: "e1" }, plain, { width: 34, whole: 40 });
		expect(rows.flatMap(({ text }) => linksIn(text))).toEqual([`e1-0 ${long}`, `e1-0 ${long}`]);
		for (const { text } of rows)
			expect(text.split("\x1b]8;;\x1b\\").length - 1).toBe(linksIn(text).length);
	});

	test("tells its host in ASCII where its letters could be others", () => {
		expect(rowsOf("https://аpple.example/x!", { width: 70, whole: 76 })).toEqual([
			"https://аpple.example/x (xn--pple-43d.example)!",
		]);
	});

	test("is shown as it is opened where the terminal cannot show its letters", () => {
		const show = (text: string) => text.replace(/[^ -~\n]/g, "?");
		expect(rowsOf("é https://a.example/é", { width: 70, whole: 76 }, show)).toEqual([
			"? https://a.example/%C3%A9",
		]);
	});
});

test("another's own link codes are not obeyed, and what they hide is seen", () => {
	const text = sanitize("\x1b]8;;https://evil.example\x07https://good.example\x1b]8;;\x07");
	const rows = textRows({ text, id: "e1" }, plain, { width: 60, whole: 66 });
	expect(rows.flatMap((row) => linksIn(row.text))).toEqual(["e1-0 https://good.example/"]);
});

const linked = fc
	.array(
		fc.oneof(
			hostileText,
			fc.constantFrom(
				"https://a.b/c",
				long,
				` ${long} `,
				"www.x.org/(",
				"\n",
				"https://例え.jp/世界",
				"\t",
			),
		),
		{ maxLength: 8 },
	)
	.map((parts) => sanitize(parts.join("")));

test("whatever is linked, every row fits and is clean, and no letter is lost or moved", () => {
	const widths = fc.record({
		width: fc.integer({ min: 2, max: 80 }),
		more: fc.integer({ min: 0, max: 20 }),
	});
	fc.assert(
		fc.property(linked, widths, fc.integer({ min: 0, max: 80 }), (text, { width, more }, first) => {
			const whole = width + more;
			const firstWidth = Math.min(first, width);
			const rows = textRows({ text, id: "e1" }, plain, { width, firstWidth, whole });
			for (const [at, { text: row, isWhole }] of rows.entries()) {
				expect(isClean(row)).toBe(true);
				const most = isWhole ? whole : at === 0 ? Math.max(firstWidth, 0) : width;
				expect(columnsOf(row)).toBeLessThanOrEqual(Math.max(most, at === 0 ? firstWidth : 0, 2));
			}
			const shown = rows.map((row) => undress(row.text)).join("");
			const ink = (all: string) => all.replace(/\s/g, "").replace(/\(xn--[^)]*\)/g, "");
			expect(ink(shown)).toBe(ink(text));
		}),
		{ numRuns: 500 },
	);
});
