import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { Machine } from "../../support/machine.ts";
import type { Piped } from "../../support/processes.ts";
import { createRandom } from "../../support/random.ts";
import { damageOf } from "../../support/state-folder.ts";
import { postingCommand, toldBy, toldLines } from "./poster.ts";
import { readTexts } from "./room-texts.ts";

const room = "#general";
/** PARTYLINE_TEST_SEED=N runs the same again. */
const seed = Number(process.env.PARTYLINE_TEST_SEED ?? Date.now() % 2 ** 31);

/** Starts a program that posts "NAME.RUN.1", "NAME.RUN.2" and so on. */
function startPoster(machine: Machine, name: string, { run = 0, posts = 40 }): Piped {
	const texts = Array.from({ length: posts }, (_, at) => `${name}.${run}.${at + 1}`);
	const poster = { as: "ann", stateDir: join(machine.home, "ann"), room, texts };
	return machine.pipe(postingCommand(machine, poster));
}

/** Whether the texts of one run are in the log from the first on, without a hole and in order. */
function isPrefix(said: readonly string[], run: string): boolean {
	const numbers = said.filter((text) => text.startsWith(`${run}.`));
	return numbers.every((text, at) => text === `${run}.${at + 1}`);
}

test(`what was posted before each of many kills is said once and in order (seed ${seed})`, async () => {
	const random = createRandom(seed);
	const machine = await Machine.create();
	await machine.startDaemon();
	const posted: string[] = [];
	const runs = Array.from({ length: 8 }, (_, run) => run);
	for (const run of runs) {
		const poster = startPoster(machine, "one", { run });
		// 40 times posted, event, notice and kept.
		await toldLines(poster, random.between(1, 160));
		await poster.end();
		posted.push(...toldBy(poster.lines()).posted.keys());
		expect(damageOf(join(machine.home, "ann"))).toEqual([]);
	}
	const last = startPoster(machine, "one", { run: runs.length, posts: 3 });
	expect((await last.ended).code).toBe(0);
	posted.push(...toldBy(last.lines()).posted.keys());
	const said = await readTexts(machine, room);
	expect(new Set(said).size).toBe(said.length);
	expect(said.filter((text) => posted.includes(text))).toEqual(posted);
	for (const run of [...runs, runs.length]) expect(isPrefix(said, `one.${run}`)).toBe(true);
});

test(`two clients of one account on one machine, killed and started again, say everything once and each in its order (seed ${seed})`, async () => {
	const random = createRandom(seed);
	const machine = await Machine.create();
	await machine.startDaemon();
	const posted: string[] = [];
	const note = (poster: Piped) => {
		const told = toldBy(poster.lines());
		posted.push(...told.posted.keys());
		expect(told.seqs).toEqual(told.seqs.map((_, at) => (told.seqs[0] ?? 0) + at));
		return told;
	};
	const live = async (name: string, run: number) => {
		const poster = startPoster(machine, name, { run });
		await toldLines(poster, 1);
		return poster;
	};
	let one = await live("one", 0);
	for (let run = 1; run <= 6; run++) {
		const two = await live("two", run);
		await toldLines(two, random.between(1, 200));
		const killed = random.chance(0.5) ? one : two;
		await killed.end();
		note(killed);
		const left = killed === one ? two : one;
		const { code, stderr } = await left.ended;
		expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
		const { posted: own, kept, notices } = note(left);
		expect(kept).toHaveLength(own.size);
		// Of the other's posts it may tell too, where it was the one that got the ack.
		for (const [text, id] of own)
			expect(
				notices.filter((told) => told === id),
				text,
			).toHaveLength(1);
		expect(damageOf(join(machine.home, "ann"))).toEqual([]);
		one = await live("one", run);
	}
	expect((await one.ended).code).toBe(0);
	note(one);
	const said = await readTexts(machine, room);
	expect(new Set(said).size).toBe(said.length);
	for (const text of posted) expect(said).toContain(text);
	for (const run of new Set(posted.map((text) => text.replace(/\.\d+$/, ""))))
		expect(isPrefix(said, run), run).toBe(true);
});

test("two clients of one account that start for the first time at the same moment are both let in", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	const posters = ["one", "two"].map((name) => startPoster(machine, name, { posts: 5 }));
	for (const { ended } of posters) expect(await ended).toMatchObject({ code: 0, stderr: "" });
	expect((await readTexts(machine, room)).toSorted()).toEqual(
		["one", "two"].flatMap((name) => [1, 2, 3, 4, 5].map((n) => `${name}.0.${n}`)),
	);
});

/** The state folder of a client of the first release that has not sent `text` yet. */
function makeLayout1(machine: Machine, text: string): void {
	const stateDir = join(machine.home, "ann");
	mkdirSync(stateDir, { mode: 0o700 });
	const database = new DatabaseSync(join(stateDir, "outbox.db"));
	database.exec(`
		PRAGMA journal_mode = WAL;
		CREATE TABLE posts (
			n INTEGER PRIMARY KEY AUTOINCREMENT,
			server TEXT NOT NULL, account TEXT NOT NULL,
			id TEXT NOT NULL UNIQUE, room TEXT NOT NULL, text TEXT NOT NULL,
			action INTEGER NOT NULL, reply_to INTEGER, created_at INTEGER NOT NULL,
			refused_code TEXT, refused_reason TEXT
		) STRICT;
		CREATE INDEX posts_in_order ON posts (server, account, room, n);
		CREATE TABLE credentials (
			server TEXT NOT NULL, account TEXT NOT NULL, token TEXT NOT NULL,
			PRIMARY KEY (server, account)
		) STRICT;
		PRAGMA user_version = 1`);
	database
		.prepare("INSERT INTO posts VALUES (1, ?, 'ann', ?, ?, ?, 0, NULL, 1, NULL, NULL)")
		.run(`127.0.0.1:${machine.port}`, "01890000-0000-7000-8000-000000000001", room, text);
	database.close();
}

test("two clients that start at the same moment on an outbox of the first release both say theirs, after what waited in it", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	makeLayout1(machine, "of old");
	const posters = ["one", "two"].map((name) => startPoster(machine, name, { posts: 5 }));
	for (const { ended } of posters) expect(await ended).toMatchObject({ code: 0, stderr: "" });
	const said = await readTexts(machine, room);
	expect(said[0]).toBe("of old");
	expect(said.slice(1).toSorted()).toEqual(
		["one", "two"].flatMap((name) => [1, 2, 3, 4, 5].map((n) => `${name}.0.${n}`)),
	);
	expect(damageOf(join(machine.home, "ann"))).toEqual([]);
});
