import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chordOf } from "../input/event.ts";
import { KeyDecoder } from "../input/keys.ts";
import { keyNames, readChord } from "./chord.ts";

function chordIn(text: string): string {
	const read = readChord(text);
	if (!read.ok) throw new Error(read.problem);
	return read.chord;
}

function problemIn(text: string): string | undefined {
	const read = readChord(text);
	return read.ok ? undefined : read.problem;
}

describe("a chord", () => {
	test.each([
		["alt+a", "alt+a"],
		["Alt+A", "alt+a"],
		["shift+alt+ctrl+F5", "ctrl+alt+shift+f5"],
		["C-x", "ctrl+x"],
		["M-C-x", "ctrl+alt+x"],
		["meta+shift+b", "alt+shift+b"],
		["Control+Space", "ctrl+space"],
		["ctrl++", "ctrl++"],
		["alt+-", "alt+-"],
		["M--", "alt+-"],
		["alt+?", "alt+?"],
		["alt+Ж", "alt+ж"],
		["f1", "f1"],
		["shift+enter", "shift+enter"],
		["ctrl+x ctrl+e", "ctrl+x ctrl+e"],
		["  C-x   C-e ", "ctrl+x ctrl+e"],
	])("written %j is %j", (written, chord) => {
		expect(chordIn(written)).toBe(chord);
	});

	test.each([
		["a", '"a" types a character; put "ctrl+" or "alt+" before it'],
		["shift+B", '"shift+B" types a character; put "ctrl+" or "alt+" before it'],
		["space", '"space" types a character; put "ctrl+" or "alt+" before it'],
		["ctrl+x e", '"e" types a character; put "ctrl+" or "alt+" before it'],
		["ctrl+pgup", 'there is no key "pgup"; did you mean "pageup"?'],
		["esc", 'there is no key "esc"; did you mean "escape"?'],
		["cmd+k", 'there is no modifier "cmd", only "ctrl", "alt" and "shift"'],
		["crtl+k", 'there is no modifier "crtl"; did you mean "ctrl"?'],
		["ctrl+x ctrl+y ctrl+z", '"ctrl+x ctrl+y ctrl+z" has more than two keys in a row'],
	])("written %j is refused: %s", (written, problem) => {
		expect(problemIn(written)).toBe(problem);
	});

	test.each(["return", "", "ctrl+", "alt+\u200b"])(
		"that names no key, as %j, is told all names",
		(written) => {
			const problem = problemIn(written) ?? "";
			expect(problem).toMatch(/^there is no key ".*"; a key is called by its character, "enter", /);
			for (const name of keyNames.filter((known) => !known.startsWith("f")))
				expect(problem).toContain(`"${name}"`);
		},
	);

	test("that any terminal sends can be written as `chordOf` spells it", () => {
		const mark = fc.constantFrom(
			"\x1b",
			"\x1b[",
			"\x1bO",
			"~",
			";",
			"u",
			"2",
			"5",
			"9",
			"13",
			"A",
			"H",
			"P",
		);
		const bytes = fc.oneof(mark, fc.constantFrom(..."aZéЖß?/1 世\t\0\r\x7f"));
		fc.assert(
			fc.property(fc.array(bytes, { maxLength: 8 }), (pieces) => {
				const decoder = new KeyDecoder();
				const events = decoder.push(new TextEncoder().encode(pieces.join("")));
				for (const event of events)
					if (event.type === "key") expect(chordIn(chordOf(event.key))).toBe(chordOf(event.key));
			}),
			{ numRuns: 2_000 },
		);
	});
});
