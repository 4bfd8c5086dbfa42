import { describe, expect, test } from "vitest";
import { takePage, tell } from "../state/reduce.ts";
import { logOf, type State, withLog } from "../state/state.ts";
import { event, events, general, noon, stateOf, withEvents } from "../testing/samples.ts";
import { createSigns } from "../text/signs.ts";
import { scrollDown, scrollUp } from "./pane.ts";
import { at, down, logOfEvents, small, textsOf, up, windowOf } from "./testing/pane-rig.ts";

describe('the line "new"', () => {
	function ruledAt(state: State, divider: number): string[] {
		const log = { ...logOf(state, general), divider };
		const rows = textsOf(log, windowOf(70, 40));
		return rows.flatMap((row, place) => (/^─+ .*new ─+$/.test(row) ? [rows[place + 1] ?? ""] : []));
	}

	test("stands above the first message after where one stopped reading", () => {
		expect(ruledAt(withEvents(stateOf(), events(1, 5)), 3)).toEqual(["12:00 bob     text 4"]);
	});

	test("stands once, whatever lines of our own are between the messages", () => {
		let state = withEvents(stateOf(), events(1, 4));
		for (const next of [5, 6, 7])
			state = withEvents(tell(state, general, { text: "note", tone: "info" }), [event(next)]);
		expect(ruledAt(state, 3)).toEqual(["12:00 bob     text 4"]);
	});

	test("stands above the first message there is when the one it belongs to is not loaded", () => {
		expect(ruledAt(withEvents(stateOf(), events(10, 12)), 3)).toEqual(["12:00 bob     text 10"]);
	});

	test("is not there when there is nothing new", () => {
		expect(ruledAt(withEvents(stateOf(), events(1, 5)), 5)).toEqual([]);
	});

	test("tells how many were unread, and whether there are more", () => {
		const log = { ...logOfEvents(1, 5), divider: 3, dividedTo: 5 };
		expect(textsOf(log, small).join()).toContain(" 2 new ");
		expect(textsOf({ ...log, dividedTo: 3 }, small).join()).toContain("─ new ─");
		const late = { ...logOfEvents(4, 5), divider: 2, dividedTo: 5 };
		expect(textsOf(late, small).join()).toContain(" 2+ new ");
	});
});

describe("a gap", () => {
	const state = withEvents(stateOf(), [...events(1, 20), ...events(720, 760)]);
	const log = logOf(state, general);
	const bar = `${"┄".repeat(19)} 699 messages are on their way ${"┄".repeat(19)}`;

	test("stands between the messages with its size", () => {
		const rows = textsOf(up(log, small, 37), small);
		expect(rows.filter((row) => row.includes("text") || row === bar)).toContain(bar);
		expect(rows[rows.indexOf(bar) - 1]).toBe("12:00         text 20");
		expect(rows[rows.indexOf(bar) + 1]).toBe("12:00 bob     text 720");
	});

	test("is drawn in ASCII where there is no more", () => {
		const plain = windowOf(70, 10);
		const signs = createSigns(true);
		const rows = textsOf(up(log, small, 37), { ...plain, setting: { ...plain.setting, signs } });
		expect(rows.join()).toMatch(/,\.+ 699 messages are on their way \.+,/);
	});

	test("of one message says so", () => {
		const one = logOf(withEvents(stateOf(), [event(1), event(3)]), general);
		expect(textsOf(one, small).join()).toContain(" 1 message is on its way ");
	});

	test("is never the last row, so that it fills below what one reads", () => {
		for (let rows = 1; rows < 60; rows++) {
			const anchor = scrollUp(log, small, rows);
			expect(textsOf(at(log, anchor), small).at(-1)).not.toBe(bar);
			const back = scrollDown(at(log, anchor), small, 1);
			expect(textsOf(at(log, back), small).at(-1)).not.toBe(bar);
		}
		const above = down(at(log, { at: "item", key: "e18", line: 0 }), small, 2);
		const shown = textsOf(above, small);
		expect(shown.at(-1)).toBe("12:00         text 20");
		const page = { asked: { after: 20 }, events: events(21, 120), more: true };
		const filled = takePage(
			withLog(state, general, () => above),
			general,
			page,
		);
		expect(textsOf(logOf(filled, general), small)).toEqual(shown);
	});

	test("that fills above moves nothing of what one reads", () => {
		const below = at(log, { at: "item", key: "e730", line: 0 });
		const shown = textsOf(below, small);
		const page = { asked: { before: 720 }, events: events(620, 719), more: true };
		const filled = takePage(
			withLog(state, general, () => below),
			general,
			page,
		);
		expect(textsOf(logOf(filled, general), small).slice(2)).toEqual(shown.slice(2));
	});

	test("that the server can fill no more is a quiet line", () => {
		const page = { asked: { before: 720 }, events: events(715, 719), more: false };
		const rows = textsOf(logOf(takePage(state, general, page), general), windowOf(70, 100));
		expect(rows).toContain("messages 21 to 714 are no longer kept");
		expect(rows.join()).not.toContain("on their way");
	});

	test("at the beginning of the room is told where the log begins", () => {
		const page = { asked: { before: 1 }, events: [], more: false };
		const top = takePage(withEvents(stateOf(), events(41, 45)), general, {
			...page,
			asked: { before: 41 },
		});
		expect(textsOf(logOf(top, general), small)[0]).toBe("· messages 1 to 40 are no longer kept");
	});
});

const day = 24 * 3_600_000;

describe("the line of a day", () => {
	test("stands above its first message, that of the oldest held included", () => {
		const said = [event(1), event(2), event(3, { at: noon + day }), event(4, { at: noon + day })];
		const rows = textsOf(logOf(withEvents(stateOf(), said), general), windowOf(70, 20));
		expect(rows).toEqual([
			"· the beginning of the room",
			"────────────────────── Sunday 22 November 2026 ──────────────────────",
			"12:00 bob     text 1",
			"12:00         text 2",
			"────────────────────── Monday 23 November 2026 ──────────────────────",
			"12:00 bob     text 3",
			"12:00         text 4",
		]);
	});

	test("stands where the day changed, whatever of our own is between the messages", () => {
		const before = tell(withEvents(stateOf(), [event(1)]), general, { text: "x", tone: "info" });
		const log = logOf(withEvents(before, [event(2, { at: noon + day })]), general);
		expect(textsOf(log, small).slice(-3)).toEqual([
			"· x",
			"────────────────────── Monday 23 November 2026 ──────────────────────",
			"12:00 bob     text 2",
		]);
	});

	test("does not stand again below a line of our own", () => {
		const told = tell(withEvents(stateOf(), [event(1)]), general, { text: "x", tone: "info" });
		const rows = textsOf(logOf(withEvents(told, [event(2)]), general), small);
		expect(rows.filter((row) => row.includes("November"))).toHaveLength(1);
	});

	test("of a time that is none is a day all the same", () => {
		const never = { ...event(1), at: Number.MAX_SAFE_INTEGER };
		expect(textsOf(logOf(withEvents(stateOf(), [never]), general), small).join()).toContain(
			"some day",
		);
	});
});
