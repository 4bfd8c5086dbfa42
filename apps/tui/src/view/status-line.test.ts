import type { ConnectionStatus } from "@partyline/client";
import { seq } from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { takeMembers, takeNotice } from "../state/reduce.ts";
import type { State } from "../state/state.ts";
import { hostileText } from "../testing/arbitrary.ts";
import {
	connected,
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
import { createStyle } from "../text/style.ts";
import { bannerLines, connectionText, statusLine } from "./status-line.ts";

const style = createStyle({ colour: true });
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
	return undress(statusLine(state, below, style));
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

describe("the connection in words", () => {
	test.each<[ConnectionStatus, string]>([
		[{ state: "idle" }, "connecting…"],
		[{ state: "connecting", attempt: 2 }, "connecting…"],
		[{ state: "hello" }, "logging in…"],
		[{ state: "login" }, "logging in…"],
		[{ state: "syncing" }, "catching up…"],
		[{ state: "live" }, "connected"],
		[{ state: "live", roundTripMs: 12.4 }, "connected 12 ms"],
		[waiting, "offline, next try in 5 s"],
		[{ state: "closed" }, "disconnected"],
	])("%j", (status, words) => expect(connectionText(status, noon)).toBe(words));

	test("the countdown goes to nought and no further", () => {
		expect(connectionText(waiting, noon + 4_100)).toBe("offline, next try in 1 s");
		expect(connectionText(waiting, noon + 9_000)).toBe("offline, next try in 0 s");
	});
});

describe("the status line", () => {
	const busy = typing(live(withEvents(stateOf({ columns: 200 }, rooms), events(1, 7))), "bob");
	const hot = withEvents(busy, [event(1, { room: "#ops" })]);

	test("tells connection, place, what is below, what is unread and who types, in this order", () => {
		expect(line(hot, 50)).toBe("● connected 12 ms  #general ✓7  ↓ 50 more  [2 #ops·1]  bob types…");
	});

	test("is cut from the right", () => {
		expect(line({ ...hot, columns: 40 }, 50)).toBe("● connected 12 ms  #general ✓7  ↓ 50 mo…");
		expect(line({ ...hot, columns: 12 })).toBe("● connected…");
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
		expect(line(state)).toMatch(/^○ offline, next try in 5 s/);
	});

	test("is never wider than the screen, and clean whatever people are called", () => {
		fc.assert(
			fc.property(hostileText, fc.integer({ min: 1, max: 120 }), (text, columns) => {
				let state = takeMembers(hot, general, [person("bob", text)]);
				state = { ...state, columns, hint: columns % 2 === 0 ? "a hint" : "" };
				const row = statusLine(state, 5, style);
				expect(columnsOf(row)).toBeLessThanOrEqual(columns);
				expect(isClean(row)).toBe(true);
			}),
		);
	});
});

describe("the banner", () => {
	function banner(state: State, rowCount: number): string[] {
		return bannerLines(state, { rows: rowCount, style }).map(undress);
	}

	test("tells what is wrong and how much waits; what was refused waits for nothing", () => {
		let state = takeNotice(stateOf({ columns: 100 }), { type: "status", status: waiting });
		expect(banner(state, 1)).toEqual(["Nobody answers at test:1."]);
		state = takeNotice(state, { type: "post", state: "pending", entry: post("a") });
		state = takeNotice(state, { type: "post", state: "refused", entry: post("b", "no") });
		expect(banner(state, 1)).toEqual([
			"1 of your messages waits to be sent. Nobody answers at test:1.",
		]);
		state = takeNotice(state, { type: "post", state: "pending", entry: post("c") });
		expect(banner(state, 1)[0]).toMatch(/^2 of your messages wait /);
	});

	test("does not count what the server has, though its event has not come yet", () => {
		const entry = { ...post("a"), room: generalRoom };
		let state = takeNotice(stateOf({ columns: 100 }), { type: "status", status: waiting });
		state = takeNotice(state, { type: "post", state: "pending", entry });
		const kept = { id: entry.id, room: generalRoom, seq: seq.parse(9), at: noon };
		state = takeNotice(state, { type: "post", state: "kept", ...kept });
		expect(banner(state, 1)).toEqual(["Nobody answers at test:1."]);
	});

	test("has as many rows as it is given, clean and no wider than the screen", () => {
		fc.assert(
			fc.property(hostileText, fc.integer({ min: 2, max: 80 }), (problem, columns) => {
				const status = { ...waiting, problem };
				const rows = bannerLines(connected(stateOf({ columns }), status), { rows: 3, style });
				expect(rows).toHaveLength(3);
				for (const row of rows) {
					expect(columnsOf(row)).toBeLessThanOrEqual(columns);
					expect(isClean(row)).toBe(true);
				}
			}),
		);
	});
});
