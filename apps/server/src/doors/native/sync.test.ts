import type { RoomEvent } from "@partyline/shared/protocol/events";
import {
	type AccountName,
	newMessageId,
	type RoomName,
	roomName,
	type Seq,
} from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import { openHub } from "../../hub/hub.ts";
import type {
	Accounts,
	Acts,
	Bans,
	Codes,
	Delivery,
	Invites,
	Journal,
	Passwords,
	Session,
} from "../../hub/ports.ts";
import { sync } from "./sync.ts";

const ann = "ann" as AccountName;
const silent: Session = {
	account: ann,
	isLocal: true,
	address: "127.0.0.1",
	deliver: () => {},
	signal: () => {},
	end: () => {},
};

type Scene = {
	readonly rooms: number;
	readonly head: number;
	readonly text: string;
	/** What is committed in the first room while the log is read for that many times. */
	readonly meanwhile?: (reads: number) => RoomEvent | undefined;
};

/** A hub with many rooms of as many messages, of which each read takes a millisecond. */
async function arrange({ rooms, head, text, meanwhile = () => undefined }: Scene) {
	const names = Array.from({ length: rooms }, (_, at) => roomName.parse(`#room-${at}`));
	let reads = 0;
	let onCommitted: (events: readonly RoomEvent[]) => void = () => {};
	const journal: Partial<Journal> = {
		after: async (room, seq, limit) => {
			reads++;
			const enoughAt = performance.now() + 1;
			while (performance.now() < enoughAt);
			const event = meanwhile(reads);
			if (event !== undefined) onCommitted([event]);
			return Array.from({ length: Math.min(limit, head - seq) }, (_, at): RoomEvent => {
				const place = { room, seq: (seq + 1 + at) as Seq, at: 0, by: ann };
				return { ...place, type: "message", id: newMessageId(), text };
			});
		},
		rooms: async () =>
			names.map((room) => ({
				room,
				kind: "public",
				topic: "",
				state: {},
				floor: 0 as Seq,
				head: head as Seq,
				members: [ann],
			})),
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
	const hub = await openHub({
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
		newRoomId: () => roomName.parse("@x"),
	});
	const heard: RoomEvent[] = [];
	const session = { ...silent, deliver: (each: Delivery) => heard.push(...each.events) };
	hub.people.enter(session);
	const readsAtTurns = [0];
	const turn = async () => {
		readsAtTurns.push(reads);
		await new Promise(setImmediate);
	};
	const cursors = Object.fromEntries(names.map((name) => [name, 0 as Seq]));
	const answer = sync({ hub, session, turn }, { rooms: cursors });
	const refusal = await answer.then(
		() => undefined,
		(error: unknown) => error,
	);
	const { rooms: missing } = refusal === undefined ? await answer : { rooms: {} };
	readsAtTurns.push(reads);
	const say = (room: RoomName, seq: number) =>
		onCommitted([{ room, seq: seq as Seq, at: 0, by: ann, type: "topic", topic: "x" }]);
	const all = names.map((name) => missing[name]);
	return { missing: all, reads, readsAtTurns, refusal, heard, names, say };
}

test("rooms of long messages are read a few at a time, and the others have their turn between", async () => {
	const { readsAtTurns } = await arrange({ rooms: 100, head: 10, text: "x".repeat(16_384) });
	const between = readsAtTurns.slice(1).map((reads, at) => reads - readsAtTurns[at]!);
	expect(Math.max(...between)).toBeLessThanOrEqual(3);
});

test("a room of which not even short messages would fit is not read", async () => {
	const { missing, reads } = await arrange({ rooms: 100, head: 150, text: "short" });
	const whole = missing.filter((each) => each !== undefined && "events" in each);
	expect(whole.length).toBeGreaterThan(1);
	expect(missing.at(-1)).toEqual({ limited: true, from: 1, to: 150 });
	// Fifteen reads make a room; of one it turned out that it does not fit.
	expect(reads).toBeLessThanOrEqual(15 * (whole.length + 1));
});

test("whoever is taken out of a room while it is read is refused, and nothing is live for them", async () => {
	const { refusal, heard, names, say } = await arrange({
		...{ rooms: 3, head: 30, text: "short" },
		meanwhile: (reads) => {
			const place = { room: roomName.parse("#room-0"), seq: 31 as Seq, at: 0 };
			const by = "mod" as AccountName;
			return reads === 4 ? { ...place, by, type: "kick", who: ann } : undefined;
		},
	});
	expect(refusal).toMatchObject({ code: "not_a_member" });
	for (const name of names) say(name, name === "#room-0" ? 32 : 31);
	await new Promise(setImmediate);
	expect(heard).toEqual([]);
});
