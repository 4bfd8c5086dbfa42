import fc from "fast-check";
import { expect, it, test } from "vitest";
import { limits } from "../protocol/limits.ts";
import { parseDuration, printDuration } from "./duration.ts";

const written = "A duration is written as 30m, 24h, 7d or 1h30m, with w, d, h, m and s.";
const tenYears = "This may be at most 3650d.";

it.each([
	["45s", 45_000],
	["30m", 1_800_000],
	["90m", 5_400_000],
	["24h", 86_400_000],
	["7d", 604_800_000],
	["2w", 1_209_600_000],
	["1h30m", 5_400_000],
	["1w2d3h4m5s", 788_645_000],
	["0h5m", 300_000],
])("%s is read as people mean it", (text, ms) => {
	expect(parseDuration(text)).toEqual({ ok: true, ms });
});

it.each([
	["", written],
	["10", written],
	["m", written],
	["30 m", written],
	["30M", written],
	["30m1h", written],
	["5m5m", written],
	["-5m", written],
	["1.5h", written],
	["forever", written],
	["0s", "This must be at least 1s."],
	["99999999999999w", written],
	["999999w", tenYears],
	["87601h", tenYears],
])("%j is refused in a sentence", (text, problem) => {
	expect(parseDuration(text)).toEqual({ ok: false, problem });
});

test("whoever asks says how short and how long it may be", () => {
	const bounds = { leastMs: 60_000, mostMs: 86_400_000 };
	expect(parseDuration("59s", bounds)).toEqual({ ok: false, problem: "This must be at least 1m." });
	expect(parseDuration("1m", bounds)).toEqual({ ok: true, ms: 60_000 });
	expect(parseDuration("1d", bounds)).toEqual({ ok: true, ms: 86_400_000 });
	expect(parseDuration("25h", bounds)).toEqual({ ok: false, problem: "This may be at most 1d." });
});

it.each([
	[0, "0s"],
	[999, "0s"],
	[5_400_500, "1h30m"],
	[86_400_000, "1d"],
	[604_800_000, "1w"],
	[691_200_000, "8d"],
])("%i ms are written as %s", (ms, text) => {
	expect(printDuration(ms)).toBe(text);
});

test("what is written is read again as the same, to the second", () => {
	const anySeconds = fc.integer({ min: 1, max: limits.sentenceMs / 1_000 });
	fc.assert(
		fc.property(anySeconds, (seconds) => {
			const ms = seconds * 1_000;
			expect(parseDuration(printDuration(ms))).toEqual({ ok: true, ms });
		}),
	);
});

test("any text is read or refused, and never more than the bounds allow", () => {
	fc.assert(
		fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\dwdhms]{0,40}$/)), (text) => {
			const result = parseDuration(text);
			if (!result.ok) expect(result.problem).toMatch(/^[A-Z].*\.$/);
			else expect(result.ms).toSatisfy((ms: number) => ms >= 1_000 && ms <= limits.sentenceMs);
		}),
	);
});
