import { readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { receivedEvent } from "@partyline/shared/protocol/events";
import { accountName, cursor, roomName } from "@partyline/shared/protocol/ids";
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

/** The general room, as far as that. */
const upTo = (seq: number) => () => [{ joined: general, cursor: cursor.parse(seq) }];

/** There is nobody else on these folders. */
const alone = (work: () => void) => work();

function event(seq: number) {
	return receivedEvent.parse({ room, seq, at: seq, by: "bob", type: "topic", topic: `${seq}` });
}

function open(path: string, clock = new ManualClock()) {
	const cache = new CacheFile({ path, owner, clock, alone });
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
	cache.putRooms(upTo(9));
	cache.putEvents([event(8), event(9)]);
	cache.putLastRoom(roomName.parse(room));
	close();
	const again = open(path).cache;
	expect(again.epoch()).toBe("e1");
	expect(again.rooms()).toEqual([{ joined: general, cursor: 9 }]);
	expect(again.latest(room, 50)).toEqual([event(8), event(9)]);
	expect(again.lastRoom()).toBe(room);
});

test("what comes in bulk is on disk as it comes, and does not pile up in memory", () => {
	const path = join(temporaryFolder(onTestFinished), "cache.db");
	const { cache, clock } = open(path);
	cache.enterEpoch("e1");
	const rows = () => {
		const database = new DatabaseSync(path, { readOnly: true });
		const row = database.prepare("SELECT count(*) AS count FROM events").get();
		database.close();
		return row?.count;
	};
	for (let page = 0; page < 4; page++)
		cache.putEvents(Array.from({ length: 200 }, (_, at) => event(200 * page + at + 1)));
	clock.pass(0);
	expect(rows()).toBe(800);
	cache.putEvents([event(801)]);
	clock.pass(0);
	expect(rows()).toBe(800);
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
				cache.putEvents(seqs.map(event));
				const wanted = Array.from({ length: limit }, (_, at) => before - limit + at).filter(
					(seq) => seq >= 1,
				);
				const isWhole = wanted.every((seq) => seqs.includes(seq));
				expect(cache.page(room, { before, limit })).toEqual(
					isWhole ? wanted.map(event) : undefined,
				);
			},
		),
		{ numRuns: 200 },
	);
});

test("the newest events end where the first hole is", () => {
	const { cache } = open(join(temporaryFolder(onTestFinished), "cache.db"));
	cache.putEvents([1, 2, 5, 6, 7].map(event));
	expect(cache.latest(room, 50).map(({ seq }) => seq)).toEqual([5, 6, 7]);
	expect(cache.latest(room, 2).map(({ seq }) => seq)).toEqual([6, 7]);
});

test("events are written once a second, in one batch", () => {
	const path = join(temporaryFolder(onTestFinished), "cache.db");
	const { cache, clock } = open(path);
	cache.putRooms(upTo(2));
	cache.putEvents([event(1)]);
	cache.putEvents([event(2)]);
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
	const other = new CacheFile({ path, clock, alone, owner: { ...owner, server: "elsewhere:1" } });
	onTestFinished(() => other.close());
	for (const one of [cache, other]) {
		one.enterEpoch("e1");
		one.putRooms(upTo(1));
		one.putEvents([event(1)]);
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
	cache.putEvents([event(1)]);
	expect(cache.latest(room, 50)).toHaveLength(1);
});

test("nobody else may read it", () => {
	const folder = join(temporaryFolder(onTestFinished), "state");
	const { cache } = open(join(folder, "cache.db"));
	cache.putEvents([event(1)]);
	cache.latest(room, 1);
	expect(statSync(folder).mode & 0o777).toBe(0o700);
	for (const suffix of ["", "-wal", "-shm"])
		expect(statSync(join(folder, `cache.db${suffix}`)).mode & 0o777).toBe(0o600);
});

test("events older than the newest 20,000 go when the cache is opened", () => {
	const path = join(temporaryFolder(onTestFinished), "cache.db");
	const { cache, close } = open(path);
	cache.putRooms(upTo(20_002));
	cache.putEvents([1, 2, 20_001, 20_002].map(event));
	close();
	const again = open(path).cache;
	expect(again.page(room, { before: 3, limit: 2 })).toBeUndefined();
	expect(again.latest(room, 50)).toHaveLength(2);
});

test("events of a room that one left are cached no longer than others", () => {
	const path = join(temporaryFolder(onTestFinished), "cache.db");
	const { cache, close } = open(path);
	const dev = [1, 20_000, 20_001].map((seq) => ({ ...event(seq), room: roomName.parse("#dev") }));
	cache.putRooms(upTo(20_001));
	cache.putEvents([1, 20_001].map(event));
	cache.putEvents(dev);
	cache.dropRoom(general.room);
	close();
	const again = open(path).cache;
	expect(again.page(room, { before: 2, limit: 1 })).toBeUndefined();
	expect(again.page("#dev", { before: 2, limit: 1 })).toBeUndefined();
	expect(again.latest("#dev", 50).map(({ seq }) => seq)).toEqual([20_000, 20_001]);
	expect(again.latest(room, 50)).toEqual([event(20_001)]);
});

test("a cache that is open for weeks grows no further than one that is opened each day", () => {
	const { cache } = open(join(temporaryFolder(onTestFinished), "cache.db"));
	const seqs = Array.from({ length: 40_000 }, (_, at) => at + 1);
	cache.putRooms(upTo(seqs.length));
	while (seqs.length > 0) {
		cache.putEvents(seqs.splice(0, 1_000).map(event));
		cache.latest(room, 1);
	}
	expect(cache.page(room, { before: 2, limit: 1 })).toBeUndefined();
	expect(cache.page(room, { before: 10_001, limit: 1 })).toBeUndefined();
	expect(cache.page(room, { before: 40_001, limit: 20_000 })).toHaveLength(20_000);
});

test("a room whose history is another now is forgotten with its cursor, and goes on from there", () => {
	const path = join(temporaryFolder(onTestFinished), "cache.db");
	const { cache, close } = open(path);
	cache.putRooms(upTo(9));
	cache.putEvents([event(8), event(9)]);
	cache.forgetRoom(roomName.parse(room));
	cache.putRooms(() => [{ joined: general }]);
	expect([cache.latest(room, 50), cache.rooms()]).toEqual([[], [{ joined: general }]]);
	cache.putEvents([event(1)]);
	cache.putRooms(upTo(1));
	close();
	expect(open(path).cache.rooms()).toEqual([{ joined: general, cursor: 1 }]);
});

/** Two processes of one account on one state folder. */
function openTwo() {
	const path = join(temporaryFolder(onTestFinished), "cache.db");
	return { path, one: open(path), two: open(path) };
}

test("the rooms that one process put stay when another, which does not know them, puts its own", () => {
	const { path, one, two } = openTwo();
	const dev = { ...general, room: roomName.parse("#dev") };
	one.cache.putRooms(() => [{ joined: dev, cursor: cursor.parse(7) }, ...upTo(9)()]);
	one.close();
	two.cache.putRooms(upTo(4));
	two.close();
	expect(open(path).cache.rooms()).toEqual([
		{ joined: dev, cursor: 7 },
		{ joined: general, cursor: 9 },
	]);
});

test("a room that one left is gone, and there again once one is back in it", () => {
	const path = join(temporaryFolder(onTestFinished), "cache.db");
	const { cache, close } = open(path);
	cache.putRooms(upTo(9));
	cache.dropRoom(general.room);
	cache.putRooms(() => []);
	expect(cache.rooms()).toEqual([]);
	cache.dropRoom(general.room);
	cache.putRooms(upTo(9));
	close();
	expect(open(path).cache.rooms()).toEqual([{ joined: general, cursor: 9 }]);
});

test("what one process saw of an old history does not get among the new one of another", () => {
	const { one, two } = openTwo();
	for (const { cache } of [one, two]) cache.enterEpoch("e1");
	one.cache.putRooms(upTo(9));
	one.cache.putEvents([event(9)]);
	two.cache.enterEpoch("e2");
	expect(one.cache.latest(room, 50)).toEqual([]);
	one.cache.enterEpoch("e2");
	expect([one.cache.rooms(), one.cache.latest(room, 50)]).toEqual([[], []]);
	two.cache.putEvents([event(1)]);
	two.cache.latest(room, 50);
	expect(one.cache.latest(room, 50)).toEqual([event(1)]);
});

/** A cache with some hundred pages of events, and the file it is in. */
function openFull() {
	const path = join(temporaryFolder(onTestFinished), "cache.db");
	const full = open(path);
	full.cache.putRooms(upTo(3_000));
	full.cache.putEvents(Array.from({ length: 3_000 }, (_, at) => event(at + 1)));
	full.close();
	return path;
}

test.each<[string, (path: string) => void]>([
	["was cut in half", (path) => truncateSync(path, statSync(path).size / 2)],
	[
		"has other bytes than were written",
		(path) => {
			const bytes = readFileSync(path);
			writeFileSync(path, bytes.fill(0xa5, 8_192));
		},
	],
	[
		"has a row that is none of ours",
		(path) => {
			const database = new DatabaseSync(path);
			database.exec("UPDATE events SET event = '{' WHERE seq = 2990");
			database.close();
		},
	],
])("a cache file that %s stops nobody, and is new at the next start", (_, spoil) => {
	const path = openFull();
	spoil(path);
	const { cache, close } = open(path);
	const found = [
		cache.rooms(),
		cache.latest(room, 200),
		cache.page(room, { before: 200, limit: 100 }),
	];
	expect(found[1]).toEqual([]);
	cache.putEvents([event(1)]);
	cache.enterEpoch("e2");
	close();
	const next = open(path).cache;
	expect([next.rooms(), next.latest(room, 200)]).toEqual([[], []]);
	next.putEvents([event(1)]);
	expect(next.latest(room, 200)).toEqual([event(1)]);
});

test("a process that finds the file spoilt does not delete what another has made anew", () => {
	const path = openFull();
	// Behind what is read when it is opened.
	writeFileSync(path, readFileSync(path).fill(0xa5, 64 * 1024));
	const [one, two] = [open(path), open(path)];
	one.cache.latest(room, 200);
	const fresh = open(path);
	fresh.cache.putEvents([event(1)]);
	fresh.cache.latest(room, 1);
	two.cache.latest(room, 200);
	two.close();
	one.close();
	expect(fresh.cache.latest(room, 200)).toEqual([event(1)]);
	expect(open(path).cache.latest(room, 200)).toEqual([event(1)]);
});

test("a process that has the file open of another layout does no harm to the one made anew", () => {
	const path = openFull();
	const old = open(path);
	const newer = new DatabaseSync(path);
	newer.exec("PRAGMA user_version = 99");
	newer.close();
	const fresh = open(path);
	fresh.cache.putEvents([event(1)]);
	old.cache.putEvents([event(3_001)]);
	expect(old.cache.latest(room, 1)).toEqual([event(3_001)]);
	expect(fresh.cache.latest(room, 200)).toEqual([event(1)]);
	old.close();
	fresh.cache.putEvents([event(2)]);
	fresh.close();
	expect(open(path).cache.latest(room, 200)).toEqual([event(1), event(2)]);
});
