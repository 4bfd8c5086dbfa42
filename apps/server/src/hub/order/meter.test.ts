import { WireError } from "@partyline/shared/protocol/errors";
import { type AccountName, accountName } from "@partyline/shared/protocol/ids";
import type { Role } from "@partyline/shared/protocol/shapes";
import { describe, expect, test } from "vitest";
import { rates } from "../../limits.ts";
import { People } from "../people.ts";
import { createBuckets, createMeter, type Meter, payNewcomer } from "./meter.ts";

const ann = accountName.parse("ann");
const elsewhere = { isLocal: false, network: "192.0.2.7", site: "192.0.2.7" };
const local = { isLocal: true, network: "127.0.0.1", site: "127.0.0.1" };

/** A server's buckets with a clock that the test moves. */
function meters() {
	const buckets = createBuckets();
	const people = new People([]);
	const clock = { now: 0 };
	const open = (from = elsewhere) => createMeter({ buckets, people }, from, () => clock.now);
	const meet = (name: string, role: Role) => {
		const account = accountName.parse(name);
		people.put({ account, name, role, state: "active" });
		return account;
	};
	return { buckets, clock, open, meet };
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
	for (const method of ["sync", "history", "rooms", "members", "ping", "quit"] as const)
		for (let count = 0; count < 1_000; count++) meter(method, ann);
});

test("to those who are local nothing is counted", () => {
	const { buckets, open } = meters();
	expect(spendAll(open(local), ann).posts).toBe(10_000);
	expect(buckets.accounts.size).toBe(0);
});

test("accounts that asked for something are forgotten when they could ask for all again, whatever others ask for", () => {
	const { buckets, clock, open } = meters();
	const meter = open();
	for (let count = 0; count < 2_000; count++) {
		clock.now += 1_000;
		spendAll(open(), ann);
		meter("post", accountName.parse(`guest-${count}`));
	}
	expect(buckets.accounts.size).toBeLessThan(5);
});

describe("guests of one network", () => {
	test("have together what the network has, however many names they take", () => {
		const { open, meet } = meters();
		let posts = 0;
		for (let count = 0; count < 40; count++)
			posts += spendAll(open(), meet(`guest-${count}`, "guest")).posts;
		expect(posts).toBe(rates.guests.burst);
	});

	test("take nothing from the accounts there, nor from the guests of another", () => {
		const { open, meet } = meters();
		for (let count = 0; count < 40; count++) spendAll(open(), meet(`guest-${count}`, "guest"));
		expect(spendAll(open(), meet("ann", "member")).posts).toBe(rates.connection.burst);
		const other = { ...elsewhere, network: "192.0.2.8", site: "192.0.2.8" };
		expect(spendAll(open(other), meet("gus", "guest")).posts).toBe(rates.connection.burst);
	});

	test("are counted by the site too, which has eight times as much", () => {
		const { open, meet } = meters();
		let posts = 0;
		for (let count = 0; count < 100; count++) {
			const from = { isLocal: false, network: `2001:db8:1:${count}`, site: "2001:db8:1" };
			posts += spendAll(open(from), meet(`guest-${count}`, "guest")).posts;
		}
		expect(posts).toBe(8 * rates.guests.burst);
	});
});

test("a network has so many new names at once, and this machine as many as it likes", () => {
	const { buckets } = meters();
	const pay = (from: typeof elsewhere) => payNewcomer({ buckets }, from);
	for (let count = 0; count < rates.newcomers.burst; count++) pay(elsewhere);
	expect(() => pay(elsewhere)).toThrow("too much at once");
	pay({ ...elsewhere, network: "192.0.2.8", site: "192.0.2.8" });
	for (let count = 0; count < 200; count++) pay(local);
});
