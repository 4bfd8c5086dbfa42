import type { ClientNotice } from "@partyline/client";
import { type AccountName, cursor, roomName, seq } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import {
	event,
	events,
	general,
	generalRoom,
	joinedRoom,
	noon,
	person,
	place,
	post,
	stateOf,
	withEvents,
} from "../testing/samples.ts";
import { heldPeople } from "./people.ts";
import { passTime, readUpTo, takeMembers, takeNotice, takePage, tell } from "./reduce.ts";
import { labelOf, logOf, meIn, nameOf, type State } from "./state.ts";
import { heldTyping } from "./typing.ts";

function textsOf(state: State): string[] {
	return logOf(state, general).items.map((item) =>
		item.kind === "notice" ? item.text : item.kind === "event" ? item.event.type : "post",
	);
}

function presence(
	account: string,
	name = account,
	state: "online" | "away" | "offline" = "online",
) {
	const { account: known } = person(account);
	return { type: "presence", room: generalRoom, account: known, name, state } as const;
}

/** The account of one of a crowd. */
function numbered(at: number): AccountName {
	return person(`p${at}`).account;
}

/** The state after so many notices. */
function takeAll(state: State, count: number, notice: (at: number) => ClientNotice): State {
	let now = state;
	for (let at = 0; at < count; at++) now = takeNotice(now, notice(at));
	return now;
}

describe("messages", () => {
	test.each([
		["ann: look", true],
		["look, ANN.", true],
		["annex", false],
		["joanne", false],
		["", false],
	])("%j names ann: %s", (text, names) => {
		const log = logOf(withEvents(stateOf(), [event(1, { text })]), general);
		expect(log.mentions).toBe(names ? 1 : 0);
		expect(log.items[0]).toMatchObject({ namesUs: names });
	});

	test("a message of mine does not name me", () => {
		const state = withEvents(stateOf(), [event(1, { text: "I, ann", by: "ann" })]);
		expect(logOf(state, general).items[0]).toMatchObject({ namesUs: false });
	});

	test("people are shown by the names they have where those are known", () => {
		const state = withEvents(stateOf(), [event(1)]);
		expect(logOf(state, general).items[0]).toMatchObject({ name: "bob" });
		const known = takeMembers(state, general, [person("bob", "Bobby")]);
		expect(logOf(known, general).items[0]).toMatchObject({ name: "Bobby" });
		expect(logOf(withEvents(known, [event(2)]), general).items[1]).toMatchObject({
			name: "Bobby",
		});
	});
});

describe("posts", () => {
	const entry = post("hello");
	const pending = takeNotice(stateOf(), { type: "post", state: "pending", entry });
	const kept = { type: "post", state: "kept", id: entry.id, room: generalRoom, at: noon } as const;

	test("a post is shown until its message is there, whichever of ack and message comes first", () => {
		const acked = takeNotice(pending, { ...kept, seq: seq.parse(1) });
		expect(logOf(acked, general).posts).toHaveLength(1);
		const message = event(1, { id: entry.id, by: "ann" });
		expect(logOf(withEvents(acked, [message]), general).posts).toEqual([]);
		const known = takeNotice(withEvents(pending, events(1, 3)), { ...kept, seq: seq.parse(2) });
		expect(logOf(known, general).posts).toEqual([]);
	});

	test("a dropped post is gone", () => {
		const dropped = takeNotice(pending, { type: "post", state: "dropped", entry });
		expect(logOf(dropped, general).posts).toEqual([]);
	});

	test("posts stay on screen over a reset and over another history", () => {
		const reset = takeNotice(pending, { type: "reset", room: generalRoom, from: seq.parse(900) });
		expect(logOf(reset, general).posts).toHaveLength(1);
		const epoch = takeNotice(pending, { type: "epoch", epoch: "other" });
		expect(logOf(epoch, general).posts).toHaveLength(1);
	});

	test("a post that the server has kept in another history is not shown as pending for ever", () => {
		const acked = takeNotice(pending, { ...kept, seq: seq.parse(1) });
		const epoch = takeNotice(acked, { type: "epoch", epoch: "other" });
		expect(logOf(epoch, general).posts).toEqual([]);
	});
});

test("after a reset what was held stays, and its last seq is the one before the next event", () => {
	const before = withEvents(stateOf(), events(1, 5));
	const reset = takeNotice(before, { type: "reset", room: generalRoom, from: seq.parse(900) });
	expect(logOf(reset, general)).toMatchObject({ lastSeq: 899, reachesStart: true });
	expect(logOf(reset, general).items).toHaveLength(5);
	const grown = withEvents(reset, events(900, 901));
	expect(logOf(grown, general)).toMatchObject({ lastSeq: 901, unread: 7 });
});

test("an older page that was asked for before a reset goes where it belongs", () => {
	const reset = takeNotice(withEvents(stateOf(), events(50, 60)), {
		type: "reset",
		room: generalRoom,
		from: seq.parse(900),
	});
	const page = { asked: { before: 50 }, events: events(1, 49), more: false };
	const grown = logOf(takePage(withEvents(reset, events(900, 900)), general, page), general);
	const seqs = grown.items.flatMap((item) => (item.kind === "event" ? [item.event.seq] : []));
	expect(seqs).toEqual([...Array.from({ length: 60 }, (_, at) => at + 1), 900]);
});

test("an older page is shown by the names of now", () => {
	const state = takeMembers(withEvents(stateOf(), events(3, 3)), general, [person("bob", "Bobby")]);
	const page = { asked: { before: 3 }, events: [event(2, { text: "ann!" })], more: true };
	const [first] = logOf(takePage(state, general, page), general).items;
	expect(first).toMatchObject({ name: "Bobby", namesUs: true });
});

test("another history of the server makes everything told so far void", () => {
	const state = takeMembers(withEvents(stateOf(), events(1, 5)), general, [person("bob")]);
	const other = takeNotice(state, { type: "epoch", epoch: "other" });
	expect(logOf(other, general)).toMatchObject({ items: [], lastSeq: 0, readSeq: 0, unread: 0 });
	expect(other.members.size).toBe(0);
});

test("rooms are listed before conversations, each by name, and read marks come with them", () => {
	const rooms = [joinedRoom("@0123456789", ["ann", "bob"]), joinedRoom("#b"), joinedRoom("#a")];
	const first = { ...joinedRoom("#general"), readSeq: cursor.parse(2) };
	const state = takeNotice(withEvents(stateOf(), events(1, 3)), {
		type: "rooms",
		rooms: [...rooms, first],
	});
	expect(state.rooms.map(({ room }) => room)).toEqual(["#a", "#b", "#general", "@0123456789"]);
	expect(logOf(state, general)).toMatchObject({ readSeq: 2, unread: 1 });
});

test("a conversation is called by the others in it, one with oneself by oneself", () => {
	const direct = place("@0123456789");
	const other = stateOf({}, [joinedRoom("@0123456789", ["ann", "bob"])]);
	expect(labelOf(other, direct)).toBe("bob");
	expect(labelOf(takeMembers(other, direct, [person("bob", "Bobby")]), direct)).toBe("Bobby");
	expect(labelOf(stateOf({}, [joinedRoom("@0123456789", ["ann"])]), direct)).toBe("ann");
});

describe("presence", () => {
	const known = takeMembers(stateOf(), general, [person("bob"), person("eve", "eve", "offline")]);

	test.each([
		["who comes is told", presence("eve"), ["eve is here"]],
		["a stranger who comes is told", presence("zoe"), ["zoe is here"]],
		["who goes is told", presence("bob", "bob", "offline"), ["bob left"]],
		["who is away for a while is not told", presence("bob", "bob", "away"), []],
		["who was not here cannot leave", presence("eve", "eve", "offline"), []],
		["a new name is told", presence("bob", "Bobby"), ["bob is Bobby now"]],
	])("%s", (_title, notice, texts) => {
		const state = takeNotice(known, notice);
		expect(textsOf(state)).toEqual(texts);
		expect(state.members.get(general)?.get(notice.account)).toMatchObject({
			name: notice.name,
			state: notice.state,
		});
	});

	test("nothing is told of a room whose members are not known", () => {
		expect(takeNotice(stateOf(), presence("bob"))).toEqual(stateOf());
	});

	test("who joins is listed, who parts is not", () => {
		const joined = withEvents(known, [event(1, { type: "join", by: "zoe" })]);
		expect(nameOf(joined, general, person("zoe").account)).toBe("zoe");
		const gone = withEvents(joined, [event(2, { type: "part", by: "zoe" })]);
		expect([...(gone.members.get(general)?.keys() ?? [])]).toEqual(["bob", "eve"]);
	});
});

describe("typing", () => {
	const typing = { type: "typing", room: generalRoom, account: person("bob").account } as const;

	test("somebody types until they say so no more, or for ten seconds", () => {
		const state = takeNotice(stateOf(), { ...typing, on: true });
		expect(logOf(state, general).typing.size).toBe(1);
		expect(logOf(takeNotice(state, { ...typing, on: false }), general).typing.size).toBe(0);
		expect(logOf(passTime(state, noon + 9_999), general).typing.size).toBe(1);
		expect(logOf(passTime(state, noon + 10_000), general).typing.size).toBe(0);
	});

	test("who types in a room that is not on screen is forgotten in time as well", () => {
		const ops = joinedRoom("#ops");
		const state = takeNotice(stateOf({}, [ops]), { ...typing, room: ops.room, on: true });
		expect(logOf(state, place("#ops")).typing.size).toBe(1);
		expect(logOf(passTime(state, noon + 10_000), place("#ops")).typing.size).toBe(0);
	});

	test("of a crowd that types enough are held, and each place is free again in time", () => {
		const { account: late } = person("late");
		const crowd = takeAll(stateOf(), 100, (at) => ({ ...typing, account: numbered(at), on: true }));
		expect(logOf(crowd, general).typing.size).toBe(heldTyping);
		const turnedAway = takeNotice(crowd, { ...typing, account: late, on: true });
		expect(logOf(turnedAway, general).typing.has(late)).toBe(false);
		const later = { ...crowd, now: noon + 10_000 };
		const heard = logOf(takeNotice(later, { ...typing, account: late, on: true }), general);
		expect([...heard.typing.keys()]).toEqual([late]);
	});

	test("who leaves types no more", () => {
		const state = takeNotice(takeMembers(stateOf(), general, [person("bob")]), {
			...typing,
			on: true,
		});
		const gone = takeNotice(state, presence("bob", "bob", "offline"));
		expect(logOf(gone, general).typing.size).toBe(0);
	});
});

describe("a server that floods the chat does not freeze it", () => {
	const many = 20_000;

	test("with people who type", () => {
		const flooded = takeAll(stateOf(), many, (at) => ({
			type: "typing",
			room: generalRoom,
			account: numbered(at),
			on: true,
		}));
		expect(logOf(flooded, general).typing.size).toBe(heldTyping);
	});

	test("with people who come", () => {
		const known = takeMembers(stateOf(), general, [person("bob")]);
		const flooded = takeAll(known, many, (at) => presence(numbered(at)));
		expect(flooded.members.get(general)?.size).toBe(heldPeople);
		expect(nameOf(flooded, general, person("bob").account)).toBe("bob");
	});

	test("with people who join", () => {
		const known = takeMembers(stateOf(), general, [person("bob")]);
		const flooded = takeAll(known, many, (at) => ({
			type: "event",
			event: event(at + 1, { type: "join", by: numbered(at) }),
			mine: false,
		}));
		expect(flooded.members.get(general)?.size).toBe(heldPeople);
	});

	test("with members who come and go in a room of very many", () => {
		const members = Array.from({ length: many }, (_, at) => person(numbered(at)));
		const known = takeMembers(stateOf(), general, members);
		expect(known.members.get(general)?.size).toBe(heldPeople);
		const flooded = takeAll(known, many, (at) => {
			return presence(numbered(at >> 1), numbered(at >> 1), at % 2 === 0 ? "offline" : "online");
		});
		expect(flooded.members.get(general)?.size).toBe(heldPeople);
	});

	test("with rooms and their read marks", () => {
		const readSeq = cursor.parse(1);
		const rooms = Array.from({ length: many }, (_, at) => ({ ...joinedRoom(`#r${at}`), readSeq }));
		const flooded = takeNotice(stateOf(), { type: "rooms", rooms });
		expect(flooded.logs.size).toBe(many);
	});
});

describe("a room of more people than are held", () => {
	const gone = Array.from({ length: heldPeople }, (_, at) =>
		person(numbered(at), "gone", "offline"),
	);
	const full = takeMembers(stateOf(), general, [...gone, person("bob")]);

	test("has those who are here listed first", () => {
		expect(full.members.get(general)?.size).toBe(heldPeople);
		expect(nameOf(full, general, person("bob").account)).toBe("bob");
		expect(full.members.get(general)?.has(person("bob").account)).toBe(true);
	});

	test("lists and tells who comes, in the place of somebody who is not here", () => {
		const state = takeNotice(full, presence("zoe", "Zoe"));
		expect(textsOf(state)).toEqual(["Zoe is here"]);
		expect(nameOf(state, general, person("zoe").account)).toBe("Zoe");
		expect(state.members.get(general)?.size).toBe(heldPeople);
	});
});

test("a control sequence in a name or a topic does not get into the state", () => {
	const evil = "\x1b]0;x\x07\x1b[31mred\n\u202e";
	let state = takeMembers(stateOf({}, [joinedRoom("#general", undefined, evil)]), general, [
		person("bob", evil),
		person("eve", "\x1b[m"),
	]);
	state = takeNotice(state, presence("zoe", evil));
	state = takeNotice(state, { type: "me", me: { ...person("ann", evil), role: "guest" } });
	expect(state.rooms[0]?.topic).toBe("red ");
	expect([...(state.members.get(general)?.values() ?? [])].map(({ name }) => name)).toEqual([
		"red",
		"eve",
		"red",
	]);
	expect(meIn(state)?.name).toBe("red");
});

test("reading a room leaves the others as they are", () => {
	const state = withEvents(stateOf(), [event(1), event(1, { room: "#b" })]);
	const read = readUpTo(state, general, 1);
	expect(logOf(read, general).unread).toBe(0);
	expect(logOf(read, place("#b"))).toBe(logOf(state, place("#b")));
});

test("every line of our own has a key of its own", () => {
	let state = stateOf();
	for (const text of ["a", "a", "b"]) state = tell(state, general, { text, tone: "info" });
	expect(new Set(logOf(state, general).items.map(({ key }) => key)).size).toBe(3);
});

test("a post that the server has but a reset leaves out is not shown as pending for ever", () => {
	const before = withEvents(stateOf(), events(1, 3));
	const entry = post("said before the cut");
	const pending = takeNotice(before, { type: "post", state: "pending", entry });
	const at = seq.parse(5);
	const kept = takeNotice(pending, {
		type: "post",
		state: "kept",
		id: entry.id,
		room: generalRoom,
		seq: at,
		at: 1,
	});
	expect(logOf(kept, general).posts).toHaveLength(1);
	const reset = takeNotice(kept, { type: "reset", room: generalRoom, from: seq.parse(900) });
	expect(logOf(reset, general).posts).toHaveLength(0);
});

test('the line "new" stands above what came while the connection was away', () => {
	const seen = readUpTo(withEvents(stateOf(), events(1, 3)), general, 3);
	const away = takeNotice(seen, { type: "status", status: { state: "syncing" } });
	const back = takeNotice(withEvents(away, events(4, 5)), {
		type: "status",
		status: { state: "live" },
	});
	expect(logOf(back, general).divider).toBe(3);
	const later = takeNotice(readUpTo(back, general, 5), {
		type: "status",
		status: { state: "live", roundTripMs: 4 },
	});
	expect(logOf(later, general).divider).toBe(3);
});

describe("a post to a room that one is in no more", () => {
	const entry = { ...post("the secret", "You are not in it."), room: "#gone" };

	test("that is refused is told where one is, with room, reason and text", () => {
		const state = takeNotice(stateOf(), { type: "post", state: "refused", entry });
		expect(textsOf(state)).toEqual([
			"Not sent to #gone: You are not in it. (Esc drops it) It was: the secret",
		]);
		expect(logOf(state, general).items[0]).toMatchObject({ tone: "problem" });
	});

	test("that may still be sent is not, nor one to a room where it is seen", () => {
		const pending = takeNotice(stateOf(), { type: "post", state: "pending", entry });
		expect(textsOf(pending)).toEqual([]);
		const here = { ...entry, room: generalRoom };
		expect(textsOf(takeNotice(stateOf(), { type: "post", state: "refused", entry: here }))).toEqual(
			[],
		);
	});
});

test("who types in a room one is not in is of no matter, and nothing is held of it", () => {
	const { account } = person("bob");
	const room = roomName.parse("#elsewhere");
	const state = stateOf();
	expect(takeNotice(state, { type: "typing", room, account, on: true })).toBe(state);
});

test("a page that brings nothing older is the last, whatever it says", () => {
	const state = withEvents(stateOf(), [event(5)]);
	const page = { asked: { before: 5 }, events: [event(5), event(6)], more: true };
	const log = logOf(takePage(state, general, page), general);
	expect(log.items).toHaveLength(1);
	expect(log.reachesStart).toBe(true);
});

test("so many who joined in a crowd are one line, and what was held stays", () => {
	const told = takeNotice(withEvents(stateOf(), events(1, 3)), {
		type: "comings",
		room: generalRoom,
		...{ from: seq.parse(4), to: seq.parse(315), joined: 308, left: 4 },
	});
	expect(textsOf(told).at(-1)).toBe("308 people joined, 4 left");
	expect(logOf(told, general)).toMatchObject({ lastSeq: 315 });
	expect(logOf(withEvents(told, events(316, 316)), general).items).toHaveLength(5);
});
