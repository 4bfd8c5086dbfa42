import type { RoomEvent } from "@partyline/shared/protocol/events";
import { type AccountName, newMessageId, roomName, type Seq } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import { openHub } from "../../hub/hub.ts";
import type { Accounts, Journal, Session } from "../../hub/ports.ts";
import { sync } from "./sync.ts";

const ann = "ann" as AccountName;
const session: Session = { account: ann, deliver: () => {}, signal: () => {} };

/** A hub with many rooms of as many messages, of which each read takes a millisecond. */
async function arrange({ rooms, head, text }: { rooms: number; head: number; text: string }) {
	const names = Array.from({ length: rooms }, (_, at) => roomName.parse(`#room-${at}`));
	let reads = 0;
	const journal: Partial<Journal> = {
		after: async (room, seq, limit) => {
			reads++;
			const enoughAt = performance.now() + 1;
			while (performance.now() < enoughAt);
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
				head: head as Seq,
				members: [ann],
			})),
		onCommitted: () => {},
	};
	const accounts: Partial<Accounts> = {
		all: async () => [{ account: ann, name: "ann", role: "guest", state: "active" }],
	};
	const hub = await openHub({
		// Only what is asked for here.
		journal: journal as Journal,
		accounts: accounts as Accounts,
		clock: { now: () => 0, soon: (task) => queueMicrotask(task) },
		newKey: newMessageId,
		newRoomId: () => roomName.parse("@x"),
	});
	hub.people.enter(session);
	const readsAtTurns = [0];
	const turn = async () => {
		readsAtTurns.push(reads);
		await new Promise(setImmediate);
	};
	const { rooms: missing } = await sync(
		{ hub, session, turn },
		{ rooms: Object.fromEntries(names.map((name) => [name, 0 as Seq])) },
	);
	readsAtTurns.push(reads);
	return { missing: names.map((name) => missing[name]), reads, readsAtTurns };
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
