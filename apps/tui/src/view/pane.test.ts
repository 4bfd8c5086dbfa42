import { describe, expect, test } from "vitest";
import { takePage, tell } from "../state/reduce.ts";
import { logOf, withLog } from "../state/state.ts";
import { event, events, general, stateOf, withEvents } from "../testing/samples.ts";
import { itemsBelow, paneLines, scrollDown, scrollUp } from "./pane.ts";
import { at, down, logOfEvents, small, textsOf, up, windowOf } from "./testing/pane-rig.ts";

describe("scrolling", () => {
	const log = logOfEvents(1, 50);

	test("a page up and a page down come back to where one was", () => {
		const away = up(log, small, 9);
		expect(textsOf(away, small).at(-1)).toBe("12:00         text 41");
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
		expect(textsOf(short, small)).toHaveLength(7);
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
		const later = logOf(withEvents(stateOf(), [...events(1, 50), ...events(151, 160)]), general);
		const far = at(later, { at: "item", key: "e46", line: 0 });
		expect(itemsBelow(far, small)).toBe(114);
	});

	test("the last message is counted as long as it goes on below the screen", () => {
		const text = Array.from({ length: 8 }, (_, line) => `line ${line + 1}`).join("\n");
		const long = logOf(withEvents(stateOf(), [...events(1, 20), event(21, { text })]), general);
		expect(itemsBelow(up(long, small, 1), small)).toBe(1);
		expect(itemsBelow(at(long, { at: "item", key: "e21", line: 7 }), small)).toBe(0);
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
		const page = { asked: { before: 20 }, events: events(1, 19), more: false };
		expect(textsOf(logOf(takePage(reading, general, page), general), small)).toEqual(shown);
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
		expect(itemsBelow(top, windowOf(70, 20))).toBe(41 - 18);
	});
});
