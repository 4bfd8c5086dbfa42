import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { takeOlder, tell } from "../state/reduce.ts";
import type { Anchor, RoomLog } from "../state/room-log.ts";
import { logOf, type State, withLog } from "../state/state.ts";
import { anySize, hostileText } from "../testing/arbitrary.ts";
import { event, events, general, stateOf, withEvents } from "../testing/samples.ts";
import { columnsOf, undress } from "../testing/screen-rows.ts";
import { createSigns } from "../text/signs.ts";
import { createStyle } from "../text/style.ts";
import type { Shape } from "./layout.ts";
import { itemsBelow, paneLines, scrollDown, scrollUp, type Window, wantsOlder } from "./pane.ts";

const style = createStyle({ colour: true });

function windowOf(width: number, height: number): Window {
	const shape: Shape = width < 60 ? "narrow" : width < 78 ? "inline" : "column";
	return {
		setting: { width, shape, style, signs: createSigns(false), show: (text) => text },
		height,
	};
}

const small = windowOf(70, 10);

function logOfEvents(from: number, to: number): RoomLog {
	return logOf(withEvents(stateOf(), events(from, to)), general);
}

function at(log: RoomLog, anchor: Anchor): RoomLog {
	return { ...log, anchor };
}

function textsOf(log: RoomLog, window: Window): string[] {
	return paneLines(log, window).map(({ text }) => undress(text).trim());
}

function up(log: RoomLog, window: Window, by: number): RoomLog {
	return at(log, scrollUp(log, window, by));
}

function down(log: RoomLog, window: Window, by: number): RoomLog {
	return at(log, scrollDown(log, window, by));
}

describe("scrolling", () => {
	const log = logOfEvents(1, 50);

	test("a page up and a page down come back to where one was", () => {
		const away = up(log, small, 9);
		expect(textsOf(away, small).at(-1)).toBe("12:00 bob text 41");
		expect(down(away, small, 9).anchor).toEqual({ at: "end" });
		const further = up(away, small, 9);
		expect(down(further, small, 9).anchor).toEqual(away.anchor);
	});

	test("a page keeps a row of the one before", () => {
		expect(textsOf(up(log, small, 9), small).at(-1)).toBe(textsOf(log, small)[0]);
	});

	test("at the top the beginning of the room is the first row and the screen is full", () => {
		for (const by of [45, 1000, Number.MAX_SAFE_INTEGER]) {
			const rows = textsOf(up(log, small, by), small);
			expect(rows).toHaveLength(10);
			expect(rows[0]).toBe("· the beginning of the room");
		}
	});

	test("a log that fits on the screen does not scroll", () => {
		const short = logOfEvents(1, 5);
		expect(scrollUp(short, small, 3)).toEqual({ at: "end" });
		expect(textsOf(short, small)).toHaveLength(6);
	});

	test("an empty log has no rows and does not scroll", () => {
		const empty = logOf(stateOf(), general);
		expect(paneLines(empty, small)).toEqual([]);
		expect(scrollUp(empty, small, 3)).toEqual({ at: "end" });
		expect(scrollDown(at(empty, { at: "item", key: "e1", line: 0 }), small, 3)).toEqual({
			at: "end",
		});
	});

	test("what is below the screen is counted", () => {
		expect(itemsBelow(log, small)).toBe(0);
		expect(itemsBelow(up(log, small, 4), small)).toBe(4);
		expect(itemsBelow({ ...up(log, small, 4), leftOut: 100 }, small)).toBe(104);
	});

	test("an anchor that is no longer there means the end", () => {
		expect(textsOf(at(log, { at: "item", key: "e999", line: 0 }), small)).toEqual(
			textsOf(log, small),
		);
	});
});

describe("while one reads further up", () => {
	const state = withEvents(stateOf(), events(20, 60));
	const anchor = scrollUp(logOf(state, general), small, 12);
	const reading = withLog(state, general, (log) => at(log, anchor));
	const shown = textsOf(logOf(reading, general), small);

	test("new messages move nothing", () => {
		const later = tell(withEvents(reading, events(61, 90)), general, { text: "x", tone: "info" });
		expect(textsOf(logOf(later, general), small)).toEqual(shown);
		expect(itemsBelow(logOf(later, general), small)).toBe(12 + 31);
	});

	test("older messages move nothing", () => {
		const page = { before: 20, events: events(1, 19), more: false };
		expect(textsOf(logOf(takeOlder(reading, general, page), general), small)).toEqual(shown);
	});

	test("a resize keeps the message at the bottom on screen", () => {
		const log = logOf(reading, general);
		for (const [width, height] of [
			[30, 10],
			[100, 30],
			[70, 3],
			[20, 5],
		] as const)
			expect(textsOf(log, windowOf(width, height)).join("\n")).toContain("text 48");
	});

	test("a screen that grows at the top of the log stays full", () => {
		const top = up(logOf(reading, general), small, 1000);
		const rows = textsOf(top, windowOf(70, 20));
		expect(rows).toHaveLength(20);
		expect(rows[0]).toBe("· there is more above");
		expect(itemsBelow(top, windowOf(70, 20))).toBe(41 - 19);
	});
});

describe('the line "new"', () => {
	function ruledAt(state: State, divider: number): string[] {
		const log = { ...logOf(state, general), divider };
		const rows = textsOf(log, windowOf(70, 40));
		return rows.flatMap((row, place) => (/^─+ .*new ─+$/.test(row) ? [rows[place + 1] ?? ""] : []));
	}

	test("stands above the first message after where one stopped reading", () => {
		expect(ruledAt(withEvents(stateOf(), events(1, 5)), 3)).toEqual(["12:00 bob text 4"]);
	});

	test("stands once, whatever lines of our own are between the messages", () => {
		let state = withEvents(stateOf(), events(1, 4));
		for (const seq of [5, 6, 7])
			state = withEvents(tell(state, general, { text: "note", tone: "info" }), [event(seq)]);
		expect(ruledAt(state, 3)).toEqual(["12:00 bob text 4"]);
	});

	test("stands above the first message there is when the one it belongs to is not loaded", () => {
		expect(ruledAt(withEvents(stateOf(), events(10, 12)), 3)).toEqual(["12:00 bob text 10"]);
	});

	test("is not there when there is nothing new", () => {
		expect(ruledAt(withEvents(stateOf(), events(1, 5)), 5)).toEqual([]);
	});

	test("tells how many are unread", () => {
		const log = { ...logOfEvents(1, 5), divider: 3 };
		expect(textsOf(log, small).join()).toContain(" 5 new ");
		expect(textsOf({ ...log, unread: 0 }, small).join()).toContain("─ new ─");
	});
});

test("older messages are wanted when less than two screens are left above", () => {
	const log = logOfEvents(100, 150);
	expect(wantsOlder(log, small)).toBe(false);
	const top = up(log, small, 1000);
	expect(wantsOlder(top, small)).toBe(true);
	expect(wantsOlder({ ...top, loadsOlder: true }, small)).toBe(false);
	expect(wantsOlder({ ...top, reachesStart: true }, small)).toBe(false);
	expect(wantsOlder(logOf(stateOf(), general), small)).toBe(false);
});

type Move = (view: View) => View;
type View = { readonly state: State; readonly window: Window };

const moves: fc.Arbitrary<Move[]> = fc.array(
	fc.oneof(
		fc.integer({ min: -30, max: 30 }).map(
			(by): Move =>
				({ state, window }) => {
					const scroll = by < 0 ? scrollUp : scrollDown;
					const anchor = scroll(logOf(state, general), window, Math.abs(by));
					return { state: withLog(state, general, (log) => at(log, anchor)), window };
				},
		),
		anySize.map(
			({ columns, rows }): Move =>
				({ state }) => {
					return { state, window: windowOf(columns, rows) };
				},
		),
		hostileText.map(
			(text): Move =>
				({ state, window }) => {
					const next = event(logOf(state, general).lastSeq + 1, { text });
					return { state: withEvents(state, [next]), window };
				},
		),
	),
	{ maxLength: 12 },
);

function checkView({ state, window }: View): void {
	const log = logOf(state, general);
	const all = paneLines(at(log, { at: "end" }), { ...window, height: 100_000 });
	const rows = paneLines(log, window);
	const first = all.findIndex(({ key }) => key === rows[0]?.key);
	expect(rows).toEqual(all.slice(first, first + rows.length));
	expect(rows).toHaveLength(Math.min(window.height, all.length));
	for (const { text } of rows) expect(columnsOf(text)).toBeLessThanOrEqual(window.setting.width);
}

test("whatever one scrolls through, the rows are consecutive, fit, and leave no gap at the top", () => {
	fc.assert(
		fc.property(fc.array(hostileText, { maxLength: 25 }), moves, (texts, made) => {
			const said = texts.map((text, place) =>
				event(place + 1, { text, by: place % 3 === 0 ? "bob" : "eve" }),
			);
			let view: View = { state: withEvents(stateOf(), said), window: windowOf(80, 24) };
			for (const move of made) {
				view = move(view);
				checkView(view);
			}
		}),
		{ numRuns: 200 },
	);
});

test("down undoes up wherever neither end is near", () => {
	const log = logOfEvents(1, 200);
	const far = fc.integer({ min: 30, max: 100 });
	fc.assert(
		fc.property(far, fc.integer({ min: 1, max: 60 }), (start, by) => {
			const here = up(log, small, start);
			expect(down(up(here, small, by), small, by).anchor).toEqual(here.anchor);
		}),
	);
});
