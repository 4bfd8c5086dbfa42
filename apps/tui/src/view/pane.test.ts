import { seq } from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toggleExpanded } from "../state/expand.ts";
import { takeMembers, takeNotice, takePage, tell } from "../state/reduce.ts";
import type { Anchor, RoomLog } from "../state/room-log.ts";
import { logOf, type State, withLog } from "../state/state.ts";
import { anySize, hostileText } from "../testing/arbitrary.ts";
import {
	event,
	events,
	general,
	generalRoom,
	noon,
	person,
	stateOf,
	withEvents,
} from "../testing/samples.ts";
import { columnsOf, undress } from "../testing/screen-rows.ts";
import { createSigns } from "../text/signs.ts";
import { createStyle } from "../text/style.ts";
import type { Shape } from "./layout.ts";
import { itemsBelow, paneLines, scrollDown, scrollUp, type Window } from "./pane.ts";
import { Reader } from "./reader.ts";
import { wantedPage } from "./wanted-page.ts";

const style = createStyle({ colour: true });

function windowOf(width: number, height: number): Window {
	const shape: Shape = width < 60 ? "narrow" : width < 78 ? "inline" : "column";
	const signs = createSigns(false);
	const show = (text: string) => text;
	return { setting: { width, shape, style, signs, show, clock: "24h", textMax: 100 }, height };
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

describe("comings and goings", () => {
	const passers = ["bob", "carol", "dan"].map((by, place) =>
		event(place + 2, { by, type: "join" }),
	);
	const state = withEvents(stateOf(), [event(1, { by: "eve" }), ...passers]);

	test("in a row are one line, which opens and closes", () => {
		const log = logOf(state, general);
		expect(textsOf(log, small).at(-1)).toBe("▸ bob, carol and dan joined");
		const open = logOf(toggleExpanded(state, general, "e4"), general);
		const rows = ["· bob joined", "· carol joined", "· dan joined"];
		expect(textsOf(open, small).slice(-3)).toEqual(rows);
		const closed = toggleExpanded(toggleExpanded(state, general, "e4"), general, "e3");
		expect(textsOf(logOf(closed, general), small)).toEqual(textsOf(log, small));
	});

	test("alone, or of somebody who spoke lately, is told as it is", () => {
		expect(textsOf(logOf(withEvents(stateOf(), passers.slice(0, 1)), general), small).at(-1)).toBe(
			"· bob joined",
		);
		const left = withEvents(state, [event(5, { by: "eve", type: "part" })]);
		expect(textsOf(logOf(left, general), small).slice(-2)).toEqual([
			"▸ bob, carol and dan joined",
			"· eve left the room",
		]);
	});

	test("tell as many people as fit in a row, and how many lines there are", () => {
		const many = Array.from({ length: 40 }, (_, place) =>
			event(place + 1, { by: `somebody-${place}`, type: place % 2 === 0 ? "join" : "part" }),
		);
		const log = logOf(withEvents(stateOf(), many), general);
		for (const width of [20, 30, 45, 70, 120]) {
			const row = textsOf(log, windowOf(width, 10)).at(-1) ?? "";
			expect(columnsOf(row)).toBeLessThanOrEqual(width);
			if (width > 45) expect(row).toMatch(/^▸ somebody-0.* left \(40 lines\)$/);
		}
	});

	test("that go on at the end move nothing of what one reads, and the line read stays one", () => {
		const reading = withLog(state, general, (log) => at(log, { at: "item", key: "e4", line: 0 }));
		const later = withEvents(reading, [event(5, { by: "fay", type: "join" }), ...events(6, 30)]);
		const low = windowOf(70, 3);
		expect(textsOf(logOf(later, general), low).at(-1)).toBe("▸ bob, carol, dan and fay joined");
	});

	test("of those who are here and are not are one line too", () => {
		let now = takeMembers(stateOf(), general, [
			person("bob", "Bob", "offline"),
			person("eve", "Eve"),
		]);
		const told = (account: string, name: string, presence: "online" | "offline") =>
			takeNotice(now, {
				...person(account, name),
				type: "presence",
				room: generalRoom,
				state: presence,
			});
		now = told("bob", "Bob", "online");
		now = told("eve", "Eve", "offline");
		expect(textsOf(logOf(now, general), small).at(-1)).toBe("▸ Eve left, Bob is here");
	});
});

describe("a long message", () => {
	const text = Array.from({ length: 200 }, (_, line) => `line ${line + 1}`).join("\n");
	const state = withEvents(stateOf(), [event(1, { text }), event(2)]);
	const tall = windowOf(70, 40);

	test("shows its beginning and how much more there is", () => {
		const rows = textsOf(logOf(state, general), tall);
		expect(rows.slice(2, 4)).toEqual(["12:00 bob     line 1", "line 2"]);
		expect(rows.slice(-3)).toEqual(["line 11", "▸ 189 more lines", "12:00         text 2"]);
	});

	test("shows fewer rows on a low screen, and all of it when it is opened", () => {
		expect(textsOf(logOf(state, general), small)).toContain("▸ 195 more lines");
		const open = logOf(toggleExpanded(state, general, "e1"), general);
		expect(textsOf(open, tall).at(-2)).toBe("line 200");
	});

	test("of a row or two more than that is shown whole", () => {
		const short = text.split("\n").slice(0, 14).join("\n");
		const rows = textsOf(logOf(withEvents(stateOf(), [event(1, { text: short })]), general), tall);
		expect(rows.at(-1)).toBe("line 14");
	});
});

describe("an answer", () => {
	const answer = event(3, { by: "eve", text: "yes", replyTo: 1 });

	test("tells in a row above it what it answers", () => {
		const said = [event(1, { text: "did you see\nthis?" }), event(2, { by: "eve" }), answer];
		const rows = textsOf(logOf(withEvents(stateOf(), said), general), small);
		expect(rows.slice(-2)).toEqual(["↳ bob: did you see this?", "12:00 eve     yes"]);
	});

	test("tells more when the message that it answers has come", () => {
		const state = withEvents(stateOf(), [event(3, { by: "eve", text: "yes", replyTo: 1 })]);
		expect(textsOf(logOf(state, general), small).at(-2)).toBe("↳ message 1");
		const page = { asked: { before: 3 }, events: events(1, 2), more: false };
		const rows = textsOf(logOf(takePage(state, general, page), general), small);
		expect(rows.at(-2)).toBe("↳ bob: text 1");
	});

	test("to a message that is not here tells its number", () => {
		const rows = textsOf(logOf(withEvents(stateOf(), [answer]), general), small);
		expect(rows.slice(-2)).toEqual(["↳ message 1", "12:00 eve     yes"]);
	});
});

describe("the rows of what is selected", () => {
	const log = logOfEvents(1, 5);

	test("are painted as wide as the pane, with a sign, and nothing moves", () => {
		for (const window of [windowOf(40, 10), windowOf(70, 10), windowOf(90, 10)]) {
			const plain = paneLines(log, window);
			const rows = paneLines(log, window, "e3");
			expect(rows.map(({ key }) => key)).toEqual(plain.map(({ key }) => key));
			const chosen = rows.filter(({ item, line }) => item === "e3" && line >= 0);
			for (const { text } of chosen) expect(columnsOf(text)).toBe(window.setting.width);
			expect(undress(chosen[0]?.text ?? "")).toContain("▸");
			expect(rows.filter(({ text }) => undress(text).includes("▸"))).toEqual(chosen);
		}
	});

	test("are found by the item and its line", () => {
		const rows = paneLines(log, small);
		expect(rows.map(({ item, line }) => [item, line])).toEqual([
			["top", 0],
			["e1", -1],
			["e1", 0],
			["e2", 0],
			["e3", 0],
			["e4", 0],
			["e5", 0],
		]);
	});
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
	const reader = new Reader(log, window);
	const all = Array.from({ length: reader.length }, (_, index) => reader.block(index)).flatMap(
		({ above, lines }) => [...above, ...lines],
	);
	const rows = paneLines(log, window);
	const shown = rows.map(({ text }) => text);
	expect(JSON.stringify(all).slice(1, -1)).toContain(JSON.stringify(shown).slice(1, -1));
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

/** What may come while one reads: messages, comings and goings, our own lines, pages from either side. */
const comings: fc.Arbitrary<(state: State) => State> = fc.oneof(
	hostileText.map((text) => (state: State) => {
		return withEvents(state, [event(logOf(state, general).lastSeq + 1, { text })]);
	}),
	fc.constantFrom("join", "part").map((type) => (state: State) => {
		return withEvents(state, [event(logOf(state, general).lastSeq + 1, { type })]);
	}),
	fc.constant((state: State) => tell(state, general, { text: "x", tone: "info" })),
	fc.integer({ min: 2, max: 300 }).map((skipped) => (state: State) => {
		const from = seq.parse(logOf(state, general).lastSeq + skipped);
		return takeNotice(state, { type: "reset", room: generalRoom, from });
	}),
	fc.constantFrom(1, 5, 100).map((limit) => (state: State) => {
		const asked = wantedPage(logOf(state, general), small);
		if (asked === undefined) return state;
		const [from, to] =
			"before" in asked
				? [Math.max(1, asked.before - limit), asked.before - 1]
				: [asked.after + 1, asked.after + limit];
		return takePage(state, general, { asked, events: events(from, to), more: from > 1 });
	}),
);

test("whatever comes while one reads, the row that one reads stays the last one on screen", () => {
	const seqs = fc.integer({ min: 140, max: 240 });
	fc.assert(
		fc.property(seqs, fc.array(comings, { maxLength: 30 }), (read, coming) => {
			const said = withEvents(stateOf(), [...events(100, 160), ...events(200, 260)]);
			const key = read > 160 && read < 200 ? "e160" : `e${read}`;
			let state = withLog(said, general, (log) => at(log, { at: "item", key, line: 0 }));
			for (const come of coming) {
				state = come(state);
				expect(paneLines(logOf(state, general), small).at(-1)).toMatchObject({
					item: key,
					line: 0,
				});
			}
		}),
		{ numRuns: 200 },
	);
});

test("down undoes up wherever neither end is near, over the lines of days too", () => {
	const said = events(1, 200).map((one) => ({ ...one, at: noon + one.seq * 5 * 3_600_000 }));
	const log = logOf(withEvents(stateOf(), said), general);
	const far = fc.integer({ min: 30, max: 100 });
	fc.assert(
		fc.property(far, fc.integer({ min: 1, max: 60 }), (start, by) => {
			const here = up(log, small, start);
			expect(down(up(here, small, by), small, by).anchor).toEqual(here.anchor);
		}),
	);
});
