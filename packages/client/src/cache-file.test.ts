import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { receivedEvent } from "@partyline/shared/protocol/events";
import { accountName, roomName } from "@partyline/shared/protocol/ids";
import { joinedRoom } from "@partyline/shared/protocol/shapes";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { CacheFile } from "./cache-file.ts";
import { temporaryFolder } from "./testing/folder.ts";
import { ManualClock } from "./testing/manual-clock.ts";

const owner = { server: "localhost:7420", account: accountName.parse("ann") };
const room = "#general";
const general = joinedRoom.parse({
	room,
	kind: "public",
	topic: "",
	lastSeq: 9,
	members: 1,
	readSeq: 0,
});

function event(seq: number) {
	return receivedEvent.parse({ room, seq, at: seq, by: "bob", type: "topic", topic: `${seq}` });
}

function open(path: string, clock = new ManualClock()) {
	const cache = new CacheFile({ path, owner, clock });
	let isOpen = true;
	const close = () => {
		if (isOpen) cache.close();
		isOpen = false;
	};
	onTestFinished(close);
	return { cache, clock, close };
}

test("a window opens with what was seen last time", () => {
	const path = join(temporaryFolder(onTestFinished), "cache.db");
	const { cache, close } = open(path);
	cache.enterEpoch("e1");
	cache.putRooms(() => [general]);
	cache.putEvents([event(8), event(9)], true);
	cache.putLastRoom(roomName.parse(room));
	close();
	const again = open(path).cache;
	expect(again.epoch()).toBe("e1");
	expect(again.rooms()).toEqual([{ joined: general, cursor: 9 }]);
	expect(again.latest(room, 50)).toEqual([event(8), event(9)]);
	expect(again.lastRoom()).toBe(room);
});

test("a page is either whole or left to the server", () => {
	const { cache } = open(join(temporaryFolder(onTestFinished), "cache.db"));
	fc.assert(
		fc.property(
			fc.uniqueArray(fc.integer({ min: 1, max: 30 })),
			fc.integer({ min: 1, max: 32 }),
			fc.integer({ min: 1, max: 10 }),
			(seqs, before, limit) => {
				cache.enterEpoch(`e${Math.random()}`);
				cache.putEvents(seqs.map(event), false);
				const wanted = Array.from({ length: limit }, (_, at) => before - limit + at).filter(
					(seq) => seq >= 1,
				);
				const isWhole = wanted.every((seq) => seqs.includes(seq));
				expect(cache.page(room, before, limit)).toEqual(isWhole ? wanted.map(event) : undefined);
			},
		),
		{ numRuns: 200 },
	);
});

test("the newest events end where the first hole is", () => {
	const { cache } = open(join(temporaryFolder(onTestFinished), "cache.db"));
	cache.putEvents([1, 2, 5, 6, 7].map(event), false);
	expect(cache.latest(room, 50).map(({ seq }) => seq)).toEqual([5, 6, 7]);
	expect(cache.latest(room, 2).map(({ seq }) => seq)).toEqual([6, 7]);
});

test("events are written once a second, in one batch", () => {
	const path = join(temporaryFolder(onTestFinished), "cache.db");
	const { cache, clock } = open(path);
	cache.putRooms(() => [general]);
	cache.putEvents([event(1)], true);
	cache.putEvents([event(2)], true);
	const reader = new DatabaseSync(path);
	onTestFinished(() => reader.close());
	const count = () => reader.prepare("SELECT count(*) AS n FROM events").get()?.n;
	clock.pass(999);
	expect(count()).toBe(0);
	clock.pass(1);
	expect(count()).toBe(2);
});

test("another epoch empties the cache of that server, and of no other", () => {
	const path = join(temporaryFolder(onTestFinished), "cache.db");
	const { cache } = open(path);
	const clock = new ManualClock();
	const other = new CacheFile({ path, clock, owner: { ...owner, server: "elsewhere:1" } });
	onTestFinished(() => other.close());
	for (const one of [cache, other]) {
		one.enterEpoch("e1");
		one.putRooms(() => [general]);
		one.putEvents([event(1)], true);
	}
	other.rooms();
	cache.enterEpoch("e1");
	expect(cache.latest(room, 50)).toHaveLength(1);
	cache.enterEpoch("e2");
	expect([cache.epoch(), cache.rooms(), cache.latest(room, 50)]).toEqual(["e2", [], []]);
	expect(other.latest(room, 50)).toHaveLength(1);
});

test.each([
	["that is no database", (path: string) => writeFileSync(path, "hello ".repeat(1_000))],
	[
		"of another layout",
		(path: string) => {
			const database = new DatabaseSync(path);
			database.exec("CREATE TABLE rooms (x); PRAGMA user_version = 99");
			database.close();
		},
	],
])("a cache file %s is made anew", (_, spoil) => {
	const path = join(temporaryFolder(onTestFinished), "cache.db");
	spoil(path);
	const { cache } = open(path);
	cache.putEvents([event(1)], true);
	expect(cache.latest(room, 50)).toHaveLength(1);
});

test("nobody else may read it", () => {
	const folder = join(temporaryFolder(onTestFinished), "state");
	const { cache } = open(join(folder, "cache.db"));
	cache.putEvents([event(1)], true);
	cache.latest(room, 1);
	expect(statSync(folder).mode & 0o777).toBe(0o700);
	for (const suffix of ["", "-wal", "-shm"])
		expect(statSync(join(folder, `cache.db${suffix}`)).mode & 0o777).toBe(0o600);
});

test("events older than the newest 20,000 go when the cache is opened", () => {
	const path = join(temporaryFolder(onTestFinished), "cache.db");
	const { cache, close } = open(path);
	cache.putRooms(() => [general]);
	cache.putEvents([1, 2, 20_001, 20_002].map(event), true);
	close();
	const again = open(path).cache;
	expect(again.page(room, 3, 2)).toBeUndefined();
	expect(again.latest(room, 50)).toHaveLength(2);
});

test("a room whose history is another now is forgotten with its cursor, and goes on from there", () => {
	const path = join(temporaryFolder(onTestFinished), "cache.db");
	const { cache, close } = open(path);
	cache.putRooms(() => [general]);
	cache.putEvents([event(8), event(9)], true);
	cache.forgetRoom(roomName.parse(room));
	expect([cache.latest(room, 50), cache.rooms()]).toEqual([[], [{ joined: general }]]);
	cache.putEvents([event(1)], true);
	close();
	expect(open(path).cache.rooms()).toEqual([{ joined: general, cursor: 1 }]);
});
