import fc from "fast-check";
import { expect, test } from "vitest";
import { editorOf } from "../input/editor.ts";
import { type Shown, usualSides } from "../state/sides.ts";
import type { State } from "../state/state.ts";
import { anySize, hostileText } from "../testing/arbitrary.ts";
import { called, connected, joinedRoom, noon, stateOf } from "../testing/samples.ts";
import { columnMargin, layoutOf, promptOf, typingWidth, usualTextMax } from "./layout.ts";

const waiting = { state: "waiting", retryAtMs: noon, problem: "no", attempt: 1 } as const;

function heightOf(state: State): number {
	const layout = layoutOf(state);
	const { titleRows, paneHeight, bannerRows, composerRows, statusRows } = layout;
	for (const rows of [titleRows, paneHeight, bannerRows, statusRows])
		expect(rows).toBeGreaterThanOrEqual(0);
	expect(composerRows).toBeGreaterThanOrEqual(1);
	expect(bannerRows).toBeLessThanOrEqual(paneHeight);
	return titleRows + paneHeight + composerRows + statusRows;
}

test.each([
	[40, 12, { shape: "narrow", listWidth: 0, memberWidth: 0, titleRows: 0, paneHeight: 10 }],
	[60, 20, { shape: "inline", listWidth: 0, memberWidth: 0, titleRows: 1, paneHeight: 17 }],
	[80, 24, { shape: "inline", listWidth: 0, memberWidth: 0, titleRows: 1, paneHeight: 21 }],
	[100, 30, { shape: "column", listWidth: 18, memberWidth: 0, paneWidth: 82, paneHeight: 27 }],
	[160, 50, { shape: "column", listWidth: 25, memberWidth: 0, secondWidth: 40, paneWidth: 95 }],
	[200, 60, { shape: "column", listWidth: 25, memberWidth: 0, secondWidth: 55, paneHeight: 57 }],
])("%i by %i has its layout", (columns, rows, expected) => {
	expect(layoutOf(stateOf({ columns, rows }))).toMatchObject(expected);
});

test("the prompt has our name as the terminal can show it", () => {
	const state = called(stateOf(), "ann❤️");
	const look = { ...state.look, show: (text: string) => text.replaceAll("❤️", ":heart:") };
	expect(promptOf({ ...state, look })).toBe("ann:heart:> ");
});

test("at each edge the layout changes by one column", () => {
	const shapes = [59, 60, 99, 100, 159, 160].map((columns) => {
		const { shape, listWidth, secondWidth } = layoutOf(stateOf({ columns }));
		return [shape, listWidth > 0, secondWidth > 0];
	});
	expect(shapes).toEqual([
		["narrow", false, false],
		["inline", false, false],
		["inline", false, false],
		["column", true, false],
		["column", true, false],
		["column", true, true],
	]);
});

test("the columns add up, whatever stands beside the conversation, and the text keeps 60 of them", () => {
	const shown = fc.constantFrom<Shown>("auto", "always", "never");
	const chosen = fc.record({ rooms: shown, members: shown, second: shown });
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 300 }), chosen, (columns, choice) => {
			const state = { ...stateOf({ columns }), sides: { ...usualSides, ...choice } };
			const { listWidth, memberWidth, secondWidth, paneWidth } = layoutOf(state);
			expect(listWidth + memberWidth + secondWidth + paneWidth).toBe(columns);
			if (columns >= 160) expect(paneWidth - columnMargin).toBeGreaterThanOrEqual(70);
			if (choice.rooms === "never") expect(listWidth).toBe(0);
			if (choice.second === "never") expect(secondWidth).toBe(0);
			if (columns >= 100) expect(memberWidth > 0).toBe(choice.members === "always");
		}),
	);
});

test("there is room for text: 36 columns of 40, 60 of 80, no more than 100 of 200", () => {
	expect(layoutOf(stateOf({ columns: 40 })).paneWidth).toBeGreaterThanOrEqual(36);
	// The clock and a name of twelve letters stand before the text.
	expect(layoutOf(stateOf({ columns: 80 })).paneWidth - 6 - 13).toBeGreaterThanOrEqual(60);
	expect(layoutOf(stateOf({ columns: 200 })).paneWidth).toBeGreaterThanOrEqual(usualTextMax);
});

test("the room list is as wide as what it shows, not as the name it stands for", () => {
	const rooms = [joinedRoom("@0123456789012345678901234567890123456789", ["ann", "bob"])];
	expect(layoutOf(stateOf({ columns: 100 }, rooms)).listWidth).toBe(18);
	const long = [joinedRoom(`#${"a".repeat(40)}`)];
	expect(layoutOf(stateOf({ columns: 100 }, long)).listWidth).toBe(22);
});

test("the composer grows with what is typed, to five rows, and leaves the conversation some", () => {
	const typed = (text: string, rows: number) =>
		layoutOf({ ...stateOf({ rows }), editor: editorOf(text) }).composerRows;
	expect(typed("one", 24)).toBe(1);
	expect(typed("a\nb\nc", 24)).toBe(3);
	expect(typed("\n".repeat(50), 24)).toBe(5);
	expect(typed("\n".repeat(50), 6)).toBe(2);
});

test("the prompt is one's name where there is room, and takes the columns it is given", () => {
	const known = (name: string, columns: number) => called(stateOf({ columns }), name);
	expect(promptOf(known("ann", 80))).toBe("ann> ");
	expect(promptOf(known("ann", 59))).toBe("> ");
	expect(promptOf(known("ann", 7))).toBe("");
	expect(typingWidth(known("李明", 80))).toBe(80 - 6 - 1);
	expect(typingWidth(known("x".repeat(500), 60))).toBe(60 - 22 - 1);
});

test("whatever the size and the text, the rows add up", () => {
	fc.assert(
		fc.property(anySize, hostileText, fc.boolean(), (size, text, offline) => {
			const typed = { ...stateOf(size), editor: editorOf(text.repeat(5)) };
			expect(heightOf(offline ? connected(typed, waiting) : typed)).toBe(size.rows);
		}),
	);
});

test.each([
	[1, 1],
	[1, 2],
	[10, 3],
	[200, 1],
	[1, 60],
])("%i by %i is silly, and still adds up", (columns, rows) => {
	expect(heightOf(stateOf({ columns, rows }))).toBe(rows);
	expect(heightOf(connected(stateOf({ columns, rows }), waiting))).toBe(rows);
});
