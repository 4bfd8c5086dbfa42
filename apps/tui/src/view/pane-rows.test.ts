import { describe, expect, test } from "vitest";
import { toggleExpanded } from "../state/expand.ts";
import { takeMembers, takeNotice, takePage } from "../state/reduce.ts";
import { logOf, withLog } from "../state/state.ts";
import {
	event,
	events,
	general,
	generalRoom,
	person,
	stateOf,
	withEvents,
} from "../testing/samples.ts";
import { columnsOf, undress } from "../testing/screen-rows.ts";
import { paneLines } from "./pane.ts";
import { at, logOfEvents, small, textsOf, windowOf } from "./testing/pane-rig.ts";

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
