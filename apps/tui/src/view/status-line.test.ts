import { seq } from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { serverId } from "../state/place.ts";
import { takeMembers, takeNotice } from "../state/reduce.ts";
import { emptyServer } from "../state/server.ts";
import type { State } from "../state/state.ts";
import { hostileText } from "../testing/arbitrary.ts";
import {
	event,
	events,
	general,
	generalRoom,
	joinedRoom,
	noon,
	person,
	post,
	stateOf,
	withEvents,
} from "../testing/samples.ts";
import { columnsOf, isClean, undress } from "../testing/screen-rows.ts";
import { statusLine, statusSegments } from "./status-line.ts";

const rooms = [
	joinedRoom("#general"),
	joinedRoom("#ops"),
	joinedRoom("#random"),
	joinedRoom("@0123456789", ["ann", "bob"]),
	joinedRoom("@9876543210", ["ann", "eve"]),
];

function live(state: State): State {
	return takeNotice(state, { type: "status", status: { state: "live", roundTripMs: 12.4 } });
}

function line(state: State, below = 0): string {
	return undress(statusLine(state, below));
}

function typing(state: State, ...names: string[]): State {
	return names.reduce(
		(now, name) =>
			takeNotice(now, {
				type: "typing",
				room: generalRoom,
				account: person(name).account,
				on: true,
			}),
		state,
	);
}

const waiting = {
	state: "waiting",
	retryAtMs: noon + 4_200,
	problem: "Nobody answers at test:1.",
	attempt: 1,
} as const;

describe("the status line", () => {
	const busy = typing(live(withEvents(stateOf({ columns: 200 }, rooms), events(1, 7))), "bob");
	const hot = withEvents(busy, [event(1, { room: "#ops" })]);

	test("tells connection, place, what is below, what is unread and who types, in this order", () => {
		expect(line(hot, 50)).toBe("● connected 12 ms  #general ✓7  ↓ 50 more  [2 #ops·1]  bob types…");
	});

	test("is cut from the right", () => {
		expect(line({ ...hot, columns: 60 }, 50)).toBe(
			"● connected 12 ms  #general ✓7  ↓ 50 more  [2 #ops·1]  bob …",
		);
		expect(line({ ...hot, columns: 40 }, 50)).toBe("● connected  #general ✓7  ↓ 50 more  [1…");
		expect(line({ ...hot, columns: 12 })).toBe("● connected");
	});

	test("a hint comes first", () => {
		expect(line({ ...hot, hint: "Ctrl+C once more leaves" })).toMatch(
			/^Ctrl\+C once more leaves {2}● connected/,
		);
	});

	test("rooms that name me come first, then conversations, then the rest, each as in the list", () => {
		const all = withEvents(live(stateOf({ columns: 200 }, rooms)), [
			event(1, { room: "#ops" }),
			event(1, { room: "#random", text: "ann?" }),
			event(1, { room: "@0123456789" }),
			event(1, { room: "@9876543210" }),
			event(1),
		]);
		expect(line(all)).toContain("[3 #random!·1 4 bob·1 5 eve·1 2 #ops·1]");
	});

	test.each([
		[["bob"], "bob types…"],
		[["bob", "eve"], "bob and eve type…"],
		[["bob", "eve", "zoe"], "bob, eve and others type…"],
	])("%j typing is told as %s", (names, words) => {
		expect(
			line(typing(live(stateOf({ columns: 200 })), ...names))
				.split("  ")
				.at(-1),
		).toBe(words);
	});

	test("offline it counts down", () => {
		const state = takeNotice(stateOf(), { type: "status", status: waiting });
		expect(line(state)).toMatch(/^○ no answer from the server, next try in 5 s/);
	});

	test("counts what waits to be sent; not what was refused, nor what the server has already", () => {
		let state = takeNotice(stateOf(), { type: "status", status: waiting });
		const entry = { ...post("a"), room: generalRoom };
		state = takeNotice(state, { type: "post", state: "pending", entry });
		state = takeNotice(state, { type: "post", state: "refused", entry: post("b", "no") });
		expect(line(state)).toMatch(/^○ offline: 1 message waiting/);
		const kept = { id: entry.id, room: generalRoom, seq: seq.parse(9), at: noon };
		expect(line(takeNotice(state, { type: "post", state: "kept", ...kept }))).toMatch(
			/^○ no answer/,
		);
	});

	test("on a narrow screen names the rooms with something unread, without numbers", () => {
		const all = withEvents(live(stateOf({ columns: 59 }, rooms)), [
			event(1, { room: "#ops", text: "ann?" }),
			event(1, { room: "@0123456789" }),
		]);
		expect(line(all)).toBe("● connected  #general  [2 unread: #ops! bob]");
	});

	test("says which other server is away", () => {
		const work = { ...emptyServer(serverId("work"), "work"), status: waiting };
		const state = live({ ...stateOf(), servers: [...stateOf().servers, work] });
		expect(line(state)).toBe("● connected 12 ms  #general  ○ work away");
	});

	test("has a tip at its end only while there is nothing else to say", () => {
		const tip = "Alt+A goes to the next unread room";
		expect(line({ ...live(stateOf()), tip })).toMatch(/ {2}Alt\+A goes to the next unread room$/);
		expect(line({ ...live(stateOf({ columns: 50 })), tip })).not.toMatch(/Alt/);
	});

	test("every piece is where its column says", () => {
		const row = line(hot, 50);
		for (const { text, column } of statusSegments(hot, 50))
			expect(row.slice(column, column + text.length)).toBe(text);
	});

	test("is never wider than the screen, and clean whatever people are called", () => {
		fc.assert(
			fc.property(hostileText, fc.integer({ min: 1, max: 120 }), (text, columns) => {
				let state = takeMembers(hot, general, [person("bob", text)]);
				state = { ...state, columns, hint: columns % 2 === 0 ? "a hint" : "" };
				const row = statusLine(state, 5);
				expect(columnsOf(row)).toBeLessThanOrEqual(columns);
				expect(isClean(row)).toBe(true);
			}),
		);
	});
});

test("of many rooms with something unread only those are named that there is room for", () => {
	const many = Array.from({ length: 300 }, (_, at) => joinedRoom(`#room-${at}`));
	const state = many.reduce(
		(now, { room }) => withEvents(now, [event(1, { room })]),
		stateOf({ columns: 120 }, [joinedRoom("#general"), ...many]),
	);
	let named = 0;
	const show = (text: string) => {
		if (text.startsWith("#room")) named++;
		return text;
	};
	expect(columnsOf(statusLine({ ...state, look: { ...state.look, show } }, 0))).toBe(120);
	expect(named).toBeLessThan(30);
});
