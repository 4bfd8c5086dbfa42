import fc from "fast-check";
import { expect, test } from "vitest";
import { advance } from "./cursor.ts";

test("whatever order events come in, those that are next are 1 to n", () => {
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 1, max: 20 })), (seqs) => {
			let cursor = 0;
			for (const seq of seqs) {
				const step = advance(cursor, seq);
				expect(step === "gap").toBe(seq > cursor + 1);
				if (step === "next") cursor = seq;
			}
			const reached = Array.from({ length: cursor }, (_, at) => at + 1);
			expect(reached.every((seq) => seqs.includes(seq))).toBe(true);
		}),
	);
});

test("an event seen before is a duplicate, and one too far ahead shows a gap", () => {
	expect([advance(5, 5), advance(5, 1), advance(5, 6), advance(5, 7)]).toEqual([
		"duplicate",
		"duplicate",
		"next",
		"gap",
	]);
});
