import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joinedRoom } from "../testing/samples.ts";
import { inOrder, noChoices, type RoomChoices, setMuted, toggleFavourite } from "./choices.ts";

const direct = joinedRoom("@0123456789", ["ann", "bob"]);
const [a, b, c, d] = [joinedRoom("#a"), joinedRoom("#b"), joinedRoom("#c"), joinedRoom("#d")];
const all = [direct, d, c, b, a];

function shown(choices: RoomChoices, rooms = all): string {
	return inOrder(rooms, choices)
		.map(({ room }) => room.slice(0, 2))
		.join(" ");
}

describe("the rooms of a server", () => {
	test("are listed by name, conversations after them", () => {
		expect(shown(noChoices)).toBe("#a #b #c #d @0");
	});

	test("begin with the favourites and end with the muted", () => {
		let choices = toggleFavourite(noChoices, c.room);
		choices = toggleFavourite(choices, direct.room);
		choices = setMuted(choices, a.room, true);
		expect(shown(choices)).toBe("#c @0 #b #d #a");
		choices = setMuted(toggleFavourite(choices, c.room), a.room, false);
		expect(shown(choices)).toBe("@0 #a #b #c #d");
	});

	test("stand in one's own order, and a new one behind the room it would follow", () => {
		const choices = { ...noChoices, order: [d.room, a.room, c.room] };
		expect(shown(choices)).toBe("#d @0 #a #b #c");
		expect(shown(choices, [b, a, d])).toBe("#d #a #b");
		expect(shown({ ...noChoices, order: [b.room] }, [a, b])).toBe("#a #b");
	});

	test("go where their kind is when they become something else, wherever they were put before", () => {
		const choices = { ...noChoices, order: [d.room, c.room, b.room, a.room] };
		expect(shown(choices)).toBe("#d @0 #c #b #a");
		expect(shown(toggleFavourite(choices, a.room))).toBe("#a #d @0 #c #b");
		expect(shown(setMuted(choices, d.room, true))).toBe("#c @0 #b #a #d");
	});

	test("are each listed once, whatever was chosen and whatever is gone", () => {
		const some = fc.subarray(all.map(({ room }) => room));
		const order = fc.shuffledSubarray(all.map(({ room }) => room));
		const arbitrary = fc.record({ favourites: some, muted: some, order, present: some });
		fc.assert(
			fc.property(arbitrary, ({ favourites, muted, order: own, present }) => {
				const rooms = all.filter(({ room }) => present.includes(room));
				const choices = { favourites: new Set(favourites), muted: new Set(muted), order: own };
				const listed = inOrder(rooms, choices);
				expect(listed.map(({ room }) => room).sort()).toEqual([...present].sort());
				const named = own.filter((room) => present.includes(room));
				expect(listed.map(({ room }) => room).filter((room) => own.includes(room))).toEqual(named);
			}),
		);
	});
});
