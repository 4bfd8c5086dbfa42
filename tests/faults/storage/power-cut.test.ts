import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import type { MessageId, RoomName } from "@partyline/shared/protocol/ids";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRandom, type Random } from "../../support/random.ts";
import { hasStrace } from "../../support/strace.ts";
import { type Call, isSync, lastNumber, readTrace, traceOptions } from "../../support/trace.ts";
import { writeImage } from "./disk-image.ts";

/** Chance that can be repeated: PARTYLINE_TEST_SEED=N runs the same again. */
const seed = Number(process.env.PARTYLINE_TEST_SEED ?? Date.now() % 2 ** 31);

const messages = 400;
const cuts = 240;
const infinity = Number.POSITIVE_INFINITY;

/** A message that was acked, and the place in the trace where that was told. */
type Ack = {
	readonly id: MessageId;
	readonly room: RoomName;
	readonly seq: number;
	readonly at: number;
};

type Run = {
	readonly calls: readonly Call[];
	readonly database: string;
	readonly acks: readonly Ack[];
};

/** Lets a writer append to a new store under strace, which may make some of its calls fail. */
function traceWriter(folder: string, faults: readonly string[] = []): Run {
	const trace = join(folder, "trace");
	const database = join(folder, "new", "data", "partyline.db");
	const script = fileURLToPath(new URL("./append-and-tell.ts", import.meta.url));
	const calls = "pwrite64,write,ftruncate,fdatasync,fsync,openat,unlink,mkdir";
	const command = [process.execPath, script, dirname(database), `${messages}`];
	const options = ["-f", ...traceOptions(trace, calls), ...faults];
	const { status, stderr } = spawnSync("strace", [...options, ...command], { encoding: "utf8" });
	if (status !== 0) throw new Error(`the writer ended with ${status}: ${stderr}`);
	const all = readTrace(trace);
	const acks = all
		.filter(({ name, bytes }) => name === "write" && bytes.subarray(0, 6).toString() === '{"id":')
		.map(({ bytes, start }) => ({ ...JSON.parse(bytes.toString()), at: start }));
	return { calls: all, database, acks };
}

/** How often the log was written from its beginning: once, and again after each checkpoint. */
function countStarts({ calls, database }: Run): number {
	return calls.filter(
		(call) => call.name === "pwrite64" && call.path === `${database}-wal` && lastNumber(call) === 0,
	).length;
}

/** Cuts anywhere, and as many right around a sync, an ack or a removed file: where something changes. */
function* chooseCuts({ calls, acks }: Run, random: Random): Generator<number> {
	const turns = [
		...calls
			.filter((call) => isSync(call) || call.name === "unlink")
			.flatMap((call) => [call.start, call.end]),
		...acks.map(({ at }) => at),
	];
	const last = calls.at(-1)?.start ?? 0;
	const [first = 0] = calls.filter(({ name }) => name === "mkdir").map(({ start }) => start);
	for (let count = 0; count < cuts; count++)
		yield count % 2 === 0 ? random.between(first, last) : random.pick(turns) + random.between(0, 1);
}

/** What is wrong with a store, as one sentence each; every message that was acked before has to be in it. */
function findLosses(folder: string, acks: readonly Ack[]): string[] {
	const database = new DatabaseSync(join(folder, "partyline.db"));
	try {
		// What is looked at need not be kept.
		database.exec("PRAGMA synchronous = OFF");
		if (!isMade(database)) return acks.map(({ id }) => `${id} is lost with everything`);
		return [...findDamage(database), ...findLost(database, acks)];
	} catch (error) {
		return [`cannot be read: ${error}`];
	} finally {
		database.close();
	}
}

function findDamage(database: DatabaseSync): string[] {
	const told = database.prepare("PRAGMA integrity_check").all();
	return told.map((row) => `${row.integrity_check}`).filter((line) => line !== "ok");
}

function findLost(database: DatabaseSync, acks: readonly Ack[]): string[] {
	const lost: string[] = [];
	const heads = new Map<unknown, number>();
	const places = new Map<unknown, string>();
	const rows = database.prepare(
		"SELECT name, seq, lower(hex(key)) AS key FROM events JOIN rooms ON rooms.id = room ORDER BY room, seq",
	);
	for (const { name, seq, key } of rows.all()) {
		if (seq !== (heads.get(name) ?? 0) + 1) lost.push(`${name} has a gap before ${seq}`);
		heads.set(name, Number(seq));
		places.set(key, `${name} ${seq}`);
	}
	for (const { id, room, seq } of acks)
		if (places.get(id.replaceAll("-", "")) !== `${room} ${seq}`) lost.push(`${id} is lost`);
	return lost;
}

/** Whether the schema had been committed by then: before that nothing can have been acked. */
function isMade(database: DatabaseSync): boolean {
	const { count } = database.prepare("SELECT count(*) AS count FROM sqlite_schema").get() ?? {};
	return count !== 0;
}

/** Cuts the power at many places of a run and tells of each cut that lost something. */
function* cutAndLose(run: Run, folder: string): Generator<string> {
	const random = createRandom(seed);
	for (const [index, place] of [...chooseCuts(run, random.fork("places"))].entries()) {
		const image = join(folder, `image-${index}`);
		writeImage(image, { ...run, cut: { place, random: random.fork(`cut ${index}`) } });
		const acked = run.acks.filter(({ at }) => at < place);
		const losses = findLosses(image, acked);
		rmSync(image, { recursive: true });
		if (losses.length > 0) yield `cut ${index} at ${place}: ${losses.slice(0, 3).join("; ")}`;
	}
}

/** Whether any of the cuts loses something. */
function loses(run: Run, folder: string): boolean {
	return cutAndLose(run, folder).next().done === false;
}

describe.skipIf(!hasStrace)(`a power cut (seed ${seed}; needs strace)`, () => {
	let folder: string;
	let run: Run;
	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), "partyline-power-"));
		run = traceWriter(folder);
	}, 60_000);
	afterAll(() => rmSync(folder, { recursive: true }));

	test("at any moment, with any part of what was not synced on the disk, leaves every acked message in its place", () => {
		expect(run.acks).toHaveLength(messages);
		expect(countStarts(run), "times that the log was begun anew").toBeGreaterThan(3);
		expect([...cutAndLose(run, folder)]).toEqual([]);
	});

	test.for([
		["the log", "-wal"],
		["the database, at checkpoints,", ""],
	] as const)("would be seen to lose messages by this test if %s were not synced", ([, suffix]) => {
		const unsynced = `${run.database}${suffix}`;
		const calls = run.calls.filter((call) => !isSync(call) || call.path !== unsynced);
		expect(loses({ ...run, calls }, folder)).toBe(true);
	});

	test("leaves every acked message in its place also where syncs had failed before, and the posts were sent again", () => {
		const inner = join(folder, "failing");
		mkdirSync(inner);
		// From the 40th on, when the store is made, every seventh sync of a thread.
		const failing = traceWriter(inner, ["-e", "inject=fsync,fdatasync:error=EIO:when=40+7"]);
		const failed = failing.calls.filter((call) => isSync(call) && call.result === -1);
		expect(failed.map(({ path }) => path)).toContain(`${failing.database}-wal`);
		expect(failing.acks).toHaveLength(messages);
		expect([...cutAndLose(failing, inner)]).toEqual([]);
	});

	test("would be seen to lose messages by this test if they were acked before the commit", () => {
		const syncs = run.calls.filter(isSync);
		const acks = run.acks.map((ack) => ({
			...ack,
			at: (syncs.findLast(({ end }) => end < ack.at)?.start ?? 0) - 1,
		}));
		expect(loses({ ...run, acks }, folder)).toBe(true);
	});

	test("cannot take the folder of a new store away once something was acked", () => {
		const firstAck = Math.min(...run.acks.map(({ at }) => at));
		const { calls, database } = run;
		for (let made = dirname(database); made !== folder; made = dirname(made)) {
			const [mkdir] = calls.filter(
				({ name, path, result }) => name === "mkdir" && path === made && result === 0,
			);
			const synced = calls.find(
				(call) =>
					isSync(call) && call.path === dirname(made) && call.start > (mkdir?.end ?? infinity),
			);
			expect(synced?.end ?? infinity, `the name of ${made}`).toBeLessThan(firstAck);
		}
	});
});
