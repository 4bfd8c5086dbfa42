import { rmSync } from "node:fs";
import { openStore, type Store } from "@partyline/server/journal";
import {
	accountName,
	newMessageId,
	type RoomName,
	roomName,
	type Seq,
} from "@partyline/shared/protocol/ids";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Clock } from "../../apps/server/src/hub/clock.ts";
import { openHub } from "../../apps/server/src/hub/hub.ts";
import type { EventDraft } from "../../apps/server/src/hub/ports.ts";
import { removeOld } from "../../apps/server/src/hub/retention.ts";
import { codes } from "../../apps/server/src/passwords/codes.ts";
import { createPasswords } from "../../apps/server/src/passwords/passwords.ts";
import { makeFolder, TestDaemon } from "../support/daemon.ts";

const dayMs = 24 * 3_600_000;
const tea = roomName.parse("#tea");
const ann = accountName.parse("ann");

async function open(dataDir: string): Promise<Store> {
	return await openStore({
		dataDir,
		onFatal(error) {
			throw error;
		},
	});
}

/** A folder whose #tea has so many messages of so many days ago, one after the other, and keeps 10 days. */
async function makeOld(...said: readonly { readonly count: number; readonly daysAgo: number }[]) {
	const dataDir = makeFolder();
	onTestFinished(() => rmSync(dataDir, { recursive: true }));
	const now = Date.now();
	const store = await open(dataDir);
	const append = async (events: readonly EventDraft[]) => {
		const drafts = events.map((event) => ({
			key: event.type === "message" ? event.id : newMessageId(),
			event,
		}));
		await store.journal.append(drafts);
	};
	const longAgo = { room: tea, by: ann, at: now - 1_000 * dayMs };
	await store.accounts.add({ account: ann, name: "ann", role: "guest", state: "active" });
	await append([
		{ ...longAgo, type: "create", kind: "public" },
		{ ...longAgo, type: "join" },
		{ ...longAgo, type: "topic", topic: "cups" },
		{ ...longAgo, type: "settings", retentionDays: 10 },
	]);
	for (const { count, daysAgo } of said)
		await append(
			Array.from({ length: count }, (_, index) => ({
				...{ room: tea, by: ann, at: now - daysAgo * dayMs + index },
				...{ type: "message" as const, id: newMessageId(), text: `${daysAgo} days ago` },
			})),
		);
	return { dataDir, store, now };
}

/** The hub of a store by a clock that stands still. */
async function hubOf(store: Store, now: number) {
	const clock: Clock = {
		now: () => now,
		soon: (task) => setImmediate(task),
		later: (ms, task) => setTimeout(task, ms),
	};
	return await openHub({
		...store,
		...{ passwords: createPasswords(), codes, clock, newKey: newMessageId },
		newRoomId: () => roomName.parse("@0123456789abcdef"),
	});
}

/** What there still is of a room, from its first event. */
async function firstOf({ journal }: Store, room: RoomName) {
	return (await journal.after(room, 0 as Seq, 1))[0];
}

describe("what a room keeps no longer", () => {
	test("is removed when the daemon starts: numbers, members, topic and settings stay", async () => {
		const { dataDir, store } = await makeOld({ count: 6, daysAgo: 11 }, { count: 3, daysAgo: 9 });
		await store.journal.close();
		await using server = await TestDaemon.start({ dataDir });
		const { peer } = await server.guest("bob");
		let told = await peer.call("join", { room: "#tea" });
		while (told.firstSeq === undefined) told = await peer.call("join", { room: "#tea" });
		expect(told).toMatchObject({ firstSeq: 11, lastSeq: 14, topic: "cups", retentionDays: 10 });
		const { events, more } = await peer.call("history", { room: "#tea" });
		expect(events.map(({ seq }) => seq)).toEqual([11, 12, 13, 14]);
		expect(more).toBe(false);
		expect((await peer.call("history", { room: "#tea", before: 11 })).events).toEqual([]);
		const { rooms } = await peer.call("sync", { rooms: { "#tea": 3 } });
		expect(rooms["#tea"]).toEqual({ limited: true, from: 4, to: 14 });
		const post = { room: "#tea", id: newMessageId(), text: "new" };
		expect((await peer.call("post", post)).seq).toBe(15);
		await server.stop();
	});

	test("goes to the last event, however long ago that was, and the next one has the next number", async () => {
		const { store, now } = await makeOld({ count: 3, daysAgo: 20 });
		const hub = await hubOf(store, now);
		await removeOld(hub);
		expect(await firstOf(store, tea)).toBeUndefined();
		expect(hub.rooms.get(tea)).toMatchObject({ floor: 7, head: 7, topic: "cups" });
		const event = { room: tea, by: ann, at: now, type: "topic", topic: "new" } as const;
		const [receipt] = await store.journal.append([{ key: newMessageId(), event }]);
		expect(receipt?.event.seq).toBe(8);
		await store.journal.close();
	});

	test("is removed in steps, between which others write, and once only", async () => {
		const { store, now } = await makeOld(
			{ count: 9_000, daysAgo: 30 },
			{ count: 9_000, daysAgo: 12 },
		);
		const hub = await hubOf(store, now);
		const trimmed: number[] = [];
		const { trim } = store.journal;
		const journal = {
			...store.journal,
			trim: async (room: RoomName, below: Seq) => {
				trimmed.push(below);
				await trim(room, below);
			},
		};
		await removeOld({ ...hub, journal });
		const steps = trimmed.map((below, at) => below - (trimmed[at - 1] ?? 1));
		expect(Math.max(...steps)).toBe(100);
		expect(trimmed.at(-1)).toBe(18_005);
		const { length } = trimmed;
		await removeOld({ ...hub, journal });
		expect(trimmed.length).toBe(length);
		await store.journal.close();
	});

	test("is nothing at the very end of its time, and everything before", async () => {
		const { store, now } = await makeOld({ count: 1, daysAgo: 10 }, { count: 1, daysAgo: 10 });
		await removeOld(await hubOf(store, now));
		expect((await firstOf(store, tea))?.seq).toBe(5);
		await removeOld(await hubOf(store, now + 1));
		expect(await firstOf(store, tea)).toBeUndefined();
		await store.journal.close();
	});

	test("is not what a clock that went back made look old: what comes after a kept event is kept", async () => {
		const { store, now } = await makeOld(
			{ count: 2, daysAgo: 20 },
			{ count: 1, daysAgo: 1 },
			{ count: 2, daysAgo: 20 },
		);
		await removeOld(await hubOf(store, now));
		expect((await firstOf(store, tea))?.seq).toBe(7);
		await store.journal.close();
	});

	test("stays where nothing was set, and stops where the daemon ends", async () => {
		const { store, now } = await makeOld(
			{ count: 6_000, daysAgo: 30 },
			{ count: 6_000, daysAgo: 30 },
		);
		const hub = await hubOf(store, now);
		let steps = 0;
		await removeOld(hub, () => steps++ > 0);
		expect((await firstOf(store, tea))?.seq).toBe(101);
		const event = { room: tea, by: ann, at: now, type: "settings", retentionDays: 0 } as const;
		await store.journal.append([{ key: newMessageId(), event }]);
		await removeOld(hub);
		expect((await firstOf(store, tea))?.seq).toBe(101);
		await store.journal.close();
	});
});
