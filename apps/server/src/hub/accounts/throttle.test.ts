import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Throttle } from "./throttle.ts";

const options = { free: 3, firstMs: 1_000, mostMs: 30_000, forgetMs: 3_600_000, remembered: 100 };

function failAt(throttle: Throttle, key: string, times: readonly number[]): void {
	for (const now of times) throttle.begin(key, now);
}

describe("a throttle", () => {
	test("lets three tries go, then each wait is twice the one before, up to the most", () => {
		const throttle = new Throttle(options);
		const waits: number[] = [];
		let now = 0;
		for (let tries = 0; tries < 10; tries++) {
			const waitMs = throttle.waitMs("ann", now);
			waits.push(waitMs);
			now += waitMs;
			throttle.begin("ann", now);
		}
		expect(waits).toEqual([0, 0, 0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
	});

	test("counts many tries at the same moment before any of them is answered", () => {
		const throttle = new Throttle(options);
		failAt(throttle, "ann", [0, 0, 0]);
		expect(throttle.waitMs("ann", 0)).toBe(1_000);
		expect(throttle.waitMs("ann", 400)).toBe(600);
		expect(throttle.waitMs("bob", 0)).toBe(0);
	});

	test("forgets what was cleared, and what is long ago", () => {
		const throttle = new Throttle(options);
		failAt(throttle, "ann", [0, 0, 0, 0]);
		failAt(throttle, "bob", [0, 0, 0, 0]);
		throttle.clear("ann");
		expect(throttle.waitMs("ann", 0)).toBe(0);
		throttle.begin("bob", options.forgetMs);
		expect(throttle.waitMs("bob", options.forgetMs)).toBe(0);
	});

	test("a try that is given back was none", () => {
		const throttle = new Throttle(options);
		failAt(throttle, "net", [0, 0, 0]);
		throttle.giveBack("net");
		expect(throttle.waitMs("net", 0)).toBe(0);
		throttle.begin("net", 0);
		expect(throttle.waitMs("net", 0)).toBe(1_000);
	});

	test("remembers no more than it is told to, and forgets the one that tried the longest ago", () => {
		const throttle = new Throttle(options);
		failAt(throttle, "first", [0, 0, 0]);
		failAt(throttle, "second", [0, 0, 0]);
		for (let other = 0; other < 98; other++) failAt(throttle, `other ${other}`, [1, 1, 1]);
		throttle.begin("first", 1);
		failAt(throttle, "one more", [1, 1, 1]);
		expect(throttle.waitMs("second", 1)).toBe(0);
		expect(throttle.waitMs("first", 1)).toBe(2_000);
	});

	test("who has to wait is not forgotten for any number of others who need not", () => {
		const throttle = new Throttle(options);
		failAt(throttle, "ann", [0, 0, 0, 0, 0]);
		for (let other = 0; other < 10 * options.remembered; other++)
			failAt(throttle, `other ${other}`, [1, 1]);
		expect(throttle.waitMs("ann", 1)).toBe(3_999);
	});

	test("nobody waits longer than the most, whatever the clock does", () => {
		const times = fc.array(fc.integer({ min: 0, max: 10_000_000 }), { maxLength: 40 });
		fc.assert(
			fc.property(times, (moments) => {
				const throttle = new Throttle(options);
				for (const now of moments) {
					expect(throttle.waitMs("ann", now)).toBeLessThanOrEqual(options.mostMs);
					throttle.begin("ann", now);
				}
			}),
		);
	});
});
