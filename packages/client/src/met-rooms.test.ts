import { receivedEvent } from "@partyline/shared/protocol/events";
import { type RoomName, roomName } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import { MetRooms, maxMet } from "./met-rooms.ts";

const [one, two] = [roomName.parse("@00000001"), roomName.parse("@00000002")];

function event(room: RoomName, seq: number) {
	return receivedEvent.parse({ room, seq, at: seq, by: "bob", type: "join" });
}

function arrange() {
	const told: string[] = [];
	const problems: string[] = [];
	const met = new MetRooms({
		onNews: (rooms) =>
			told.push([...rooms].map(([room, { length }]) => `${room} ${length}`).join(", ")),
		onTooMany: ({ message }) => problems.push(message),
	});
	return { met, told, problems };
}

test("rooms that come at once are told at once, with their events", async () => {
	const { met, told } = arrange();
	for (const room of [one, two]) met.add(room);
	expect(met.take(event(one, 1))).toBe(true);
	expect(told).toEqual([]);
	await Promise.resolve();
	expect(told).toEqual([`${one} 1, ${two} 0`]);
	expect(met.take(event(one, 2))).toBe(false);
});

test("changes that come at once are told at once", async () => {
	const { met, told } = arrange();
	for (let n = 0; n < 9; n++) met.tellSoon();
	await Promise.resolve();
	expect(told).toEqual([""]);
	met.tellSoon();
	await Promise.resolve();
	expect(told).toHaveLength(2);
});

test("what a connection did not get to tell is forgotten with it", async () => {
	const { met, told } = arrange();
	met.add(one);
	met.startOver();
	await Promise.resolve();
	expect(told).toEqual([]);
});

test("so many in one connection are admitted, and as many in the next", () => {
	const { met, problems } = arrange();
	const admitted = Array.from({ length: maxMet + 1 }, () => met.admit());
	expect(admitted.filter((isIn) => isIn)).toHaveLength(maxMet);
	expect(problems).toEqual(["The server put us in more than 1000 rooms that we did not ask for."]);
	met.startOver();
	expect(met.admit()).toBe(true);
});
