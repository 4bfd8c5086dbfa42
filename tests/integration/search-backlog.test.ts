import { rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Journal } from "@partyline/server/ports";
import { accountName, newMessageId, seq } from "@partyline/shared/protocol/ids";
import { expect, onTestFinished, test } from "vitest";
import { makeFolder } from "../support/daemon.ts";
import { general, openJournal, searchAll } from "./upkeep-support.ts";

const told = { room: general, at: 1, by: accountName.parse("ann") };
const count = 20_000;
const atOnce = 1_000;

async function say(journal: Journal, ...texts: readonly string[]): Promise<void> {
	await journal.append(
		texts.map((text) => {
			const id = newMessageId();
			return { key: id, event: { ...told, type: "message", id, text } };
		}),
	);
}

/** Many words, each in some messages only: no machine indexes 20,000 messages of them before it is asked for one. */
function ramble(about: number): string {
	return Array.from({ length: 400 }, (_, index) => `w${(about * 31 + index * 7) % 5_000}`).join(
		" ",
	);
}

/** A folder with many messages of which none is in the index, as after an upgrade or an import. */
async function makeBacklog(textOf: (number: number) => string): Promise<string> {
	const dataDir = makeFolder();
	onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
	const journal = await openJournal(dataDir);
	await journal.append([
		{ key: newMessageId(), event: { ...told, type: "create", kind: "public" } },
	]);
	for (let first = 1; first <= count; first += atOnce) {
		const texts = Array.from({ length: atOnce }, (_, index) => textOf(first + index));
		await say(journal, ...texts);
	}
	await journal.close();
	const database = new DatabaseSync(join(dataDir, "partyline.db"));
	database.exec(`INSERT INTO search (search) VALUES ('delete-all');
		UPDATE meta SET value = '0' WHERE name = 'indexed'`);
	database.close();
	return dataDir;
}

test("while much is still to be indexed a search is answered with what is, and says that it is not all", async () => {
	const journal = await openJournal(await makeBacklog((number) => `the kettle ${ramble(number)}`));
	const wanted = { text: "kettle", rooms: [general], limit: 20 };
	const ends: number[] = [];
	for (;;) {
		const found = await journal.search(wanted);
		if (typeof found === "string") throw new Error(`The search was answered with ${found}.`);
		const seqs = found.hits.map(({ event }) => event.seq);
		expect(seqs).toEqual(seqs.toSorted((one, other) => other - one));
		ends.push(seqs[0] ?? 0);
		if (!found.partial) break;
		await say(journal, "meanwhile");
	}
	// The oldest come first, so that nothing is passed over.
	expect(ends.length).toBeGreaterThan(1);
	expect(ends).toEqual(ends.toSorted((one, other) => one - other));
	expect(ends.at(-1)).toBe(1 + count);
	expect(await searchAll(journal, [general], "meanwhile")).toHaveLength(ends.length - 1);
	await journal.close();
});

test("what is taken back or trimmed before it was indexed again is not found when it is", async () => {
	const journal = await openJournal(await makeBacklog((number) => `the kettle number ${number}`));
	const last = seq.parse(1 + count);
	await journal.append([{ key: newMessageId(), event: { ...told, type: "redact", seqs: [last] } }]);
	await journal.trim(general, seq.parse(200));
	for (const [number, expected] of [
		[count, []],
		[100, []],
		[300, ["the kettle number 300"]],
	] as const)
		expect(await searchAll(journal, [general], `kettle ${number}`)).toEqual(expected);
	await journal.close();
});
