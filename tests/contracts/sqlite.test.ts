import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { openStore } from "@partyline/server/journal";
import { DataFolderError } from "@partyline/server/journal/errors";
import { currentSchema } from "@partyline/server/journal/migrations";
import type { Found, Journal, Searched } from "@partyline/server/ports";
import type { Seq } from "@partyline/shared/protocol/ids";
import { beforeFirst, roomName, seq as seqOf } from "@partyline/shared/protocol/ids";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { checkDatabase } from "../../apps/server/src/journal/sqlite/check/check-database.ts";
import { readSnapshot } from "../../apps/server/src/journal/sqlite/snapshot.ts";
import { describeJournal } from "./journal.ts";
import { ann, created, draft, numbers, said } from "./support/drafts.ts";

describeJournal("the SQLite journal", async () => {
	const folder = await makeFolder();
	return {
		open: () => open(folder),
		remove: () => rm(folder, { recursive: true }),
	};
});

describe("SQLite in a data folder", () => {
	const room = roomName.parse("#general");
	let folder: string;
	let file: string;

	beforeEach(async () => {
		folder = await makeFolder();
		file = join(folder, "partyline.db");
	});
	afterEach(() => rm(folder, { recursive: true }));

	test("a message acked before kill -9 is there after restart", async () => {
		const printed = await killAfter(folder, 200);
		const { journal } = await open(folder);
		const log = await journal.after(room, beforeFirst, 1_000_000);
		expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
		expect(printed.length).toBeGreaterThanOrEqual(200);
		for (const event of printed) expect(log[event.seq - 1]).toEqual(event);
		await journal.close();
	});

	test("the folder and its files are for their owner only, whatever the umask", async () => {
		const umask = process.umask(0);
		const made = join(folder, "made");
		try {
			const { journal } = await open(made);
			await journal.append([created(room)]);
			expect(await mode(made)).toBe("700");
			for (const name of ["partyline.db", "partyline.db-wal", "partyline.db-shm"])
				expect([name, await mode(join(made, name))]).toEqual([name, "600"]);
			await journal.close();
		} finally {
			process.umask(umask);
		}
	});

	test("a database that others could read is made private before it is used", async () => {
		await (await open(folder)).journal.close();
		await chmod(file, 0o644);
		const { journal } = await open(folder);
		await journal.append([created(room)]);
		expect([await mode(file), await mode(`${file}-wal`)]).toEqual(["600", "600"]);
		await journal.close();
	});

	test("a closed store is one file", async () => {
		const { journal } = await open(folder);
		await journal.append([created(room)]);
		await journal.close();
		await expect(stat(`${file}-wal`)).rejects.toMatchObject({ code: "ENOENT" });
	});

	test("a database that a newer partyline wrote is refused and left alone", async () => {
		await (await open(folder)).journal.close();
		edit(file, `PRAGMA user_version = ${currentSchema + 1}`);
		expect(await refusal(folder)).toBe(
			`${file} was written by a newer partyline (schema ${currentSchema + 1}, this one knows ${currentSchema}): run that version, or choose another data folder.`,
		);
	});

	test("a database of another program is refused and left alone", async () => {
		edit(file, "CREATE TABLE cookies (name TEXT)");
		const before = await readFile(file);
		expect(await refusal(folder)).toBe(
			`${file} is not a partyline database: move it away, or choose another data folder.`,
		);
		expect(await readFile(file)).toEqual(before);
	});

	test("a file that is no database is refused and left alone", async () => {
		const words = "This is a shopping list, and a long one. ".repeat(100);
		await writeFile(file, words);
		expect(await refusal(folder)).toBe(
			`${file} is not a partyline database: move it away, or choose another data folder.`,
		);
		expect(await readFile(file, "utf8")).toBe(words);
	});

	test("a damaged database is refused with a sentence", async () => {
		const { journal } = await open(folder);
		await journal.append([created(room)]);
		await journal.close();
		const bytes = await readFile(file);
		await writeFile(file, bytes.fill(0xa5, 100, 4096));
		expect(await refusal(folder)).toContain(`${file} is damaged`);
	});

	test("a data folder that is a file is refused with a sentence", async () => {
		await writeFile(join(folder, "file"), "");
		expect(await refusal(join(folder, "file"))).toContain(
			"must be a folder that this user may write to.",
		);
	});

	test("a writer that dies is reported, and nothing is taken after it", async () => {
		const onFatal = vi.fn<(error: Error) => void>();
		const { journal } = await openStore({ dataDir: folder, onFatal });
		await journal.append([created(room)]);
		// Without its tables the writer can neither store nor find out where it stands.
		edit(file, "PRAGMA foreign_keys = OFF; DROP TABLE rooms");
		const lost = [journal.append([said(room, "one")]), journal.append([said(room, "two")])];
		for (const append of lost)
			await expect(append).rejects.toMatchObject({ name: "JournalError", outcome: "unknown" });
		expect(onFatal).toHaveBeenCalledOnce();
		expect(onFatal.mock.calls[0]?.[0].message).toContain("no such table");
		await expect(journal.append([said(room, "three")])).rejects.toMatchObject({ outcome: "none" });
		await journal.close();
		expect(onFatal).toHaveBeenCalledOnce();
	});

	test("what was acked before kill -9 is found after restart, and the index is sound", async () => {
		const printed = await killAfter(folder, 500);
		const { journal } = await open(folder);
		const found = await searchAll(journal, { text: "message", rooms: [room], limit: 1_000_000 });
		expect(found.length).toBeGreaterThanOrEqual(printed.length);
		const log = await journal.after(room, beforeFirst, 1_000_000);
		const messages = log.filter(({ type }) => type === "message");
		expect(found.map(({ seq }) => seq)).toEqual(messages.map(({ seq }) => seq).reverse());
		await journal.close();
		expect(troublesOf(file)).toEqual([]);
	});

	test.each([
		[
			"taken back",
			(journal: Journal, seqs: Seq[]) =>
				journal.append([draft({ room, at: 2, by: ann, type: "redact", seqs })]),
		],
		[
			"trimmed away",
			(journal: Journal, seqs: Seq[]) => journal.trim(room, seqOf.parse(Math.max(...seqs) + 1)),
		],
	] as const)("the words of what is %s leave the disk", async (_what, remove) => {
		const { journal } = await open(folder);
		const texts = numbers(1, 300).map((number) => `hello from secret${number}word again`);
		await journal.append([created(room), ...texts.map((text) => said(room, text))]);
		const wanted = { text: "hello", rooms: [room], limit: 1000 };
		const found = await searchAll(journal, wanted);
		expect(found).toHaveLength(texts.length);
		const gone = found.filter(({ seq }) => seq < 150);
		await remove(
			journal,
			gone.map(({ seq }) => seq),
		);
		expect(await searchAll(journal, wanted)).toHaveLength(texts.length - gone.length);
		await journal.close();
		const bytes = (await readFile(file)).toString("latin1");
		for (const { text } of found) {
			const word = text.split(" ")[2] ?? "";
			const isThere = isIndexed(file, word);
			expect([word, isThere]).toEqual([word, !gone.some((event) => event.text === text)]);
			if (!isThere) expect([word, bytes.includes(word)]).toEqual([word, false]);
		}
		expect(troublesOf(file)).toEqual([]);
	});

	test("the words of what is taken back before or while it is indexed never stay on the disk, whatever crash follows", async () => {
		const { journal } = await open(folder);
		await journal.append([created(room)]);
		const word = (number: number) => `secret${(number * 7919).toString(36)}word`;
		const gone: number[] = [];
		let last = 1;
		for (const size of numbers(1, 40)) {
			const texts = numbers(1, size).map((number) => `hello ${word(last + number)}`);
			// In the same turn, so that it is in the same batch, or in the next.
			const saying = journal.append(texts.map((text) => said(room, text)));
			const seqs = numbers(last + 1, last + size).filter((seq) => seq % 3 > 0);
			await Promise.all([
				saying,
				journal.append([
					draft({
						room,
						at: 2,
						by: ann,
						type: "redact",
						seqs: seqs.map((seq) => seqOf.parse(seq)),
					}),
				]),
			]);
			gone.push(...seqs);
			last += size + 1;
			// As a kill would leave them.
			const crashed = join(folder, `crashed-${size}`);
			await mkdir(crashed);
			for (const suffix of ["", "-wal"])
				await copyFile(`${file}${suffix}`, join(crashed, `partyline.db${suffix}`));
		}
		await journal.close();
		for (const dataDir of [folder, join(folder, "crashed-1"), join(folder, "crashed-40")]) {
			const again = await open(dataDir);
			await searchAll(again.journal, { text: "hello", rooms: [room], limit: 1 });
			await again.journal.close();
			const path = join(dataDir, "partyline.db");
			expect(troublesOf(path)).toEqual([]);
			const bytes = (await readFile(path)).toString("latin1");
			expect(gone.map(word).filter((each) => bytes.includes(each))).toEqual([]);
		}
	});

	test("a search that takes too long is ended, and the next is made anew", async () => {
		const limits = { dataDir: folder, searchLimitMs: 500 };
		const { journal } = await openStore({ ...limits, onFatal: () => {} });
		await journal.append([created(room), said(room, "found at last")]);
		const wanted = { text: "last", rooms: [room], limit: 1 };
		// For each room it looks at SQLite counts a while.
		edit(
			file,
			`ALTER TABLE rooms RENAME TO kept;
			CREATE VIEW rooms AS SELECT * FROM kept WHERE 0 < (
				WITH RECURSIVE n (i) AS (SELECT id UNION ALL SELECT i + 1 FROM n WHERE i < 5000000)
				SELECT count(*) FROM n)`,
		);
		expect(await journal.search(wanted)).toBe("took-too-long");
		edit(file, "DROP VIEW rooms; ALTER TABLE kept RENAME TO rooms");
		expect(await searchAll(journal, wanted)).toMatchObject([{ text: "found at last" }]);
		await journal.close();
	});

	test("a search for which the database cannot be read is refused as such, and the next is made anew", async () => {
		const { journal } = await open(folder);
		await journal.append([created(room), said(room, "hello")]);
		const wanted = { text: "hello", rooms: [room], limit: 1 };
		edit(
			file,
			"ALTER TABLE rooms RENAME TO kept; CREATE VIEW rooms AS SELECT * FROM kept WHERE json('{')",
		);
		await expect(journal.search(wanted)).rejects.toMatchObject({
			...{ name: "JournalError", outcome: "none" },
			message: "The journal cannot be searched.",
		});
		edit(file, "DROP VIEW rooms; ALTER TABLE kept RENAME TO rooms");
		expect(await searchAll(journal, wanted)).toMatchObject([{ text: "hello" }]);
		await journal.close();
	});

	test("an act that cannot be noted takes the event of the same turn with it", async () => {
		const { journal, acts } = await open(folder);
		await journal.append([created(room)]);
		edit(
			file,
			`CREATE TRIGGER full BEFORE INSERT ON acts BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`,
		);
		const results = await Promise.allSettled([
			journal.append([said(room, "with it")]),
			acts.append({ at: 2, by: ann, what: "kick", room }),
		]);
		for (const result of results)
			expect(result).toMatchObject({ reason: { name: "JournalError", outcome: "none" } });
		expect(await journal.heads(new Map())).toEqual(new Map([[room, 1]]));
		await journal.close();
	});

	test("a batch that the disk refused leaves nothing behind, and the next one goes on", async () => {
		const { journal } = await open(folder);
		await journal.append([created(room)]);
		edit(
			file,
			`CREATE TRIGGER full BEFORE INSERT ON events WHEN NEW.rest LIKE '%full%'
			BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`,
		);
		const results = await Promise.allSettled([
			journal.append([said(room, "with it")]),
			journal.append([said(room, "full")]),
		]);
		for (const result of results)
			expect(result).toMatchObject({ reason: { name: "JournalError", outcome: "none" } });
		const [next] = await journal.append([said(room, "next")]);
		expect(next?.event.seq).toBe(2);
		await journal.close();
	});

	test("the outcome of a commit that failed is unknown, and the next batch goes on", async () => {
		const { journal } = await open(folder);
		await journal.append([created(room)]);
		// A deferred foreign key is the one thing that a COMMIT itself refuses.
		edit(
			file,
			`CREATE TABLE late (room INTEGER REFERENCES rooms (id) DEFERRABLE INITIALLY DEFERRED);
			CREATE TRIGGER late_failure AFTER INSERT ON events WHEN NEW.rest LIKE '%late%'
			BEGIN INSERT INTO late (room) VALUES (999); END`,
		);
		await expect(journal.append([said(room, "late")])).rejects.toMatchObject({
			name: "JournalError",
			outcome: "unknown",
		});
		const [next] = await journal.append([said(room, "next")]);
		expect(next?.event.seq).toBe(2);
		await journal.close();
	});
});

function open(dataDir: string) {
	return openStore({
		dataDir,
		onFatal(error) {
			throw error;
		},
	});
}

/** What is found, as soon as nothing is missing from the index. */
async function searchAll(
	journal: Journal,
	wanted: Searched,
): Promise<readonly Found["hits"][number]["event"][]> {
	for (;;) {
		const found = await journal.search(wanted);
		if (typeof found === "string") throw new Error(`The search was answered with ${found}.`);
		if (!found.partial) return found.hits.map(({ event }) => event);
	}
}

/** What `partylined check` finds in a database. */
function troublesOf(path: string): readonly string[] {
	return readSnapshot(path, checkDatabase).troubles;
}

/** Whether the index of words has a word. */
function isIndexed(path: string, word: string): boolean {
	const database = new DatabaseSync(path, { readOnly: true });
	const found = database.prepare("SELECT 1 FROM search WHERE search MATCH ?").get(`"${word}"`);
	database.close();
	return found !== undefined;
}

/** The sentence with which a folder is refused. */
async function refusal(dataDir: string): Promise<string> {
	const error: unknown = await open(dataDir).then(
		() => undefined,
		(reason) => reason,
	);
	if (error instanceof DataFolderError) return error.message;
	throw new Error("The folder was not refused with a DataFolderError.", { cause: error });
}

function makeFolder(): Promise<string> {
	return mkdtemp(join(tmpdir(), "partyline-journal-"));
}

function edit(file: string, sql: string): void {
	// The journal may be writing at this moment.
	const database = new DatabaseSync(file, { timeout: 10_000 });
	database.exec(sql);
	database.close();
}

async function mode(path: string): Promise<string> {
	return ((await stat(path)).mode & 0o777).toString(8);
}

/** Lets a child append until it has printed `count` receipts, kills it, and gives all that it printed. */
async function killAfter(folder: string, count: number): Promise<{ readonly seq: number }[]> {
	const script = fileURLToPath(new URL("./support/append-forever.ts", import.meta.url));
	const child = spawn(process.execPath, [script, folder], { stdio: ["ignore", "pipe", "inherit"] });
	const exit = once(child, "exit");
	const lines: string[] = [];
	for await (const line of createInterface({ input: child.stdout })) {
		lines.push(line);
		if (lines.length === count) child.kill("SIGKILL");
	}
	const [, signal] = await exit;
	expect(signal).toBe("SIGKILL");
	return lines.map((line) => JSON.parse(line));
}
