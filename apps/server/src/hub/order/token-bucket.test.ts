import fc from "fast-check";
import { expect, test } from "vitest";
import { costs, rates } from "../../limits.ts";
import { afterTaking, type Rate, untouched, waitMs } from "./token-bucket.ts";

type Asked = { readonly afterMs: number; readonly cost: number };
type Grant = { readonly at: number; readonly cost: number };

const rate = fc.record({
	burst: fc.double({ min: 1, max: 100, noNaN: true }),
	perSecond: fc.double({ min: 0.1, max: 100, noNaN: true }),
});
const asked = fc.array(
	fc.record({
		// Most come in bursts, some much later.
		afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 50 }), fc.nat(20_000)),
		cost: fc.double({ min: 0.1, max: 10, noNaN: true }),
	}),
	{ minLength: 1, maxLength: 60 },
);

/** What a bucket grants of all that is asked for. */
function grantsOf(wanted: readonly Asked[], of: Rate, startMs: number): Grant[] {
	let fullAt = untouched;
	let now = startMs;
	const grants: Grant[] = [];
	for (const { afterMs, cost } of wanted) {
		now += afterMs;
		if (waitMs(fullAt, { cost, now, rate: of }) > 0) continue;
		fullAt = afterTaking(fullAt, { cost, now, rate: of });
		grants.push({ at: now, cost });
	}
	return grants;
}

test("in no interval more is granted than the burst and what came since", () => {
	fc.assert(
		fc.property(asked, rate, fc.nat(1e9), (wanted, of, startMs) => {
			const grants = grantsOf(wanted, of, startMs);
			for (const [index, { at: from }] of grants.entries()) {
				let sum = 0;
				for (const { at, cost } of grants.slice(index)) {
					sum += cost;
					expect(sum).toBeLessThanOrEqual(of.burst + (of.perSecond * (at - from)) / 1_000 + 1e-3);
				}
			}
		}),
	);
});

test("what is refused is granted after exactly the time that was told, and not a millisecond earlier", () => {
	fc.assert(
		fc.property(asked, rate, fc.nat(1e9), (wanted, of, startMs) => {
			let fullAt = untouched;
			let now = startMs;
			for (const { afterMs, cost: some } of wanted) {
				now += afterMs;
				const cost = Math.min(some, of.burst);
				const wait = waitMs(fullAt, { cost, now, rate: of });
				if (wait > 0) {
					expect(waitMs(fullAt, { cost, now: now + wait, rate: of })).toBe(0);
					expect(waitMs(fullAt, { cost, now: now + wait - 1, rate: of })).toBeGreaterThan(0);
				} else fullAt = afterTaking(fullAt, { cost, now, rate: of });
			}
		}),
	);
});

test("nothing costs more than can ever be had", () => {
	for (const cost of Object.values(costs))
		expect(cost).toBeLessThanOrEqual(Math.min(rates.connection.burst, rates.account.burst));
});
