import pino from "pino";
import { expect, test } from "vitest";
import { serverLimits } from "../limits.ts";
import { Arrival, Arrivals } from "./arrivals.ts";
import type { Farewell } from "./door.ts";

/** Somebody at a door, and what became of them. */
class Guest {
	readonly arrival: Arrival;
	told: Farewell["code"] | undefined;
	cut = false;
	isIn = false;

	constructor(address: string) {
		this.arrival = new Arrival({
			address,
			isLocal: address.startsWith("127."),
			checkStall: () => {},
			destroy: () => {
				this.cut = true;
			},
		});
		this.arrival.enter({
			wasLetIn: () => this.isIn,
			bye: ({ code }) => {
				this.told = code;
			},
		});
	}
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
	return { come, flood };
}

test("a flood of strangers costs the oldest of them their place, never somebody who is in", () => {
	const { come, flood } = createHouse();
	const ann = come("192.0.2.1", true);
	const strangers = flood(serverLimits.strangersInAll);
	expect(strangers.filter(({ told }) => told !== undefined)).toEqual([]);
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
	flood(3 * serverLimits.strangersInAll);
	expect(operator.told).toBeUndefined();
});

test("who has logged in takes no stranger's place any more", () => {
	const { come, flood } = createHouse();
	const early = flood(serverLimits.strangersInAll);
	for (const guest of early) guest.isIn = true;
	flood(serverLimits.strangersInAll);
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
