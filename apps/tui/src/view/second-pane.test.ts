import { sanitize } from "@partyline/shared/text/sanitize";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Sides } from "../state/sides.ts";
import type { State } from "../state/state.ts";
import { hostileText } from "../testing/arbitrary.ts";
import { event, joinedRoom, place, stateOf, withEvents } from "../testing/samples.ts";
import { columnsOf, isClean, undress } from "../testing/screen-rows.ts";
import { wrap } from "../text/wrap.ts";
import { secondPaneLines } from "./second-pane.ts";

const rooms = [joinedRoom("#general"), joinedRoom("#ops")];

function shown(state: State, shows: Sides["shows"], [width, height] = [30, 6]): string[] {
	const chosen = { ...state, sides: { ...state.sides, shows } };
	return secondPaneLines(chosen, { width, height }).map((row) => undress(row).trimEnd());
}

test("shows who named me in whatever room, in the order it was said, the newest at the bottom", () => {
	const state = withEvents(stateOf({}, rooms), [
		event(1, { room: "#ops", text: "ann: can you look?" }),
		event(1, { text: "nobody in particular" }),
		event(2, { text: "thanks ann", by: "eve" }),
	]);
	expect(shown(state, "mentions")).toEqual([
		" Mentions of you",
		"",
		"12:00 #ops · bob",
		"ann: can you look?",
		"12:00 #general · eve",
		"thanks ann",
	]);
});

test("says so when nobody has named me", () => {
	expect(shown(stateOf(), "mentions", [40, 6]).join(" ")).toMatch(/Nobody has named you yet/);
});

test("of a long mention shows the beginning", () => {
	const text = `ann ${"word ".repeat(100)}`;
	const rows = shown(withEvents(stateOf(), [event(1, { text })]), "mentions", [30, 20]);
	expect(rows.filter((row) => row.includes("word"))).toHaveLength(4);
	expect(rows.at(-1)).toBe("…");
});

test("a mention as long as can be is wrapped as far as it is shown, and once", () => {
	const text = `ann ${"word ".repeat(3_000)}`;
	const state = withEvents(stateOf(), [event(1, { text })]);
	let asked = 0;
	const show = (some: string) => {
		asked += some.length;
		return some;
	};
	const look = { ...state.look, show };
	const frame = () => shown({ ...state, look }, "mentions", [30, 20]);
	const rows = frame();
	expect(asked).toBeLessThan(500);
	asked = 0;
	expect(frame()).toEqual(rows);
	expect(asked).toBeLessThan(100);
});

test("a mention begins as it would if it were wrapped whole", () => {
	const word = fc.oneof(
		hostileText,
		fc.constantFrom(" ", "\n", "日本", "x".repeat(70), "👨‍👩‍👧‍👦"),
	);
	const words = fc.array(word, { maxLength: 60 }).map((some) => `ann ${some.join("")}`);
	fc.assert(
		fc.property(words, fc.integer({ min: 2, max: 60 }), (text, width) => {
			const state = withEvents(stateOf(), [event(1, { text })]);
			const rows = shown(state, "mentions", [width, 12]);
			const whole = wrap(sanitize(text), width).map((row) => row.trimEnd());
			const said = whole.length > 4 ? [...whole.slice(0, 4), "…"] : whole;
			expect(rows.slice(-said.length)).toEqual(said);
		}),
	);
});

test("what a room is called is shown as the terminal can", () => {
	const state = stateOf({}, [...rooms, joinedRoom("#café")]);
	const look = { ...state.look, show: (text: string) => text.replaceAll("é", "e") };
	expect(shown({ ...state, look }, place("#café"))[0]).toBe(" #cafe");
});

test("shows the newest of another room, without moving or reading it", () => {
	const state = withEvents(stateOf({}, rooms), [
		event(1, { room: "#ops", text: "one" }),
		event(2, { room: "#ops", text: "two", by: "eve" }),
	]);
	const rows = shown(state, place("#ops"), [30, 8]);
	expect(rows[0]).toBe(" #ops");
	expect(rows.slice(-4)).toEqual(["bob 12:00", "one", "eve 12:00", "two"]);
});

test("fills its rectangle and is clean, whatever people say", () => {
	const size = fc.record({ width: fc.integer({ min: 2, max: 60 }), height: fc.nat({ max: 20 }) });
	fc.assert(
		fc.property(hostileText, hostileText, size, (text, name, { width, height }) => {
			const state = withEvents(stateOf({}, rooms), [
				event(1, { text: `ann ${text}` }),
				event(1, { room: "#ops", text: name }),
			]);
			for (const shows of ["mentions", place("#ops")] as const) {
				const rows = secondPaneLines(
					{ ...state, sides: { ...state.sides, shows } },
					{ width, height },
				);
				expect(rows).toHaveLength(height);
				for (const row of rows) {
					expect(columnsOf(row)).toBeLessThanOrEqual(width);
					expect(isClean(row)).toBe(true);
				}
			}
		}),
	);
});
