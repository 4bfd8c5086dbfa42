import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Candidate, Completion } from "../state/completion.ts";
import type { State } from "../state/state.ts";
import { hostileText } from "../testing/arbitrary.ts";
import { Chat } from "../testing/chat.ts";
import { someCompletion, stateOf } from "../testing/samples.ts";
import { columnsOf, undress } from "../testing/screen-rows.ts";
import { createSigns } from "../text/signs.ts";
import { menuLines, menuWindow } from "./menu-lines.ts";
import { createLook } from "./window.ts";

function offering(count: number, index?: number): Completion {
	const candidates = Array.from({ length: count }, (_, at): Candidate => {
		return { text: `c${at} `, label: `c${at}`, note: `note ${at}` };
	});
	return { ...someCompletion, candidates, index };
}

function rowsOf(state: State, width = 40, height = 20): string[] {
	return menuLines(state, { width, height }).map((row) => undress(row).trimEnd());
}

test("the candidates stand below a line that says how many there are, the chosen one with a sign", () => {
	const state = { ...stateOf(), completion: offering(3, 1) };
	expect(rowsOf(state)).toEqual([
		"─ 2 of 3: Tab next, Esc gives back ─────",
		"  c0  note 0",
		"▸ c1  note 1",
		"  c2  note 2",
	]);
	const plain = { ...state, look: createLook({ signs: createSigns(true) }) };
	expect(rowsOf(plain)[0]).toMatch(/^- 2 of 3/);
	expect(rowsOf(plain)[2]).toBe("> c1  note 1");
});

test("nothing is said to be in the line before it is", () => {
	const rows = rowsOf({ ...stateOf(), completion: offering(3) });
	expect(rows[0]).toBe("─ 3 to choose from: Tab takes ──────────");
	expect(rows.join("\n")).not.toContain("▸");
});

test("no more than eight rows are covered, around what is chosen", () => {
	const rows = rowsOf({ ...stateOf(), completion: offering(30, 20) });
	expect(rows).toHaveLength(8);
	expect(rows).toContain("▸ c20  note 20");
	expect(menuWindow(offering(30, 29), 20)).toEqual({ first: 23, count: 7 });
	expect(menuWindow(offering(30, 0), 20)).toEqual({ first: 0, count: 7 });
});

test.each([
	[1, ["▸ c1  note 1"]],
	[2, ["  c0  note 0", "▸ c1  note 1"]],
	[0, []],
])("with %i rows of conversation the candidates come first", (height, rows) => {
	expect(rowsOf({ ...stateOf(), completion: offering(3, 1) }, 40, height)).toEqual(rows);
});

describe("what a command takes", () => {
	function helpAt(text: string): string {
		const chat = new Chat();
		chat.type(text);
		return rowsOf(chat.state, 70).join("|").replace(/ ─*$/, "");
	}

	test.each([
		["/topic x", "─ /topic TEXT: the new topic; - takes it away"],
		["/topic ", "─ /topic TEXT: the new topic; - takes it away"],
		["/msg ", "─ /msg @who...: who to talk to"],
		["/dm bo", "─ /msg @who...: who to talk to"],
		["/msg bob ", "─ /msg [text]: what to say; without it, the conversation opens"],
		["/msg bob hi there", "─ /msg [text]: what to say; without it, the conversation opens"],
	])("is said above the line after %j", (text, help) => {
		expect(helpAt(text)).toBe(help);
	});

	test.each(["/quit ", "hello /topic x", "//topic x", "/nosuch x"])("%j has none", (text) => {
		expect(helpAt(text)).toBe("");
	});
});

test("every row is exactly as wide as it may be, whatever is offered", () => {
	fc.assert(
		fc.property(
			fc.array(fc.tuple(hostileText, hostileText), { minLength: 1, maxLength: 12 }),
			fc.integer({ min: 1, max: 90 }),
			fc.nat({ max: 12 }),
			(texts, width, height) => {
				const candidates = texts.map(([label, note]) => ({
					text: label,
					label: label.replaceAll(/[^\p{L}\p{N} ]/gu, ""),
					note: note.replaceAll(/[^\p{L}\p{N} ]/gu, ""),
				}));
				const state = { ...stateOf(), completion: { ...someCompletion, candidates, index: 0 } };
				const rows = menuLines(state, { width, height });
				expect(rows.length).toBeLessThanOrEqual(Math.min(8, height));
				for (const row of rows) expect(columnsOf(row)).toBeLessThanOrEqual(width);
			},
		),
		{ numRuns: 200 },
	);
});
