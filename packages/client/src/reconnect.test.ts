import fc from "fast-check";
import { expect, test } from "vitest";
import {
	baseDelayMs,
	boundedDelayMs,
	maxAskedDelayMs,
	maxDelayMs,
	nextDelayMs,
	reconnectDelayMs,
} from "./reconnect.ts";

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test("a retry never waits longer than the cap, nor the first one longer than the base", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 2_000 }), chance, (attempt, random) => {
			const delayMs = nextDelayMs(attempt, () => random);
			expect(delayMs).toBeGreaterThanOrEqual(0);
			expect(delayMs).toBeLessThanOrEqual(attempt === 1 ? baseDelayMs : maxDelayMs);
		}),
	);
});

test("the longest wait doubles up to the cap", () => {
	const longest = [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => nextDelayMs(attempt, () => 1));
	expect(longest).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test("nobody comes back before the server wants to see them", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 9 }), chance, (attempt, random) => {
			expect(reconnectDelayMs(attempt, () => random, 5_000)).toBeGreaterThanOrEqual(5_000);
		}),
	);
});

test.each([
	[70, 70],
	[1e13, maxAskedDelayMs],
	[Infinity, maxAskedDelayMs],
	[-5, 0],
	[Number.NaN, 0],
])("a server that asks for a wait of %d ms gets %d", (asked, given) => {
	expect(boundedDelayMs(asked)).toBe(given);
});
