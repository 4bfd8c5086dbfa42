import { readFileSync, writeFileSync } from "node:fs";
import { accountName, newMessageId } from "@partyline/shared/protocol/ids";
import { beforeEach, describe, expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import {
	databaseOf,
	edit,
	general,
	openJournal,
	run,
	searchAll,
	select,
} from "./upkeep-support.ts";

let machine: Machine;
beforeEach(async () => {
	machine = await Machine.create();
});

/** A folder in which two messages, 3 and 4, say hello and are in the index. */
async function greetTwice({ dataDir }: Machine): Promise<void> {
	const journal = await openJournal(dataDir);
	const event = { room: general, at: 1, by: accountName.parse("ann") };
	await journal.append([
		{ key: newMessageId(), event: { ...event, type: "create", kind: "public" } },
		{ key: newMessageId(), event: { ...event, type: "join" } },
		...[3, 4].map(() => {
			const id = newMessageId();
			return { key: id, event: { ...event, type: "message" as const, id, text: "hello world" } };
		}),
	]);
	expect(await searchAll(journal, [general], "hello")).toHaveLength(2);
	await journal.close();
}

describe("partylined check", () => {
	test.each<[string, string, string]>([
		[
			"misses a message",
			"INSERT INTO search (search, rowid, words) SELECT 'delete', id, '#1 @ann hello world' FROM events WHERE seq = 4",
			"Messages of #general that a search does not find: 1.",
		],
		[
			"has a message that was taken back",
			`UPDATE events SET rest = '{"text":"","redacted":true}' WHERE seq = 4`,
			"The index of words has what is no message of #general: 1.",
		],
		[
			"has one of another room",
			"INSERT INTO search (rowid, words) VALUES (1, '#1')",
			"The index of words has what is no message of #general: 1.",
		],
		[
			"misses a word of a message",
			"INSERT INTO search (search, rowid, words) SELECT 'delete', id, 'world' FROM events WHERE seq = 4",
			"The words of the index are not those of the messages.",
		],
		[
			"has a word that nobody said",
			"INSERT INTO search (rowid, words) SELECT id, 'poison' FROM events WHERE seq = 4",
			"The words of the index are not those of the messages.",
		],
		[
			"has words of a room that is not there",
			"INSERT INTO search (rowid, words) VALUES (1, '#7 poison')",
			"The words of the index are not those of the messages.",
		],
		[
			"goes further than what is stored",
			"UPDATE meta SET value = '1000' WHERE name = 'indexed'",
			"It does not say how far the index of words goes.",
		],
		[
			"does not say how far it goes",
			"DELETE FROM meta WHERE name = 'indexed'",
			"It does not say how far the index of words goes.",
		],
		["is gone", "DROP TABLE search", "It cannot be read to the end: no such table: search."],
	])("finds that the index of words %s: 65", async (_what, sql, sentence) => {
		await greetTwice(machine);
		edit(databaseOf(machine), sql);
		const { code, stdout } = await run(machine, "check");
		expect(code).toBe(65);
		expect(stdout).toContain(sentence);
		expect(stdout).not.toContain("poison");
	});

	test("does not compare words with those that another version told, which the next start tells anew", async () => {
		await greetTwice(machine);
		const otherwise = `INSERT INTO search (rowid, words) SELECT id, 'hallo' FROM events WHERE seq = 4;
			UPDATE meta SET value = '0' WHERE name = 'words'`;
		edit(databaseOf(machine), otherwise);
		expect((await run(machine, "check")).stdout).not.toContain("index");
		const journal = await openJournal(machine.dataDir);
		expect(await searchAll(journal, [general], "hallo")).toHaveLength(0);
		expect(await searchAll(journal, [general], "hello")).toHaveLength(2);
		await journal.close();
		expect((await run(machine, "check")).stdout).not.toContain("index");
	});

	test("finds that the index of words is damaged: 65", async () => {
		const journal = await openJournal(machine.dataDir);
		const event = { room: general, at: 1, by: accountName.parse("ann") };
		const drafts = Array.from({ length: 300 }, (_, index) => {
			const id = newMessageId();
			const text = `secret${index}word`;
			return { key: id, event: { ...event, type: "message" as const, id, text } };
		});
		const create = { ...event, type: "create" as const, kind: "public" as const };
		await journal.append([{ key: newMessageId(), event: create }, ...drafts]);
		await searchAll(journal, [general], "hello");
		await journal.close();
		const page = select(
			databaseOf(machine),
			"SELECT pageno FROM dbstat WHERE name = 'search_data' AND pagetype = 'leaf' ORDER BY payload DESC LIMIT 1",
		)[0];
		const bytes = readFileSync(databaseOf(machine));
		writeFileSync(
			databaseOf(machine),
			bytes.fill(0x61, 4096 * Number(page) - 2000, 4096 * Number(page) - 1000),
		);
		const { code, stdout } = await run(machine, "check");
		expect(code).toBe(65);
		expect(stdout).toMatch(/The file is damaged: .*search/);
	});
});
