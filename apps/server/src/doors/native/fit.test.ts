import { frameLimitBytes } from "@partyline/shared/framing/limits";
import pino from "pino";
import { describe, expect, test } from "vitest";
import { fitFirst, fitLast } from "./fit.ts";
import { nextPage } from "./page.ts";

/** What was logged of `work`. */
function logged(work: (log: pino.Logger) => void): string[] {
	const lines: string[] = [];
	work(pino({}, { write: (line) => lines.push(line) }));
	return lines;
}

const third = "x".repeat(frameLimitBytes / 3 - 1_000);
const tooLong = "y".repeat(frameLimitBytes);

describe("what goes into one frame", () => {
	test("is as many entries as fit, from the side that is asked for", () => {
		const [a, b, c, d] = ["a", "b", "c", "d"].map((letter) => letter + third) as string[];
		const list = [a, b, c, d];
		const lines = logged((log) => {
			expect(fitFirst(list, log)).toEqual({ entries: [a, b, c], more: true });
			expect(fitLast(list, log)).toEqual({ entries: [b, c, d], more: true });
			expect(fitFirst([a, b], log)).toEqual({ entries: [a, b], more: false });
			expect(fitFirst([a, b], log, third.length + 10)).toEqual({ entries: [a], more: true });
		});
		expect(lines).toEqual([]);
	});

	test("is never an entry that no frame can hold: the others are told, and the log says so", () => {
		const lines = logged((log) => {
			expect(fitFirst([tooLong, "a", tooLong, "b"], log)).toEqual({
				entries: ["a", "b"],
				more: false,
			});
			expect(fitLast(["a", "b", tooLong], log)).toEqual({ entries: ["a", "b"], more: false });
		});
		expect(lines).toHaveLength(3);
		expect(lines[0]).toContain("longer than a frame may be");
	});
});

test("pages of a list with an entry that no frame can hold come to their end", () => {
	const list = ["a", "b", tooLong, "z"];
	logged((log) => {
		const usual = { key: (entry: string) => entry, show: (entry: string) => entry, log, limit: 2 };
		expect(nextPage(list, { ...usual, after: undefined })).toEqual({
			entries: ["a", "b"],
			more: true,
		});
		expect(nextPage(list, { ...usual, after: "b" })).toEqual({ entries: ["z"], more: false });
		expect(nextPage(["a", tooLong], { ...usual, after: "a" })).toEqual({
			entries: [],
			more: false,
		});
	});
});
