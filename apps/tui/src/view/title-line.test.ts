import fc from "fast-check";
import { expect, test } from "vitest";
import { hostileText } from "../testing/arbitrary.ts";
import { joinedRoom, stateOf } from "../testing/samples.ts";
import { columnsOf, isClean, undress } from "../testing/screen-rows.ts";
import { titleHits, titleLine } from "./title-line.ts";

function title(columns: number, topic = ""): string {
	const state = stateOf({ columns }, [joinedRoom("#general", undefined, topic)]);
	return undress(titleLine(state));
}

test("the room, its topic and the keys to begin with share the first row", () => {
	expect(title(60, "on call: bob")).toBe(
		`${"#general  on call: bob".padEnd(30)}  F1 help  F7 rooms  F8 people`,
	);
	expect(title(60)).toMatch(/^#general {24}F1 help/);
	expect(title(60, "a very long topic that does not fit")).toMatch(
		/^#general {2}a very long topic t… {2}F1/,
	);
});

test("on a narrow screen the room comes before the keys", () => {
	expect(title(40, "on call: bob until Friday")).toBe("#general  on call: bob until F…  F1 help");
	expect(title(20)).toBe("#general".padEnd(20));
});

test("whatever the topic, the row is as wide as the screen and clean", () => {
	fc.assert(
		fc.property(hostileText, fc.integer({ min: 1, max: 220 }), (topic, columns) => {
			const state = stateOf({ columns }, [joinedRoom("#general", undefined, topic)]);
			const row = titleLine(state);
			expect(columnsOf(row)).toBe(columns);
			expect(isClean(row)).toBe(true);
		}),
	);
});

test("the words of a key are where a click finds them, and bring about its action", () => {
	for (const columns of [200, 80, 45, 20]) {
		const row = undress(titleLine(stateOf({ columns })));
		const words = titleHits(columns).map(({ column, width, action }) => [
			row.slice(column, column + width),
			action,
		]);
		const all = [
			["F1 help", "help"],
			["F7 rooms", "rooms"],
			["F8 people", "members"],
		];
		expect(words).toEqual(columns >= 80 ? all : columns === 45 ? all.slice(0, 1) : []);
	}
});
