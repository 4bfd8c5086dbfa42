import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { openStore } from "@partyline/server/journal";
import { DataFolderError } from "@partyline/server/journal/errors";
import { beforeFirst, roomName } from "@partyline/shared/protocol/ids";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { created, describeJournal, said } from "./journal.ts";

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
		edit(file, "PRAGMA user_version = 7");
		expect(await refusal(folder)).toBe(
			`${file} was written by a newer partyline (schema 7, this one knows 3): run that version, or choose another data folder.`,
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
	const database = new DatabaseSync(file);
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
