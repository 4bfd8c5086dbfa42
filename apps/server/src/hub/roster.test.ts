import type { AccountName, RoomName } from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { expect, test } from "vitest";
import { People } from "./people.ts";
import type { Account, Session } from "./ports.ts";
import { Room } from "./room.ts";
import { Roster } from "./roster.ts";

const names = ["ann", "bob", "cleo"] as AccountName[];

function sessionOf(account: AccountName): Session {
	return {
		...{ account, isLocal: true, address: "127.0.0.1" },
		...{ deliver: () => {}, signal: () => {}, end: () => {} },
	};
}

/** A server with three people and two rooms, and what may happen there. */
function arrange() {
	const people = new People([]);
	const roster = new Roster(people);
	const rooms = (["#general", "#tea"] as RoomName[]).map((name) => new Room(name, "public"));
	const here: Session[] = [];
	const put = (account: AccountName, role: Account["role"]) =>
		people.put({ account, name: account, role, state: "active" });
	const each = {
		guest: (account: AccountName) => put(account, "guest"),
		member: (account: AccountName) => put(account, "member"),
		join: (account: AccountName, room: Room) => roster.add(room, account),
		leave: (account: AccountName, room: Room) => roster.delete(room, account),
		enter: (account: AccountName) => {
			if (people.get(account) === undefined) return;
			const session = sessionOf(account);
			here.push(session);
			people.enter(session);
		},
		exit: (account: AccountName) => {
			const at = here.findIndex((session) => session.account === account);
			for (const session of at === -1 ? [] : here.splice(at, 1)) people.exit(session);
		},
	};
	return { people, roster, rooms, each };
}

const steps = fc.array(
	fc.record({
		type: fc.constantFrom("guest", "member", "join", "leave", "enter", "exit"),
		who: fc.nat(2),
		where: fc.nat(1),
	}),
	{ maxLength: 60 },
);

test("a room counts the guests who are gone as its list leaves them out, whatever happens, and everybody's rooms are known", () => {
	fc.assert(
		fc.property(steps, (taken) => {
			const { people, roster, rooms, each } = arrange();
			for (const { type, who, where } of taken) each[type](names[who]!, rooms[where]!);
			for (const room of rooms)
				expect(room.absent).toBe([...room.members].filter((one) => people.isAbsent(one)).length);
			for (const account of names)
				expect(new Set(roster.roomsOf(account))).toEqual(
					new Set(rooms.filter(({ members }) => members.has(account))),
				);
		}),
	);
});
