import { expect, test } from "vitest";
import { actions } from "./actions.ts";
import { usualKeymap } from "./keymap.ts";

test("every key does one thing, and every action has a name of its own and says what it does", () => {
	const chords = actions.flatMap(({ keys }) => keys);
	expect(new Set(chords).size).toBe(chords.length);
	expect(usualKeymap.size).toBe(chords.length);
	expect(new Set(actions.map(({ name }) => name)).size).toBe(actions.length);
	for (const { name, help } of actions) {
		expect(name).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
		expect(help).not.toBe("");
	}
});

test("a chord that begins a longer one does nothing alone", () => {
	const chords = actions.flatMap(({ keys }) => keys);
	for (const [first] of chords.map((chord) => chord.split(" ")).filter(({ length }) => length > 1))
		expect(chords).not.toContain(first);
});

test("keys of plain letters are left to the line", () => {
	for (const chord of usualKeymap.keys()) expect(chord).not.toMatch(/^(shift\+)?.$/u);
});
