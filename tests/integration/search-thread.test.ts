import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Journal } from "@partyline/server/ports";
import { accountName, beforeFirst, newMessageId } from "@partyline/shared/protocol/ids";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SearchThread } from "../../apps/server/src/journal/search-thread.ts";
import { makeFolder } from "../support/daemon.ts";
import { replaceRooms, slow, slowAndUnreadable, unreadable } from "./search-support.ts";
import { general, openJournal, searchAll } from "./upkeep-support.ts";

const ann = accountName.parse("ann");
const wanted = { text: "hello", rooms: [general], limit: 10 };
/** No search here comes near it. */
const longMs = 20_000;

let dataDir: string;
let journal: Journal;

beforeEach(async () => {
	dataDir = makeFolder();
	journal = await openJournal(dataDir);
	const told = { room: general, at: 1, by: ann };
	const id = newMessageId();
	await journal.append([
		{ key: newMessageId(), event: { ...told, type: "create", kind: "public" } },
		{ key: id, event: { ...told, type: "message", id, text: "hello" } },
	]);
	await searchAll(journal, [general], "hello");
});

afterEach(async () => {
	await journal.close();
	rmSync(dataDir, { recursive: true, force: true });
});

test("the search right after one that could not be made is made anew", async () => {
	const thread = new SearchThread(dataDir);
	for (let round = 0; round < 5; round++) {
		const broken = replaceRooms(dataDir, unreadable);
		await expect(thread.find(wanted, longMs)).rejects.toMatchObject({
			...{ name: "JournalError", outcome: "none" },
			message: "The journal cannot be searched.",
		});
		broken[Symbol.dispose]();
		expect(await thread.find(wanted, longMs)).toMatchObject({ hits: [{}], more: false });
	}
	await thread.close();
});

test("the search right after one that took too long is made anew, and not answered with what that one found", async () => {
	const thread = new SearchThread(dataDir);
	const broken = replaceRooms(dataDir, slow);
	expect(await thread.find(wanted, 10)).toBeUndefined();
	broken[Symbol.dispose]();
	expect(await thread.find({ ...wanted, text: "world" }, longMs)).toEqual({
		hits: [],
		more: false,
	});
	expect(await thread.find(wanted, longMs)).toMatchObject({ hits: [{}], more: false });
	await thread.close();
});

test("the search right after one that took too long, and could not be made in the end, is made anew", async () => {
	const thread = new SearchThread(dataDir);
	const broken = replaceRooms(dataDir, slowAndUnreadable);
	expect(await thread.find(wanted, 10)).toBeUndefined();
	broken[Symbol.dispose]();
	expect(await thread.find(wanted, longMs)).toMatchObject({ hits: [{}], more: false });
	await thread.close();
});

test("closing ends the search that runs, and the one that waits for its thread to end begins none", async () => {
	const thread = new SearchThread(dataDir);
	using _broken = replaceRooms(dataDir, slow);
	expect(await thread.find(wanted, 10)).toBeUndefined();
	const next = thread.find(wanted, longMs);
	await thread.close();
	expect(await next).toBeUndefined();
	expect(await thread.find(wanted, longMs)).toBeUndefined();
});

test("a journal that is closed while it is searched refuses the searches in one sentence, and is one file", async () => {
	{
		using _slow = replaceRooms(dataDir, slow);
		const searches = Promise.allSettled(Array.from({ length: 8 }, () => journal.search(wanted)));
		// What is asked of the writer after the first search is answered once that has begun.
		await journal.markRead(ann, general, beforeFirst);
		await journal.close();
		for (const search of await searches)
			expect(search).toMatchObject({
				reason: { name: "JournalError", outcome: "none", message: "The journal is closed." },
			});
		for (const suffix of ["-wal", "-shm"])
			expect(existsSync(join(dataDir, `partyline.db${suffix}`)), suffix).toBe(false);
	}
	journal = await openJournal(dataDir);
	expect(await searchAll(journal, [general], "hello")).toEqual(["hello"]);
});
