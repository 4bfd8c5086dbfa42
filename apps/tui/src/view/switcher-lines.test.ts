import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadFinder } from "../desk/fuzzy.ts";
import { insert } from "../input/editor.ts";
import type { State } from "../state/state.ts";
import {
	type Candidate,
	choose,
	emptySwitcher,
	findPlainly,
	type SwitcherLayer,
	typeIn,
	withCandidates,
} from "../state/switcher.ts";
import { anySize, hostileText } from "../testing/arbitrary.ts";
import { event, place, stateOf, withEvents } from "../testing/samples.ts";
import { columnsOf, isClean, undress } from "../testing/screen-rows.ts";
import { createSigns } from "../text/signs.ts";
import { switcherBox, switcherCursor, switcherLines } from "./switcher-lines.ts";
import { createLook } from "./window.ts";

const rooms = Array.from({ length: 40 }, (_, at): Candidate => {
	const label = `#room${at}`;
	return { kind: "room", place: place(label), label, detail: "a topic" };
});

function layerOf(candidates: readonly Candidate[], text = ""): SwitcherLayer {
	const empty = withCandidates(emptySwitcher(findPlainly), { candidates });
	return typeIn(empty, insert(empty.line, text));
}

function rowsOf(state: State, layer: SwitcherLayer): string[] {
	return switcherLines(state, layer).map(undress);
}

describe("the switcher on screen", () => {
	test("is a box of one height over the conversation, whatever is found", () => {
		const state = stateOf({ columns: 80, rows: 24 });
		const all = rowsOf(state, layerOf(rooms));
		expect(switcherBox(state)).toMatchObject({ left: 2, width: 76, height: 18 });
		expect(all).toHaveLength(18);
		expect(all[1]?.trimEnd()).toMatch(/^│> +│$/);
		expect(all[2]).toMatch(/^│▸ #room0 {2}a topic +│$/);
		expect(all.at(-1)).toBe("─".repeat(76));
		expect(rowsOf(state, layerOf(rooms, "room39"))).toHaveLength(18);
		const ascii = { ...state, look: createLook({ signs: createSigns(true) }) };
		expect(rowsOf(ascii, layerOf(rooms)).join("")).toMatch(/^[ -~]*$/);
	});

	test("takes all of the middle where the screen is narrow", () => {
		const state = stateOf({ columns: 40, rows: 12 });
		const rows = rowsOf(state, layerOf(rooms, "room1"));
		expect(switcherBox(state)).toMatchObject({ left: 0, width: 40, height: 10 });
		expect(rows[1]?.trimEnd()).toBe("> room1");
		expect(rows[2]?.trimEnd()).toBe("▸ #room1  a topic");
		expect(rows[3]?.trimEnd()).toBe("  #room10  a topic");
	});

	test("scrolls to what is chosen", () => {
		const state = stateOf({ columns: 40, rows: 12 });
		const rows = rowsOf(state, choose(layerOf(rooms), -1));
		expect(rows.at(-1)?.trimEnd()).toBe("▸ #room39  a topic");
	});

	test("keeps the cursor in its line, however long that is", () => {
		const state = stateOf({ columns: 80, rows: 24 });
		expect(switcherCursor(state, layerOf(rooms, "ab"))).toEqual({ x: 7, y: 1 });
		expect(switcherCursor(state, layerOf(rooms, "a".repeat(200)))).toEqual({ x: 76, y: 1 });
		expect(rowsOf(state, layerOf(rooms, `${"a".repeat(200)}end`))[1]).toMatch(/aend │$/);
	});
});

test("every row is as wide as the box, and clean, and the cursor in it, whatever is typed and found", async () => {
	const find = await loadFinder();
	const kinds = fc.constantFrom("room", "command");
	const texts = fc.record({ label: hostileText, detail: hostileText, kind: kinds });
	const clean = (text: string) =>
		text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "");
	fc.assert(
		fc.property(fc.array(texts, { maxLength: 8 }), hostileText, anySize, (all, typed, size) => {
			const candidates = all.map(({ label, detail, kind }): Candidate => {
				const shown = { label: clean(label), detail: clean(detail) };
				if (kind === "command") return { kind: "command", name: "x", ...shown };
				return { kind: "room", place: place("#general"), ...shown };
			});
			const busy = withEvents(stateOf(size), [event(1)]);
			const state = { ...busy, current: place("#other") };
			const opened = withCandidates(emptySwitcher(find), { candidates });
			for (const layer of [opened, typeIn(opened, insert(opened.line, typed))]) {
				const { width, height, left } = switcherBox(state);
				const rows = switcherLines(state, layer);
				expect(rows.length).toBeLessThanOrEqual(height);
				for (const row of rows) {
					expect(columnsOf(row)).toBe(width);
					expect(isClean(row)).toBe(true);
				}
				const { x, y } = switcherCursor(state, layer);
				expect(x).toBeGreaterThanOrEqual(left);
				expect(x).toBeLessThan(left + width);
				expect(y).toBeLessThan(Math.max(1, height));
			}
		}),
		{ numRuns: 300 },
	);
});
