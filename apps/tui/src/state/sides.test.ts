import fc from "fast-check";
import { expect, test } from "vitest";
import { place } from "../testing/samples.ts";
import { readSides, type Shown, type Sides, usualSides, writeSides } from "./sides.ts";

const shown = fc.constantFrom<Shown>("auto", "always", "never");

test("what is chosen is read as it was written", () => {
	const sides: fc.Arbitrary<Sides> = fc.record({
		rooms: shown,
		members: shown,
		second: shown,
		shows: fc.constantFrom<Sides["shows"]>("mentions", place("#ops"), place("@0123456789")),
	});
	fc.assert(
		fc.property(sides, (chosen) => {
			expect(readSides(writeSides(chosen))).toEqual(chosen);
		}),
	);
});

test("a note of another make, or none, is as nothing chosen", () => {
	for (const note of [undefined, "", "x", "null", "[]", "3", '{"rooms":"sometimes","shows":7}'])
		expect(readSides(note)).toEqual(usualSides);
});
