import { WireError } from "@partyline/shared/protocol/errors";
import { type AccountName, accountName } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import { rates } from "../../limits.ts";
import { type AccountBuckets, createMeter, type Meter } from "./meter.ts";

const ann = accountName.parse("ann");
const elsewhere = { isLocal: false };

/** A server's buckets with a clock that the test moves. */
function meters() {
	const buckets: AccountBuckets = new Map();
	const clock = { now: 0 };
	const open = (from = elsewhere) => createMeter({ buckets }, from, () => clock.now);
	return { buckets, clock, open };
}

/** How many posts are taken before one is refused, and when to come again. */
function spendAll(meter: Meter, account?: AccountName): { posts: number; retryAfterMs: number } {
	for (let posts = 0; posts < 10_000; posts++) {
		try {
			meter("post", account);
		} catch (error) {
			if (!(error instanceof WireError)) throw error;
			expect(error.code).toBe("rate_limited");
			return { posts, retryAfterMs: error.retryAfterMs ?? 0 };
		}
	}
	return { posts: 10_000, retryAfterMs: 0 };
}

test("a connection has its burst, and one post more after the time it is told", () => {
	const { clock, open } = meters();
	const meter = open();
	const { posts, retryAfterMs } = spendAll(meter, ann);
	expect(posts).toBe(rates.connection.burst);
	expect(retryAfterMs).toBe(1_000 / rates.connection.perSecond);
	clock.now += retryAfterMs;
	expect(spendAll(meter, ann).posts).toBe(1);
});

test("all connections of an account together have no more than the account", () => {
	const { open } = meters();
	const all = [open(), open(), open(), open()].map((meter) => spendAll(meter, ann).posts);
	expect(all.reduce((sum, posts) => sum + posts)).toBe(rates.account.burst);
});

test("what is refused for the account takes nothing from the connection", () => {
	const { clock, open } = meters();
	spendAll(open(), ann);
	spendAll(open(), ann);
	const last = open();
	expect(spendAll(last, ann).posts).toBe(0);
	clock.now += 60_000;
	expect(spendAll(last, ann).posts).toBe(rates.connection.burst);
});

test("coming back after a cut is free, also with nothing left", () => {
	const meter = meters().open();
	spendAll(meter, ann);
	for (const method of ["sync", "history", "rooms", "members", "read", "ping", "quit"] as const)
		for (let count = 0; count < 1_000; count++) meter(method, ann);
});

test("to those who are local nothing is counted", () => {
	const { buckets, open } = meters();
	expect(spendAll(open({ isLocal: true }), ann).posts).toBe(10_000);
	expect(buckets.size).toBe(0);
});

test("accounts that asked for something are forgotten when they could ask for all again, whatever others ask for", () => {
	const { buckets, clock, open } = meters();
	const meter = open();
	for (let count = 0; count < 2_000; count++) {
		clock.now += 1_000;
		spendAll(open(), ann);
		meter("post", accountName.parse(`guest-${count}`));
	}
	expect(buckets.size).toBeLessThan(5);
});
