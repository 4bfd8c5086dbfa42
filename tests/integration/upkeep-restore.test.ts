import {
	copyFileSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createClient } from "@partyline/client";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { Waiting } from "../support/waiting.ts";
import {
	databaseOf,
	databasesIn,
	edit,
	fileOf,
	general,
	openJournal,
	refused,
	run,
	say,
	searchAll,
	select,
	start,
	stop,
	succeed,
	turnsUp,
} from "./upkeep-support.ts";

let machine: Machine;
let file: string;
beforeEach(async () => {
	machine = await Machine.create();
	file = fileOf(machine, "backup.db");
});

/** A daemon with five messages in the backup, and five more that came after it. */
async function talkAndBackUp(): Promise<void> {
	await machine.startDaemon();
	const ann = await machine.peer("ann");
	await say(ann, 5, "before");
	await succeed(machine, "backup", file);
	await say(ann, 5, "after");
}

async function textsNow(name = "dan"): Promise<string[]> {
	const tail = await machine.verb(name, "tail", general, "--json", "--since", "0", "--no-follow")
		.ended;
	expect(tail.code, tail.stderr).toBe(0);
	const events = tail.stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	return events.flatMap(({ type, text }) => (type === "message" ? [text] : []));
}

const numbered = (word: string) => [1, 2, 3, 4, 5].map((number) => `${word} ${number}`);
const epochOf = (path: string) => select(path, "SELECT value FROM meta WHERE name = 'epoch'")[0];
const countOf = (path: string) => select(path, "SELECT count(*) FROM events")[0];
const asides = () =>
	readdirSync(machine.dataDir).filter((name) => name.includes(".before-restore."));

describe("partylined restore", () => {
	test("brings back what was backed up, keeps what was there, and says where", async () => {
		await talkAndBackUp();
		await stop(machine);
		const old = readFileSync(databaseOf(machine));
		const printed = await succeed(machine, "restore", file);
		const [aside = ""] = asides();
		expect(printed).toBe(
			`Restored 7 events in 1 room to ${machine.dataDir}. What was there before is kept as ${join(machine.dataDir, aside)}. Start partylined: every client starts over with this history.\n`,
		);
		expect(aside).toMatch(/^partyline\.db\.before-restore\.\d{8}-\d{6}\.\d{3}$/);
		expect(readFileSync(join(machine.dataDir, aside))).toEqual(old);
		await machine.startDaemon();
		expect(await textsNow()).toEqual(numbered("before"));
		await stop(machine);
		expect(databasesIn(machine.dataDir)).toEqual(["partyline.db", aside]);
	});

	test("brings back what is searched: everything of the backup, nothing of what came after it", async () => {
		await machine.startDaemon();
		const ann = await machine.peer("ann");
		const [first] = await say(ann, 5, "before");
		await ann.call("redact", { room: general, seqs: [first!.seq] });
		// Also what was not indexed yet.
		await succeed(machine, "backup", file);
		await say(ann, 5, "after");
		await stop(machine);
		await succeed(machine, "restore", file);
		expect(await succeed(machine, "check")).toContain(" is sound: ");
		const journal = await openJournal(machine.dataDir);
		const found = numbered("before").toReversed().slice(0, -1);
		expect(await searchAll(journal, [general], "before")).toEqual(found);
		for (const text of ["after", "before 1"])
			expect(await searchAll(journal, [general], text)).toEqual([]);
		await journal.close();
	});

	test("works on a machine that has nothing yet", async () => {
		await talkAndBackUp();
		const other = await Machine.create();
		const printed = await succeed(other, "restore", file);
		expect(printed).toBe(
			`Restored 7 events in 1 room to ${other.dataDir}. Start partylined: every client starts over with this history.\nCopy tls-key.pem and tls-cert.pem of the old server to ${other.dataDir} too, or everybody has to accept a new key.\n`,
		);
		expect(await succeed(other, "check")).toContain(" is sound: 1 room, 7 events, 1 account");
		await other.startDaemon();
	});

	test("keeps what a daemon that was killed had not brought into the database yet", async () => {
		await talkAndBackUp();
		await machine.killDaemon();
		await succeed(machine, "restore", file);
		const [aside = ""] = asides().filter((name) => !name.endsWith("-wal"));
		expect(databasesIn(machine.dataDir)).toEqual(["partyline.db", aside, `${aside}-wal`]);
		expect(await succeed(machine, "check", join(machine.dataDir, aside))).toContain("12 events");
		await machine.startDaemon();
		expect(await textsNow()).toEqual(numbered("before"));
	});

	test("makes another history of it, once: a restart keeps the epoch", async () => {
		await talkAndBackUp();
		const before = epochOf(databaseOf(machine));
		expect(epochOf(file)).toBe(before);
		await stop(machine);
		await succeed(machine, "restore", file);
		await machine.startDaemon();
		const restored = epochOf(databaseOf(machine));
		expect(restored).toMatch(/^[0-9a-f]{32}$/);
		expect(restored).not.toBe(before);
		await stop(machine);
		await machine.startDaemon();
		expect(epochOf(databaseOf(machine))).toBe(restored);
		expect(epochOf(file)).toBe(before);
	});

	test("a client that has seen later events starts over, and ends up with the history that there is", async () => {
		await talkAndBackUp();
		// Seen from its beginning, so that what is missing or comes twice would show.
		const options = {
			host: "127.0.0.1",
			port: machine.port,
			as: "cleo",
			rooms: [general],
			backlog: 200,
		};
		const client = createClient({ ...options, stateDir: fileOf(machine, "cleo") });
		onTestFinished(() => client.close());
		const seen: string[] = [];
		const epochs: string[] = [];
		const waiting = new Waiting();
		const sees = (text: string) =>
			waiting.until(
				text,
				() => (seen.includes(text) ? text : undefined),
				() => seen,
			);
		client.subscribe((notice) => {
			if (notice.type === "epoch") {
				epochs.push(notice.epoch);
				seen.length = 0;
			}
			if (notice.type === "event" && notice.event.type === "message") seen.push(notice.event.text);
			waiting.look();
		});
		client.start();
		await sees("after 5");
		await stop(machine);
		await succeed(machine, "restore", file);
		await machine.startDaemon();
		await say(await machine.peer("bob"), 1, "a new beginning");
		await sees("a new beginning 1");
		expect(epochs.at(-1)).toBe(epochOf(databaseOf(machine)));
		expect(seen).toEqual([...numbered("before"), "a new beginning 1"]);
		expect((await client.post(general, "and on").kept).seq).toBeGreaterThan(8);
		expect(client.cachedPage(general).map((event) => event.seq)).toEqual(
			client.cachedPage(general).map((_, index) => index + 1),
		);
	});

	test("leaves the old data or the new, whenever it is killed", async () => {
		await talkAndBackUp();
		await stop(machine);
		const kept = fileOf(machine, "kept.db");
		copyFileSync(databaseOf(machine), kept);
		for (const moment of [/\.part$/, /\.part-journal$/, /before-restore/, /^partyline\.db$/]) {
			copyFileSync(kept, databaseOf(machine));
			const reached = turnsUp(machine.dataDir, moment);
			const restore = start(machine, "restore", file);
			await Promise.race([reached, restore.ended]);
			await restore.end();
			await succeed(machine, "check");
			expect([7, 12]).toContain(countOf(databaseOf(machine)));
			await machine.startDaemon();
			await stop(machine);
			await succeed(machine, "check");
		}
	});
});

describe("a backup that is copied by hand", () => {
	test("over the database of a daemon that was stopped is another history, too", async () => {
		await talkAndBackUp();
		await stop(machine);
		const before = epochOf(databaseOf(machine));
		copyFileSync(file, databaseOf(machine));
		await machine.startDaemon();
		expect(epochOf(databaseOf(machine))).not.toBe(before);
		expect(await textsNow()).toEqual(numbered("before"));
	});

	test("over that of a daemon that was killed is not mixed with what this one left beside it", async () => {
		await talkAndBackUp();
		await machine.killDaemon();
		const wal = readFileSync(`${databaseOf(machine)}-wal`);
		copyFileSync(file, databaseOf(machine));
		expect(await succeed(machine, "check")).toContain("7 events");
		expect(await refused(machine, ["backup", fileOf(machine, "second.db")], 65)).toBe(
			`${databaseOf(machine)}-wal belongs to another database than ${databaseOf(machine)}: start partylined once, which moves it aside.`,
		);
		await machine.startDaemon();
		expect(await textsNow()).toEqual(numbered("before"));
		await stop(machine);
		expect(await succeed(machine, "check")).toContain(" is sound: ");
		const [aside = ""] = readdirSync(machine.dataDir).filter((name) => name.includes("-wal."));
		expect(readFileSync(join(machine.dataDir, aside))).toEqual(wal);
	});
});

describe("partylined restore refuses", () => {
	test("a folder that a daemon holds, and leaves it alone: 75", async () => {
		await talkAndBackUp();
		const sentence = await refused(machine, ["restore", file], 75);
		expect(sentence).toMatch(
			/^partylined with pid \d+ is already running with .*\. Stop it with "partylined stop", or choose another folder with --data\.$/,
		);
		expect(countOf(databaseOf(machine))).toBe(12);
		expect((await run(machine, "status")).code).toBe(0);
	});

	test("a file that is not there: 66", async () => {
		expect(await refused(machine, ["restore", file], 66)).toBe(`There is no file ${file}.`);
		expect(existsSync(machine.dataDir)).toBe(false);
	});

	test("a file that is not sound, and leaves what is there: 65", async () => {
		await talkAndBackUp();
		await stop(machine);
		edit(file, "DELETE FROM events WHERE seq = 4");
		const before = databasesIn(machine.dataDir);
		expect(await refused(machine, ["restore", file], 65)).toBe(
			`${file} is not sound, and nothing was restored. #general has a hole: after event 3 comes 5. "partylined check" tells more.`,
		);
		expect(databasesIn(machine.dataDir)).toEqual(before);
		expect(countOf(databaseOf(machine))).toBe(12);
	});

	test("half of a backup: 65", async () => {
		await talkAndBackUp();
		await stop(machine);
		writeFileSync(file, readFileSync(file).subarray(0, 20_000));
		const sentence = await refused(machine, ["restore", file], 65);
		expect(sentence).toMatch(/is not sound|is damaged/);
		expect(countOf(databaseOf(machine))).toBe(12);
	});

	test("a file of another program: 65", async () => {
		edit(file, "CREATE TABLE cookies (name TEXT)");
		expect(await refused(machine, ["restore", file], 65)).toContain("is not a partyline database");
		expect(existsSync(machine.dataDir)).toBe(false);
	});

	test("a data folder that cannot be made: 73", async () => {
		await talkAndBackUp();
		const flags = ["restore", file, "--data", join(file, "below")];
		expect(await refused(machine, flags, 73)).toMatch(/^The data folder .* cannot be used: /);
	});

	test("to guess which file is meant: 64", async () => {
		mkdirSync(machine.dataDir, { recursive: true });
		const { code, stderr } = await run(machine, "restore");
		expect(code).toBe(64);
		expect(stderr).toMatch(/^partylined: missing required argument 'file'/);
	});
});
