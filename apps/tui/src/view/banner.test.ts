import fc from "fast-check";
import { expect, test } from "vitest";
import { hostileText } from "../testing/arbitrary.ts";
import { connected, noon, stateOf } from "../testing/samples.ts";
import { columnsOf, isClean, undress } from "../testing/screen-rows.ts";
import { bannerLines } from "./banner.ts";

const waiting = { state: "waiting", retryAtMs: noon, problem: "", attempt: 1 } as const;

function banner(problem: string, columns: number, rows: number): string[] {
	return bannerLines(connected(stateOf({ columns }), { ...waiting, problem }), rows);
}

test("says what is wrong, and covers its rows whole", () => {
	const rows = banner("Nobody answers at test:1. Is it running?", 30, 2).map(undress);
	expect(rows).toEqual(["Nobody answers at test:1. Is".padEnd(30), "it running?".padEnd(30)]);
});

test("has as many rows as it is given, each as wide as the conversation and clean, whatever a server says", () => {
	fc.assert(
		fc.property(hostileText, fc.integer({ min: 2, max: 80 }), (problem, columns) => {
			const rows = banner(problem, columns, 3);
			expect(rows).toHaveLength(3);
			for (const row of rows) {
				expect(columnsOf(row)).toBe(columns);
				expect(isClean(row)).toBe(true);
			}
		}),
	);
});
