import type { ConnectionStatus } from "@partyline/client";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hostileText } from "../testing/arbitrary.ts";
import { connected, noon, stateOf } from "../testing/samples.ts";
import { columnsOf, isClean, undress } from "../testing/screen-rows.ts";
import { bannerLines } from "./banner.ts";
import { layoutOf } from "./layout.ts";

const waiting = { state: "waiting", retryAtMs: noon, problem: "", attempt: 1 } as const;

function banner(problem: string, columns: number, rows: number): string[] {
	return bannerLines(connected(stateOf({ columns }), { ...waiting, problem }), rows);
}

test("says what is wrong, and covers its rows whole", () => {
	const rows = banner("Nobody answers at test:1. Is it running?", 30, 2).map(undress);
	expect(rows).toEqual(["Nobody answers at test:1. Is".padEnd(30), "it running?".padEnd(30)]);
});

const key = "SHA256:Ci9zZgJ0RrjTTGZyoxkE4ZSYIlp2C4yHUmsKQq0mSBA";
const other = "SHA256:wzJ4dYxYZLYW8xQq5cTQeSDO4hRkXGhh2S5CbcoFVuE";
const accept = `partyline servers accept chat.example.org:17420 ${other}`;
const changed = `chat.example.org:17420 has another key than it should: ${other} and not ${key}. Nothing was sent. If whoever runs it says that this is right: ${accept}`;

test.each([
	[40, 12],
	[80, 24],
	[200, 60],
])(
	"a server with another key is told whole on %i by %i: both keys, and what to type",
	(columns, rows) => {
		const problem = { state: "closed", code: "changed_key", problem: changed } as const;
		const state = connected(stateOf({ columns, rows }), problem);
		const { bannerRows, composerRows, paneHeight } = layoutOf(state);
		const text = bannerLines(state, bannerRows).map(undress).join("").replaceAll(/\s/g, "");
		expect(text).toBe(changed.replaceAll(" ", ""));
		expect(bannerRows).toBeLessThanOrEqual(paneHeight);
		expect(composerRows).toBe(1);
	},
);

test("what ended the connection covers no more than it needs, and what passes by itself does not grow", () => {
	const told = (status: ConnectionStatus) => layoutOf(connected(stateOf(), status)).bannerRows;
	expect(told({ state: "closed", problem: "You are banned: spam." })).toBe(1);
	expect(told({ state: "closed" })).toBe(0);
	expect(told({ state: "closed", problem: "no ".repeat(5_000) })).toBe(21);
	expect(told({ ...waiting, problem: changed })).toBe(1);
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
