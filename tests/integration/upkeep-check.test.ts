import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { seq } from "@partyline/shared/protocol/ids";
import { beforeEach, describe, expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import {
	databaseOf,
	edit,
	fileOf,
	fill,
	general,
	openJournal,
	refused,
	run,
	say,
	stop,
	succeed,
} from "./upkeep-support.ts";

let machine: Machine;
beforeEach(async () => {
	machine = await Machine.create();
});

/** A conversation of two, after which the daemon still runs. */
async function talk(): Promise<void> {
	await machine.startDaemon();
	const ann = await machine.peer("ann");
	await machine.peer("bob");
	await say(ann, 5);
	await ann.call("topic", { room: general, topic: "cake" });
	await ann.call("read", { room: general, seq: 4 });
	await ann.call("create", { with: ["bob"] });
	// Nothing is written any more then: all words are in the index.
	await ann.call("search", { text: "hello" });
}

/** Every file of the data folder, with what is in it. */
function contents(): Map<string, string> {
	const files = readdirSync(machine.dataDir).filter((name) => name.startsWith("partyline.db"));
	return new Map(
		files.map((name) => [name, readFileSync(join(machine.dataDir, name)).toString("base64")]),
	);
}

describe("partylined check", () => {
	test("says what a sound data folder holds, while the daemon runs and after it, and changes nothing", async () => {
		await talk();
		const path = databaseOf(machine);
		const sentence = (size: string) =>
			`${path} is sound: 2 rooms, 10 events, 2 accounts, schema 4, ${size} MB.\n`;
		const { "partyline.db-shm": _running, ...running } = Object.fromEntries(contents());
		expect(await succeed(machine, "check")).toBe(sentence("0.0"));
		expect(Object.fromEntries(contents())).toMatchObject(running);
		await stop(machine);
		const stopped = contents();
		expect(await succeed(machine, "check")).toBe(sentence("0.1"));
		expect(await succeed(machine, "check", path)).toBe(sentence("0.1"));
		expect(contents()).toEqual(stopped);
		expect([...stopped.keys()]).toEqual(["partyline.db"]);
	});

	test("reads what a daemon that was killed had not brought into the database yet, and leaves it there", async () => {
		await talk();
		await machine.killDaemon();
		const { "partyline.db-shm": _shm, ...left } = Object.fromEntries(contents());
		expect(await succeed(machine, "check")).toContain("2 rooms, 10 events, 2 accounts");
		expect(Object.fromEntries(contents())).toMatchObject(left);
		expect(left["partyline.db-wal"]).not.toBe("");
	});

	test("says of a trimmed room what it cannot check", async () => {
		await talk();
		await stop(machine);
		const journal = await openJournal(machine.dataDir);
		await journal.trim(general, seq.parse(4));
		await journal.close();
		expect(await succeed(machine, "check")).toContain(
			"2 rooms (the log of 1 was trimmed: members and topics from before cannot be checked), 7 events",
		);
		edit(databaseOf(machine), "DELETE FROM members WHERE account = 'bob' AND room = 1");
		await succeed(machine, "check");
		edit(databaseOf(machine), "UPDATE rooms SET topic = 'tea' WHERE id = 1");
		const { code, stdout } = await run(machine, "check");
		expect(code).toBe(65);
		expect(stdout).toContain("The topic of #general is not the one that its log says.");
	});

	test.each<[string, string, string]>([
		[
			"an event is missing",
			"DELETE FROM events WHERE type = 'message' AND seq = 5",
			"#general has a hole: after event 4 comes 6.",
		],
		[
			"the first event is missing",
			"DELETE FROM events WHERE seq = 1 AND room = 1",
			"#general has a hole: after event 0 comes 2.",
		],
		[
			"a room does not begin with its create",
			`UPDATE events SET type = 'join', rest = '{}', "by" = 'ann' WHERE seq = 1 AND room = 1`,
			"#general does not begin with its create.",
		],
		["a room has no events", "DELETE FROM events WHERE room = 1", "#general has no event at all."],
		[
			"an event is of a kind that is not known",
			"UPDATE events SET type = 'riddle' WHERE seq = 5",
			"Event 5 of #general cannot be read: The database holds string where a type of event belongs.",
		],
		[
			"an event does not say what its kind says",
			`UPDATE events SET rest = '{"text":7}' WHERE seq = 5`,
			"Event 5 of #general cannot be read: The database holds number where text belongs.",
		],
		[
			"an event is no JSON",
			"UPDATE events SET rest = '{' WHERE seq = 5",
			"Event 5 of #general cannot be read: ",
		],
		[
			"an author has a name that nobody can have",
			`UPDATE events SET "by" = 'a' || char(27) || '[31mb' WHERE seq = 5`,
			"Event 5 of #general cannot be read: by: ",
		],
		[
			"the topic is another",
			"UPDATE rooms SET topic = 'tea' WHERE id = 1",
			"The topic of #general is not the one that its log says.",
		],
		[
			"a member is missing",
			"DELETE FROM members WHERE account = 'bob' AND room = 1",
			"bob is a member of #general by its log, but is not listed.",
		],
		[
			"a member is made up",
			"DELETE FROM events WHERE type = 'join'; UPDATE events SET seq = seq - 2 WHERE seq > 2; UPDATE read_marks SET seq = 1",
			"ann is listed as a member of #general, but is none by its log.",
		],
		[
			"a room is of another kind",
			"UPDATE rooms SET kind = 'direct' WHERE id = 1",
			"#general was made public, but is stored as direct.",
		],
		[
			"a read mark is beyond the end",
			"UPDATE read_marks SET seq = 99",
			"ann has read #general up to 99, but its last event is 9.",
		],
		[
			"a token is nobody's",
			"DELETE FROM accounts WHERE account = 'bob'",
			"bob has a token, but there is no such account.",
		],
		[
			"a member has no account",
			"DELETE FROM accounts WHERE account = 'bob'",
			"bob is listed as a member, but there is no such account.",
		],
		[
			"an account cannot be found",
			"UPDATE accounts SET key = 'x' WHERE account = 'bob'",
			"bob cannot be found by name: its key is not that of the name.",
		],
		[
			"a name is a control sequence",
			"INSERT INTO members VALUES (1, char(27) || '[31mred')",
			"red is listed as a member of #general, but is none by its log.",
		],
		["the epoch is missing", "DELETE FROM meta", "It has no epoch, the name of its history."],
		[
			"an event is noted as trimmed",
			`INSERT INTO trimmed SELECT key, room, seq, at, "by" FROM events WHERE seq = 5`,
			"Events that are there are noted as trimmed: 1.",
		],
		[
			"an event is there although it was trimmed",
			"UPDATE rooms SET floor = 3 WHERE id = 1",
			"Event 3 of #general is there although it was trimmed away.",
		],
		[
			"a row names a room that is not there",
			"INSERT INTO members VALUES (77, 'ann')",
			"A row of the table members names something in rooms that is not there.",
		],
	])("finds that %s: 65", async (_what, sql, sentence) => {
		await makeSound();
		edit(databaseOf(machine), sql);
		const before = contents();
		const { code, stdout, stderr } = await run(machine, "check");
		expect({ code, stderr }).toEqual({ code: 65, stderr: "" });
		expect(stdout).toContain(sentence);
		expect(stdout).toMatch(/partyline\.db is not sound\.\n$/);
		expect(stdout).not.toContain("\x1b");
		expect(contents()).toEqual(before);
	});

	test("finds a file that is damaged, however much of it can still be read: 65", async () => {
		await makeSound();
		const bytes = readFileSync(databaseOf(machine));
		writeFileSync(databaseOf(machine), bytes.fill(0xa5, 4096 * 3));
		const { code, stdout, stderr } = await run(machine, "check");
		expect({ code, stderr }).toEqual({ code: 65, stderr: "" });
		// With so much of it gone SQLite itself may not get to the end of its own check.
		expect(stdout).toMatch(/^(The file is damaged|It cannot be read to the end): /);
	});

	test("tells the first fifty troubles, and how many more there are", async () => {
		await fill(machine.dataDir, 1);
		edit(databaseOf(machine), "UPDATE events SET type = 'riddle' WHERE seq > 1");
		const { code, stdout } = await run(machine, "check");
		const lines = stdout.trimEnd().split("\n");
		expect(code).toBe(65);
		expect(lines).toHaveLength(52);
		// One more is told of the index, if the messages had got there.
		expect(lines.slice(-2)).toEqual([
			expect.stringMatching(/^And 5[01] more\.$/),
			expect.stringContaining("is not sound."),
		]);
	});

	test("needs no right to write: not to the backup, nor to its folder", async () => {
		await makeSound();
		const folder = fileOf(machine, "shelf");
		mkdirSync(folder);
		await succeed(machine, "backup", join(folder, "backup.db"));
		chmodSync(join(folder, "backup.db"), 0o400);
		chmodSync(folder, 0o500);
		expect(await succeed(machine, "check", join(folder, "backup.db"))).toContain(" is sound: ");
		expect(readdirSync(folder)).toEqual(["backup.db"]);
		chmodSync(folder, 0o700);
	});
});

describe("partylined check refuses", () => {
	test("a data folder without a database: 66", async () => {
		const sentence = await refused(machine, ["check"], 66);
		expect(sentence).toBe(
			`There is no partyline database in ${machine.dataDir}; name its folder with --data.`,
		);
	});

	test("a file that is not there, and a folder: 66", async () => {
		const path = fileOf(machine, "nothing.db");
		expect(await refused(machine, ["check", path], 66)).toBe(`There is no file ${path}.`);
		const folder = machine.home;
		expect(await refused(machine, ["check", folder], 66)).toBe(`${folder} is not a file.`);
	});

	test.skipIf(process.getuid?.() === 0)(
		"a file that one may not read (not as root, who may): 66",
		async () => {
			await makeSound();
			chmodSync(databaseOf(machine), 0o000);
			expect(await refused(machine, ["check"], 66)).toBe(
				`${databaseOf(machine)} cannot be read: permission denied.`,
			);
		},
	);

	test("a file of another program, and one that is no database: 65", async () => {
		const path = fileOf(machine, "cookies.db");
		edit(path, "CREATE TABLE cookies (name TEXT)");
		const sentence = `${path} is not a partyline database: move it away, or choose another data folder.`;
		expect(await refused(machine, ["check", path], 65)).toBe(sentence);
		writeFileSync(path, "this is a diary\n".repeat(100));
		expect(await refused(machine, ["check", path], 65)).toBe(sentence);
	});

	test("an argument too many, and a flag that there is not: 64", async () => {
		for (const args of [
			["check", "a", "b"],
			["check", "--frobnicate"],
		]) {
			const { code, stderr } = await run(machine, ...args);
			expect(code).toBe(64);
			expect(stderr).toMatch(/^partylined: (too many arguments|unknown option)/);
		}
	});
});

/** What `talk` leaves, made once for all tests. */
let sound: Buffer | undefined;

/** Gives the machine a sound data folder that no daemon holds. */
async function makeSound(): Promise<void> {
	if (sound === undefined) {
		await talk();
		await stop(machine);
		sound = readFileSync(databaseOf(machine));
		return;
	}
	mkdirSync(machine.dataDir, { recursive: true });
	writeFileSync(databaseOf(machine), sound);
}
