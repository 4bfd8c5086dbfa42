import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { accountName } from "@partyline/shared/protocol/ids";
import { describe, expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";
import { openDatabase } from "./database.ts";
import { StorageError } from "./errors.ts";
import { memoryNotes, type Notes, noteLimits, takeNote } from "./notes.ts";
import { fileNotes, notesSchema } from "./notes-file.ts";
import { temporaryFolder } from "./testing/folder.ts";
import { ManualClock } from "./testing/manual-clock.ts";

const owner = { server: "localhost:7420", account: accountName.parse("ann") };

function openFile(path = join(temporaryFolder(onTestFinished), "outbox.db")) {
	const database = openDatabase({ path, synchronous: "FULL", version: 1, schema: notesSchema });
	let isOpen = true;
	const close = () => {
		if (isOpen) database.close();
		isOpen = false;
	};
	onTestFinished(close);
	const clock = new ManualClock();
	return { path, database, close, clock, notes: fileNotes(database, owner, clock) };
}

/** A client of ann's on a folder, never connected. */
function open(stateDir: string, changes: { port?: number; as?: string } = {}) {
	const client = createClient({ host: "localhost", port: 7420, as: "ann", stateDir, ...changes });
	onTestFinished(() => client.close());
	return client;
}

describe.each<[string, () => { notes: Notes; pass: () => void }]>([
	["in memory", () => ({ notes: memoryNotes(), pass: () => {} })],
	[
		"on disk",
		() => {
			const { notes, clock } = openFile();
			return { notes, pass: () => clock.pass(1) };
		},
	],
])("notes %s", (_, arrange) => {
	test("are found by what their names begin with, the one written longest ago first", () => {
		const { notes, pass } = arrange();
		for (const name of ["draft/#b", "sent/1", "draft/#a", "draft", "draft/#🙂"]) {
			notes.write(name, `of ${name}`);
			pass();
		}
		notes.write("draft/#b", "later");
		expect([...notes.read("draft/")]).toEqual([
			["draft/#a", "of draft/#a"],
			["draft/#🙂", "of draft/#🙂"],
			["draft/#b", "later"],
		]);
		expect([...notes.read("").keys()].at(0)).toBe("sent/1");
		expect(notes.read("nothing")).toEqual(new Map());
	});

	test("are gone when forgotten, and no other with them", () => {
		const { notes } = arrange();
		notes.write("a", "1");
		notes.write("ab", "2");
		notes.forget("a");
		notes.forget("never there");
		expect([...notes.read("")]).toEqual([["ab", "2"]]);
	});

	test("are what was written, to the last character", () => {
		const { notes } = arrange();
		const text = "a\0b\nc\r\u001b[31m🙂é";
		notes.write("it's", text);
		notes.write("empty", "");
		expect(notes.read("it's").get("it's")).toBe(text);
		expect(notes.read("empty").get("empty")).toBe("");
	});
});

test("a draft longer than can be sent is kept, and one beyond all measure refused in a sentence", () => {
	const { notes } = openFile();
	const pasted = "🙂".repeat(noteLimits.textChars / 2);
	takeNote(notes, "draft", pasted);
	expect(() => takeNote(notes, "draft", `${pasted}!`)).toThrow(
		new RangeError("A note has at most 1048576 characters, and this one 1048577."),
	);
	expect(() => takeNote(notes, "n".repeat(257), "")).toThrow(
		new RangeError("The name of a note has at most 256 characters."),
	);
	expect(notes.read("").get("draft")).toBe(pasted);
});

test.each<[string, () => Notes]>([
	["in memory", memoryNotes],
	["on disk", () => filledFile()],
])(
	"a note too many %s is refused in a sentence, and those that are there change as ever",
	(_, make) => {
		const notes = make();
		for (let n = notes.read("").size; n < noteLimits.notes; n++) notes.write(`n${n}`, "");
		expect(() => takeNote(notes, "one more", "")).toThrow(
			new RangeError("There are 10000 notes already, and no place for one more."),
		);
		takeNote(notes, "n7", "changed");
		takeNote(notes, "n8", undefined);
		takeNote(notes, "one more", "now");
		expect([notes.read("n7").get("n7"), notes.read("one").get("one more")]).toEqual([
			"changed",
			"now",
		]);
	},
);

/** All notes but one, without ten thousand syncs; somebody else's count for nothing. */
function filledFile(): Notes {
	const { database, notes } = openFile();
	for (const [account, count] of [
		["ann", noteLimits.notes - 1],
		["bob", 3],
	] as const)
		database
			.prepare(
				`WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n + 1 < ?)
				INSERT INTO notes SELECT 'localhost:7420', ?, 'n' || n, '', 0 FROM n`,
			)
			.run(count, account);
	return notes;
}

test("a window finds its notes again, and not those of another server or account", () => {
	const stateDir = temporaryFolder(onTestFinished);
	const first = open(stateDir);
	first.note("draft/#general", "half a sen");
	first.note("layout", "wide");
	first.note("layout", undefined);
	open(stateDir, { port: 7421 }).note("draft/#general", "elsewhere");
	open(stateDir, { as: "bob" }).note("draft/#general", "bob's");
	expect([...open(stateDir).notes()]).toEqual([["draft/#general", "half a sen"]]);
	expect([...first.notes("draft/")]).toEqual([["draft/#general", "half a sen"]]);
});

test("of two windows on one folder the last that writes a name wins, and other names stay", () => {
	const stateDir = temporaryFolder(onTestFinished);
	const [one, two] = [open(stateDir), open(stateDir)];
	one.note("draft/#general", "of one");
	two.note("draft/#general", "of two");
	one.note("draft/#dev", "of one");
	two.note("favourites", "#dev");
	for (const window of [one, two])
		expect(Object.fromEntries(window.notes())).toEqual({
			"draft/#general": "of two",
			"draft/#dev": "of one",
			favourites: "#dev",
		});
});

test("notes without a state folder, or with credentials only in it, end with the client", async () => {
	const stateDir = temporaryFolder(onTestFinished);
	for (const options of [{}, { stateDir, keep: "credentials" } as const]) {
		const client = createClient({ host: "localhost", port: 7420, as: "ann", ...options });
		client.note("draft", "x");
		expect([...client.notes()]).toEqual([["draft", "x"]]);
		await client.close();
	}
	expect([...open(stateDir).notes()]).toEqual([]);
});

test("a disk that is full refuses a note in words, and posts and other notes are there as before", () => {
	const stateDir = temporaryFolder(onTestFinished);
	const client = open(stateDir);
	client.note("draft", "old");
	const disk = new DatabaseSync(join(stateDir, "outbox.db"));
	onTestFinished(() => disk.close());
	for (const verb of ["INSERT", "UPDATE", "DELETE"])
		disk.exec(
			`CREATE TRIGGER full_${verb} BEFORE ${verb} ON notes BEGIN SELECT RAISE(ABORT, 'full'); END`,
		);
	const refusal = new StorageError("The note cannot be written to this machine's disk.");
	expect(() => client.note("draft", "new")).toThrow(refusal);
	expect(() => client.note("other", "new")).toThrow(refusal);
	expect(() => client.note("draft", undefined)).toThrow(
		new StorageError("The note cannot be taken off this machine's disk."),
	);
	client.post("#general", "goes on");
	expect(client.outbox()).toMatchObject([{ text: "goes on" }]);
	expect([...client.notes()]).toEqual([["draft", "old"]]);
});

test("a disk that another program keeps locked refuses a note in words, and takes it when it is let go", () => {
	const { path, database, notes } = openFile();
	database.exec("PRAGMA busy_timeout = 0");
	const other = new DatabaseSync(path);
	onTestFinished(() => other.close());
	other.exec("BEGIN IMMEDIATE");
	expect(() => takeNote(notes, "draft", "x")).toThrow(StorageError);
	expect([...notes.read("")]).toEqual([]);
	other.exec("ROLLBACK");
	takeNote(notes, "draft", "x");
	expect([...notes.read("")]).toEqual([["draft", "x"]]);
});

test("a window that is killed finds the last that it had noted", { timeout: 30_000 }, async () => {
	const stateDir = temporaryFolder(onTestFinished);
	const program = fileURLToPath(new URL("testing/noting-process.ts", import.meta.url));
	for (const name of ["first", "second", "third"]) {
		const child = spawn(process.execPath, [program, stateDir, name]);
		onTestFinished(() => void child.kill("SIGKILL"));
		let told = 0;
		for await (const line of createInterface({ input: child.stdout })) {
			told = Number(line);
			if (told === 20) child.kill("SIGKILL");
		}
		if (child.signalCode === null) await once(child, "exit");
		// One that it could not tell any more may be there as well.
		const length = open(stateDir).notes(name).get(name)?.length;
		expect([told, told + 1]).toContain(length);
		expect(told).toBeGreaterThanOrEqual(20);
	}
});
