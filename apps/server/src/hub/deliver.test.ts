import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { AccountName, RoomName, Seq } from "@partyline/shared/protocol/ids";
import { beforeEach, expect, test } from "vitest";
import { serverLimits } from "../limits.ts";
import type { Clock } from "./clock.ts";
import { scheduleDelivery, scheduleInTime, whileStoring } from "./deliver.ts";
import { Room } from "./room.ts";

const name = "#general" as RoomName;
const ann = "ann" as AccountName;

/** A turn of the loop, and time, that pass when the test says so. */
let turns: (() => void)[];
let timers: { readonly ms: number; readonly task: () => void }[];
const clock: Clock = {
	now: () => 0,
	soon: (task) => turns.push(task),
	later: (ms, task) => timers.push({ ms, task }),
};
let due: { readonly dirty: Set<Room>; readonly clock: Clock };

beforeEach(() => {
	turns = [];
	timers = [];
	due = { dirty: new Set(), clock };
});

function passTurn(): void {
	for (const task of turns.splice(0)) task();
}

/** A room of so many, and what the last of them is given: how many events at a time. */
function arrange(members: number, type: "topic" | "join" = "topic") {
	const room = new Room(name, "public");
	const given: number[] = [];
	for (let index = 0; index < members; index++)
		room.subscribe({
			...{ account: ann, isLocal: true, address: "127.0.0.1" },
			deliver: ({ events }) => {
				if (index === members - 1) given.push(events.length);
			},
			signal: () => {},
			end: () => {},
		});
	let seq = 0;
	const commit = (schedule = scheduleDelivery) => {
		seq++;
		const place = { room: name, seq: seq as Seq, at: 0, by: ann };
		const event: RoomEvent = type === "join" ? { ...place, type } : { ...place, type, topic: "" };
		room.take(event);
		schedule(due, room);
	};
	return { room, given, commit };
}

test("in a large room what is committed waits for what is being stored, and both go out together", async () => {
	const { room, given, commit } = arrange(100);
	const stored = Promise.withResolvers<void>();
	const storing = whileStoring(due, room, () => stored.promise);
	commit();
	passTurn();
	expect(given).toEqual([]);
	commit();
	passTurn();
	expect(given).toEqual([2]);
	stored.resolve();
	await storing;
});

test("each part of a delivery waits for the next event, and all of them together no longer than it takes", () => {
	const { room, given, commit } = arrange(3 * serverLimits.sessionsPerTurn);
	void whileStoring(due, room, () => new Promise<void>(() => {}));
	commit();
	for (let part = 0; part < 2; part++) {
		passTurn();
		commit();
		passTurn();
	}
	for (let turn = 0; turn < 5; turn++) passTurn();
	expect(given).toEqual([]);
	expect(timers).toHaveLength(1);
	for (const { task } of timers.splice(0)) task();
	passTurn();
	expect(given).toEqual([2]);
});

test("it waits no longer than a delivery takes", () => {
	const { room, given, commit } = arrange(100);
	void whileStoring(due, room, () => new Promise<void>(() => {}));
	commit();
	passTurn();
	expect(timers.map(({ ms }) => ms)).toEqual([room.deliveryMs]);
	for (const { task } of timers) task();
	passTurn();
	expect(given).toEqual([1]);
});

test("those who are told last do not wait again for what has taken too long already", () => {
	const { room, given, commit } = arrange(serverLimits.sessionsPerTurn + 1);
	void whileStoring(due, room, () => new Promise<void>(() => {}));
	commit();
	passTurn();
	for (const { task } of timers.splice(0)) task();
	for (let turn = 0; turn < 2; turn++) passTurn();
	expect(given).toEqual([1]);
	expect(timers).toEqual([]);
});

test("it goes out when what was being stored comes to nothing", async () => {
	const { room, given, commit } = arrange(100);
	const stored = Promise.withResolvers<void>();
	const storing = whileStoring(due, room, () => stored.promise);
	commit();
	passTurn();
	stored.reject(new Error("the disk is full"));
	await expect(storing).rejects.toThrow("full");
	passTurn();
	expect(given).toEqual([1]);
});

test.each([
	["a small room", 10, 1],
	["a large room where nothing is being stored", 100, 0],
])("in %s nothing waits", (_, members, storing) => {
	const { room, given, commit } = arrange(members);
	if (storing > 0) void whileStoring(due, room, () => new Promise<void>(() => {}));
	commit();
	passTurn();
	expect(given).toEqual([1]);
});

test("who comes into a large room is told of in a while, together with all who came since", () => {
	const { given, commit } = arrange(100);
	for (let count = 0; count < 5; count++) {
		commit(scheduleInTime);
		passTurn();
	}
	expect(given).toEqual([]);
	expect(timers).toHaveLength(1);
	for (const { task } of timers) task();
	passTurn();
	expect(given).toEqual([5]);
});

test("what is said does not wait for it, and takes along who came before", () => {
	const { given, commit } = arrange(100);
	commit(scheduleInTime);
	commit();
	passTurn();
	expect(given).toEqual([2]);
	for (const { task } of timers) task();
	passTurn();
	expect(given).toEqual([2]);
});

test("in a small room who comes is told of at once", () => {
	const { given, commit } = arrange(3);
	commit(scheduleInTime);
	passTurn();
	passTurn();
	expect(given).toEqual([1]);
});

test("in the largest room it is told after a second", () => {
	const { commit } = arrange(10_000);
	commit(scheduleInTime);
	expect(timers.map(({ ms }) => ms)).toEqual([1_000]);
});

test("who comes while many are being told of those before is told of after a while too, and not at once", () => {
	const { given, commit } = arrange(serverLimits.sessionsPerTurn + 1, "join");
	commit(scheduleInTime);
	for (const { task } of timers.splice(0)) task();
	passTurn();
	commit(scheduleInTime);
	for (let turn = 0; turn < 5; turn++) passTurn();
	expect(given).toEqual([1]);
	for (const { task } of timers.splice(0)) task();
	for (let turn = 0; turn < 5; turn++) passTurn();
	expect(given).toEqual([1, 1]);
});
