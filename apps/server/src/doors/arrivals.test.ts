import pino from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { serverLimits } from "../limits.ts";
import { Arrival, Arrivals } from "./arrivals.ts";
import type { Farewell } from "./door.ts";

/** Somebody at a door, and what became of them. */
class Guest {
	readonly arrival: Arrival;
	readonly #since = performance.now();
	told: Farewell["code"] | undefined;
	cut = false;
	isIn = false;
	/** Whether something is being done for them. */
	isOwed = false;
	/** How often they were looked at. */
	looks = 0;

	constructor(address: string) {
		this.arrival = new Arrival({
			address,
			isLocal: address.startsWith("127."),
			destroy: () => {
				this.cut = true;
			},
		});
		this.arrival.enter({
			wasLetIn: () => {
				this.looks++;
				return this.isIn;
			},
			idleSince: () => (this.isOwed ? undefined : this.#since),
			bye: ({ code }) => {
				this.told = code;
			},
		});
	}
}

beforeEach(() => {
	vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
	vi.useRealTimers();
});

/** Lets so much time pass that who says nothing is idle. */
function wait(): void {
	vi.advanceTimersByTime(serverLimits.strangerIdleMs + 1);
}

function createHouse() {
	const arrivals = new Arrivals(pino({ level: "silent" }), Number.POSITIVE_INFINITY);
	const come = (address: string, isIn = false) => {
		const guest = new Guest(address);
		guest.isIn = isIn;
		arrivals.add(guest.arrival);
		return guest;
	};
	/** Strangers from so many addresses that no one of them is too many. */
	const flood = (count: number) =>
		Array.from({ length: count }, (_, at) => come(`198.51.${at >> 8}.${at & 255}`));
	return { arrivals, come, flood };
}

test("a flood of strangers costs the oldest of them their place, never somebody who is in", () => {
	const { come, flood } = createHouse();
	const ann = come("192.0.2.1", true);
	const strangers = flood(serverLimits.strangersInAll);
	expect(strangers.filter(({ told }) => told !== undefined)).toEqual([]);
	wait();
	const late = come("192.0.2.2");
	expect(strangers.map(({ told }) => told).slice(0, 2)).toEqual([
		"too_many_connections",
		undefined,
	]);
	expect([ann.told, late.told]).toEqual([undefined, undefined]);
});

test("whoever sits at the machine itself goes last, however long they take to log in", () => {
	const { come, flood } = createHouse();
	const operator = come("127.0.0.1");
	for (let wave = 0; wave < 3; wave++) {
		flood(serverLimits.strangersInAll);
		wait();
	}
	expect(operator.told).toBeUndefined();
});

test("nor do they go where everybody else waits for us", () => {
	const { come, flood } = createHouse();
	const operator = come("127.0.0.1");
	for (const stranger of flood(2 * serverLimits.strangersInAll)) stranger.isOwed = true;
	wait();
	come("192.0.2.2");
	expect(operator.told).toBeUndefined();
});

test("who has logged in takes no stranger's place any more", () => {
	const { come, flood } = createHouse();
	const early = flood(serverLimits.strangersInAll);
	for (const guest of early) guest.isIn = true;
	flood(serverLimits.strangersInAll);
	wait();
	come("192.0.2.2");
	expect(early.filter(({ told }) => told !== undefined)).toEqual([]);
});

test("one address has 32 places, an IPv6 site together too, and this machine as many as there are", () => {
	const { come } = createHouse();
	const count = serverLimits.strangersPerAddress + 1;
	/** Where in the order of their coming those stand who were told to go. */
	const shownOut = (address: (at: number) => string) => {
		const all = Array.from({ length: count }, (_, at) => come(address(at)));
		return all.flatMap(({ told }, at) => (told === undefined ? [] : [at]));
	};
	expect(shownOut(() => "192.0.2.7")).toEqual([0]);
	expect(shownOut((at) => `2001:db8::${at.toString(16)}`)).toEqual([0]);
	expect(shownOut(() => "127.0.0.1")).toEqual([]);
	expect(shownOut((at) => `2001:db8:0:${at.toString(16)}::1`)).toEqual([]);
});

test("where there are as many connections as there may be, a stranger is cut, and only then a newcomer", () => {
	const arrivals = new Arrivals(pino({ level: "silent" }), 2);
	const [ann, stranger, bob, late] = [true, false, true, false].map((isIn) => {
		const guest = new Guest("192.0.2.1");
		guest.isIn = isIn;
		return guest;
	});
	const came = [ann!, stranger!, bob!, late!];
	for (const guest of came) {
		arrivals.add(guest.arrival);
		if (guest.cut) arrivals.delete(guest.arrival);
		if (stranger!.cut) arrivals.delete(stranger!.arrival);
	}
	expect(came.map(({ cut }) => cut)).toEqual([false, true, false, true]);
});

test("who is in is never looked at again, however many they are and however often it is looked", () => {
	const { arrivals, come } = createHouse();
	const crowd = Array.from({ length: 100 }, () => come("192.0.2.1", true));
	arrivals.check(performance.now());
	for (const guest of crowd) guest.looks = 0;
	for (let second = 0; second < 10; second++) arrivals.check(performance.now());
	come("192.0.2.1");
	expect(crowd.map(({ looks }) => looks)).toEqual(crowd.map(() => 0));
});

test("who has not logged in when the time is up is told so, and is cut where that does not help", () => {
	const { arrivals, come } = createHouse();
	const [slow, quick] = [come("192.0.2.1"), come("192.0.2.1", true)];
	const now = performance.now();
	arrivals.check(now + serverLimits.logInMs + 100);
	expect([slow.told, quick.told]).toEqual(["login_timeout", undefined]);
	expect(slow.cut).toBe(false);
	arrivals.check(now + serverLimits.logInMs + serverLimits.lingerMs + 100);
	expect([slow.cut, quick.cut]).toEqual([true, false]);
});

test("who logs in after all, having been told to go, is looked at no more", () => {
	const { arrivals, come, flood } = createHouse();
	const late = come("192.0.2.1");
	flood(serverLimits.strangersInAll);
	wait();
	come("192.0.2.2");
	expect(late.told).toBe("too_many_connections");
	late.isIn = true;
	const longAfter = performance.now() + 10 * serverLimits.logInMs;
	arrivals.check(longAfter);
	late.looks = 0;
	arrivals.check(longAfter);
	expect([late.cut, late.looks]).toEqual([false, 0]);
});

test("thousands who come at once are shown out neither before they could say anything nor while they wait for us, nor a few who are silent among them", () => {
	const { come, flood } = createHouse();
	const strangers = flood(4 * serverLimits.strangersInAll);
	wait();
	for (const stranger of strangers) stranger.isOwed = true;
	come("192.0.2.2");
	expect(strangers.filter(({ told }) => told !== undefined)).toEqual([]);
	const idle = strangers.slice(7, 7 + serverLimits.strangersInAll);
	// The one who came last is idle by now as well.
	for (const stranger of idle.slice(2)) stranger.isOwed = false;
	wait();
	come("192.0.2.3");
	expect(strangers.filter(({ told }) => told !== undefined)).toEqual([]);
	for (const stranger of idle) stranger.isOwed = false;
	wait();
	come("192.0.2.4");
	expect(strangers.flatMap(({ told }, at) => (told === undefined ? [] : [at]))).toEqual([7]);
});

test("there are only so many of them all the same, and then the oldest goes", () => {
	const { come, flood } = createHouse();
	const strangers = flood(serverLimits.strangersAtOnce);
	for (const stranger of strangers) stranger.isOwed = true;
	come("192.0.2.2");
	expect(strangers.findIndex(({ told }) => told === "too_many_connections")).toBe(0);
	expect(strangers.filter(({ told }) => told !== undefined)).toHaveLength(1);
});

test("who waits for us has longer to log in, and not for ever", () => {
	const { arrivals, come } = createHouse();
	const waiting = come("192.0.2.1");
	waiting.isOwed = true;
	const now = performance.now();
	arrivals.check(now + serverLimits.logInMs + 100);
	expect(waiting.told).toBeUndefined();
	arrivals.check(now + serverLimits.logInOwedMs + 100);
	expect(waiting.told).toBe("login_timeout");
});
