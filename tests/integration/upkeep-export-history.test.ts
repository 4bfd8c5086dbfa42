import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { StoredDevice } from "@partyline/server/ports";
import { exportJson } from "@partyline/server/upkeep/export";
import { importLines } from "@partyline/server/upkeep/import";
import { seq as seqOf } from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeFolder } from "../support/daemon.ts";
import { anyHistory, body, type History, live, open } from "./upkeep-history.ts";

describe("partylined export and import", () => {
	test("any history is the same after export and import", async () => {
		await fc.assert(fc.asyncProperty(anyHistory, roundTrip), { numRuns: 25, endOnFailure: true });
	}, 120_000);
});

async function roundTrip(history: History): Promise<void> {
	const folder = makeFolder();
	try {
		const [first, second] = [join(folder, "first"), join(folder, "second")];
		await live(first, history);
		await exportJson(first, join(folder, "first.jsonl"));
		await importLines(second, join(folder, "first.jsonl"));
		await exportJson(second, join(folder, "second.jsonl"));
		expect(body(join(folder, "second.jsonl"))).toEqual(body(join(folder, "first.jsonl")));
		expect(await shown(second)).toEqual(await shown(first));
	} finally {
		await rm(folder, { recursive: true });
	}
}

/** What a hub would see of a store. Rooms come in the order of their making, which nobody relies on. */
async function shown(dataDir: string): Promise<object> {
	const { journal, accounts, invites, bans, acts } = await open(dataDir);
	const all = [...(await journal.rooms())].sort((a, b) => (a.room < b.room ? -1 : 1));
	const logs = await Promise.all(
		all.map(({ room }) => journal.before(room, seqOf.parse(1_000_000), 1_000)),
	);
	const people = await Promise.all(
		(await accounts.all()).map(async (account) => ({
			...account,
			marks: new Map([...(await journal.readMarks(account.account))].sort()),
			password: await accounts.passwordOf(account.account),
			devices: byDevice(await accounts.devices(account.account)),
			ignored: await accounts.ignored(account.account),
		})),
	);
	const order = [await invites.all(), await bans.all(), await acts.page({ limit: 1_000 })];
	await journal.close();
	return { rooms: all, logs, people, order };
}

function byDevice(devices: readonly StoredDevice[]): StoredDevice[] {
	return [...devices].sort((a, b) => (a.device < b.device ? -1 : 1));
}
