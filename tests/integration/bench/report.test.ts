import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isTie, judge, ratioOf, summarise } from "../../../bench/arithmetic.ts";
import { coresIn } from "../../../bench/machine.ts";
import { contestTables, formatNumber, goalsTable } from "../../../bench/report.ts";
import type { ContestResult } from "../../../bench/run-contest.ts";
import { loadShare, shareFigures } from "../../../bench/shares.ts";

describe("the report", () => {
	const figures = [
		{ name: "1 sender: deliveries", unit: "a second", better: "more" },
		...shareFigures("1 sender"),
	] as const;
	const entrant = (name: string, values: readonly number[], load = 0.5) => ({
		name,
		rounds: values.map((value) => ({
			"1 sender: deliveries": value,
			"1 sender: server's core": 0.9,
			"1 sender: load's core": load,
		})),
		problems: [],
	});
	const result: ContestResult = {
		name: "1,000 members",
		figures,
		goals: [
			{ figure: "1 sender: deliveries", of: "partyline", over: "C", goal: 0.7, stretch: 0.85 },
			{ figure: "1 sender: deliveries", of: "partyline", over: "NATS", goal: 1.2, stretch: 1.5 },
			{ figure: "1 sender: deliveries", of: "partyline", over: "InspIRCd", goal: 0.8, stretch: 1 },
			{ figure: "1 sender: deliveries", of: "partyline", over: "ngIRCd", goal: 1 },
		],
		entrants: [
			entrant("partyline", [120_000, 100_000, 90_000]),
			entrant("C", [200_000], 0.98),
			entrant("NATS", [66_000]),
			{ ...entrant("InspIRCd", [110_000]), problems: ["InspIRCd does not listen on 1."] },
		],
	};

	test("has medians with the least and the most, ratios to the first, ties and bounds", () => {
		const rows = contestTables(result).split("\n");
		expect(rows).toContain("| partyline | 100,000 (90,000–120,000) | 1 | 0.90 | 0.50 |");
		expect(rows).toContain("| C | ≥ 200,000 | 2.00 | 0.90 | 0.98 |");
		expect(rows).toContain("| NATS | 66,000 | 0.66 | 0.90 | 0.50 |");
		expect(rows).toContain("| InspIRCd | 110,000 | 1.10 tie | 0.90 | 0.50 |");
	});

	test("says of how many rounds a contest is, as some have fewer", () => {
		expect(contestTables(result).split("\n")[2]).toBe("Medians of 3 rounds.");
		const short: ContestResult = { ...result, entrants: [entrant("partyline", [90_000])] };
		expect(contestTables(short).split("\n")[2]).toBe("One round.");
		expect(contestTables({ ...result, entrants: [] }).split("\n")[2]).toBe("No round counted.");
	});

	test("marks bounds in tables without groups as well", () => {
		const told = contestTables({
			...{ name: "connect storm", goals: [] },
			figures: [
				{ name: "all are in", unit: "ms", better: "less" },
				{ name: loadShare, unit: "of a core", better: "less" },
			],
			entrants: [
				{ name: "100", rounds: [{ "all are in": 120, [loadShare]: 0.99 }], problems: [] },
				{ name: "1,000", rounds: [{ "all are in": 150, [loadShare]: 0.5 }], problems: [] },
			],
		});
		expect(told).toContain("| 100 | ≤ 120 | 1 | 0.99 |\n| 1,000 | 150 | 1.25 tie | 0.50 |\n");
	});

	test.each([
		["of the other", [0.5, 0.99], "≤ 0.50"],
		["of ours", [0.99, 0.5], "≥ 0.50"],
		["of both", [0.99, 0.99], "about 0.50"],
		["of neither", [0.5, 0.5], "0.50"],
	])(
		"says of a ratio to be reached what it is where the load was the bottleneck %s",
		(_, [own, other], value) => {
			const entrants = [entrant("partyline", [100_000], own), entrant("C", [200_000], other)];
			expect(goalsTable([{ ...result, entrants }])).toContain(`| C | ${value} | 0.70 |`);
		},
	);

	test("names the rounds that did not count", () => {
		expect(contestTables(result)).toContain(
			"- A round of InspIRCd did not count: InspIRCd does not listen on 1.",
		);
	});

	test("says of every goal whether it is reached, and by how much not", () => {
		const verdicts = goalsTable([result])
			.split("\n")
			.flatMap((line) => /^\| 1,000 members \|.*\| (.*) \|$/.exec(line)?.[1] ?? []);
		expect(verdicts).toEqual(["missed by 29 %", "stretch reached", "reached", "not measured"]);
	});

	test("prints numbers with the figures that mean something", () => {
		expect([1_234_567.8, 123.4, 12.34, 1.234, 0, 7].map(formatNumber)).toEqual([
			...["1,234,568", "123", "12.3", "1.23", "0", "7"],
		]);
	});
});

describe("the arithmetic", () => {
	test("takes the middle one of an odd number of rounds, and the middle of the middle two of an even", () => {
		expect(summarise([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
		expect(summarise([4, 1, 2, 3])).toEqual({ median: 2.5, least: 1, most: 4 });
		expect(summarise([])).toBeUndefined();
	});

	test("has a median between the least and the most, with as many below as above", () => {
		fc.assert(
			fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
				const { median = Number.NaN, least = 0, most = 0 } = summarise(values) ?? {};
				const below = values.filter((value) => value < median).length;
				const above = values.filter((value) => value > median).length;
				expect([least, most]).toEqual([Math.min(...values), Math.max(...values)]);
				expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
			}),
		);
	});

	test("knows no ratio to nothing", () => {
		expect(ratioOf(1, 0)).toBeUndefined();
		expect(ratioOf(0, 0)).toBeUndefined();
		expect(ratioOf(undefined, 1)).toBeUndefined();
		expect(ratioOf(3, 2)).toBe(1.5);
	});

	test("takes a ratio under 1.25 either way for a tie", () => {
		expect([0.79, 0.8, 1, 1.25, 1.26].map(isTie)).toEqual([false, true, true, true, false]);
	});

	test("judges by at least where more is better, and by at most where less is", () => {
		const more = (value: number) => judge(value, { goal: 2, stretch: 4 }, { better: "more" });
		expect([4, 2, 1.5].map(more)).toEqual([
			{ kind: "stretch reached" },
			{ kind: "reached" },
			{ kind: "missed", percent: 25 },
		]);
		const less = (value: number) => judge(value, { goal: 2, stretch: 1 }, { better: "less" });
		expect([1, 2, 3].map(less)).toEqual([
			{ kind: "stretch reached" },
			{ kind: "reached" },
			{ kind: "missed", percent: 50 },
		]);
		expect(judge(3, { goal: 0 }, { better: "less" })).toEqual({
			kind: "missed",
			percent: undefined,
		});
	});

	test("reads the list of cores that one may run on", () => {
		expect(coresIn("0-2,5")).toEqual([0, 1, 2, 5]);
		expect(coresIn("3")).toEqual([3]);
		expect(coresIn("")).toEqual([]);
	});
});
