import type { RoomEvent } from "@partyline/shared/protocol/events";
import {
	type AccountName,
	beforeFirst,
	newMessageId,
	type RoomName,
	type Seq,
} from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { type Hub, openHub } from "./hub.ts";
import type { Accounts, Acts, Bans, Codes, Invites, Journal, Passwords, Session } from "./ports.ts";
import { readMissing, takeUp } from "./read-log.ts";

const room = "#general" as RoomName;
const ann = "ann" as AccountName;

/** A hub over a journal whose events and commits are the test's, and Ann with a session that hears nothing yet. */
async function arrange() {
	const log: RoomEvent[] = [];
	let onCommitted: (events: readonly RoomEvent[]) => void = () => {};
	const journal: Partial<Journal> = {
		after: async (_, seq, limit) => log.filter((event) => event.seq > seq).slice(0, limit),
		rooms: async () => [
			{
				room,
				kind: "public",
				topic: "",
				state: {},
				floor: beforeFirst,
				head: beforeFirst,
				members: [ann],
			},
		],
		onCommitted: (listener) => {
			onCommitted = listener;
		},
	};
	const bans: Partial<Bans> = { all: async () => [] };
	const unused = {
		bans: bans as Bans,
		invites: {} as Invites,
		acts: {} as Acts,
		passwords: {} as Passwords,
		codes: {} as Codes,
	};
	const accounts: Partial<Accounts> = {
		all: async () => [{ account: ann, name: "ann", role: "guest", state: "active" }],
	};
	const hub: Hub = await openHub({
		// Only what is asked for here.
		journal: journal as Journal,
		accounts: accounts as Accounts,
		...unused,
		clock: {
			now: () => 0,
			soon: (task) => queueMicrotask(task),
			later: (_, task) => queueMicrotask(task),
		},
		newKey: newMessageId,
		newRoomId: () => room,
	});
	const heard: number[] = [];
	const session: Session = {
		account: ann,
		deliver: ({ events }) => heard.push(...events.map(({ seq }) => seq)),
		signal: () => {},
		isLocal: true,
		address: "127.0.0.1",
		end: () => {},
	};
	hub.people.enter(session);
	const commit = (type: "topic" | "part") => {
		const place = { room, seq: (log.length + 1) as Seq, at: 0, by: ann };
		const event: RoomEvent = type === "part" ? { ...place, type } : { ...place, type, topic: "" };
		log.push(event);
		onCommitted([event]);
	};
	const read = () =>
		readMissing(hub, session, {
			room,
			cursor: beforeFirst,
			most: 200,
			fits: async () => true,
		});
	return { hub, session, heard, commit, read };
}

describe("taking a room up", () => {
	test("gives what was read, and the room is live right after it", async () => {
		const { hub, session, heard, commit, read } = await arrange();
		commit("topic");
		const reading = await read();
		expect(takeUp(hub, session, reading)).toMatchObject({ events: [{ seq: 1 }] });
		commit("topic");
		await Promise.resolve();
		expect(heard).toEqual([2]);
	});

	test("names the range when something was committed after the reading, and leaves no hole behind it", async () => {
		const { hub, session, heard, commit, read } = await arrange();
		commit("topic");
		const reading = await read();
		commit("topic");
		expect(takeUp(hub, session, reading)).toEqual({ limited: true, from: 1, to: 2 });
		commit("topic");
		await Promise.resolve();
		expect(heard).toEqual([3]);
	});

	test("makes nothing live for somebody who left after the reading", async () => {
		const { hub, session, heard, commit, read } = await arrange();
		const reading = await read();
		commit("part");
		takeUp(hub, session, reading);
		commit("topic");
		await Promise.resolve();
		expect(heard).toEqual([]);
	});
});
