import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import { TestDaemon } from "../support/daemon.ts";
import type { NativePeer } from "../support/native-peer.ts";
import { roomOf, startStaffed } from "../support/staffed.ts";

const room = "#tea";

async function say(peer: NativePeer, texts: readonly string[], where = room): Promise<void> {
	await Promise.all(
		texts.map((text) => peer.call("post", { room: where, id: newMessageId(), text })),
	);
}

/** The texts that the last page of a room has, with "-" for one that was taken back. */
async function textsOf(peer: NativePeer, where = room): Promise<string[]> {
	const { events } = await peer.call("history", { room: where, limit: 200 });
	return events.flatMap((event) =>
		event.type === "message" ? [event.redacted ? "-" : event.text] : [],
	);
}

test("what somebody said is counted and shown first, and taken back only when that is confirmed", async () => {
	await using server = await TestDaemon.start();
	const { ann, bob } = await roomOf(server, room, ["ann", "bob"]);
	await say(ann, ["mine"]);
	await say(bob, ["1", "2", "3", "4", "5", "6", "7"]);
	const wanted = { room, account: "bob", since: 0 };
	const preview = await ann.call("purge", wanted);
	expect(preview).toMatchObject({ count: 7, done: false });
	expect(preview.samples.map(({ text }) => text)).toEqual(["7", "6", "5", "4", "3"]);
	expect(await textsOf(ann)).toEqual(["mine", "1", "2", "3", "4", "5", "6", "7"]);

	const { samples: _, ...done } = await ann.call("purge", {
		...wanted,
		confirm: true,
		reason: "ads",
	});
	expect(done).toEqual({ count: 7, done: true });
	expect(await textsOf(ann)).toEqual(["mine", ...Array<string>(7).fill("-")]);
	const told = await bob.event(room, ({ type }) => type === "redact");
	expect(told).toMatchObject({ by: "ann", reason: "ads", seqs: expect.any(Array) });
	const { acts } = await ann.call("audit", { room });
	expect(acts).toHaveLength(1);
	expect(acts[0]).toMatchObject({ what: "purge", who: "bob", reason: "ads" });
	expect(acts[0]?.detail).toMatch(/^7 messages since 1970-01-01 00:00 UTC$/);
	expect((await ann.call("purge", wanted)).count).toBe(0);
});

test("what was said before the time, or is said after the count, stays or is counted anew", async () => {
	await using server = await TestDaemon.start();
	const { ann, bob } = await roomOf(server, room, ["ann", "bob"]);
	await say(bob, ["long ago"]);
	const { events } = await ann.call("history", { room, limit: 1 });
	const since = (events[0]?.at ?? 0) + 1;
	while (Date.now() < since) await ann.call("ping", {});
	await say(bob, ["just now"]);
	const wanted = { room, account: "bob", since };
	expect((await ann.call("purge", wanted)).count).toBe(1);
	await say(bob, ["and again"]);
	expect((await ann.call("purge", { ...wanted, confirm: true })).count).toBe(2);
	expect(await textsOf(ann)).toEqual(["long ago", "-", "-"]);
});

test("more than fits in one event is taken back in several, and noted once", async () => {
	await using server = await TestDaemon.start();
	const { ann, bob } = await roomOf(server, room, ["ann", "bob"]);
	for (let round = 0; round < 21; round++)
		await say(
			bob,
			Array.from({ length: 60 }, (_, index) => `${round}.${index}`),
		);
	const wanted = { room, account: "bob", since: 0, confirm: true };
	expect((await ann.call("purge", wanted)).count).toBe(1_260);
	expect((await ann.call("purge", { ...wanted, confirm: false })).count).toBe(0);
	const { events } = await ann.call("history", { room, limit: 3 });
	expect(events.map((event) => event.type === "redact" && event.seqs.length)).toEqual([
		500, 500, 260,
	]);
	expect((await ann.call("audit", { room })).acts).toMatchObject([
		{ detail: "1260 messages since 1970-01-01 00:00 UTC" },
	]);
	await server.stop();
	const database = new DatabaseSync(join(server.dataDir, "partyline.db"), { readOnly: true });
	const left = database
		.prepare("SELECT count(*) AS texts FROM events WHERE rest LIKE '%20.%'")
		.get();
	database.close();
	expect(left?.texts).toBe(0);
});

test("without a room, an admin takes back what was said in every room they may know of, as one act", async () => {
	await using server = await startStaffed({ boss: "admin" });
	const { ann, bob } = await roomOf(server, room, ["ann", "bob"]);
	await bob.call("create", { room: "#spam" });
	const hidden = await bob.call("create", { room: "#hidden", private: true });
	await say(bob, ["a", "b"]);
	await say(bob, ["c"], "#spam");
	await say(bob, ["mine alone"], hidden.room);
	const { peer: boss } = await server.account("boss");
	const wanted = { account: "bob", since: 0, confirm: true };
	expect((await boss.call("purge", wanted)).count).toBe(3);
	expect(await textsOf(ann)).toEqual(["-", "-"]);
	expect(await textsOf(bob, hidden.room)).toEqual(["mine alone"]);
	const { acts } = await boss.call("audit", {});
	expect(acts).toMatchObject([
		{ what: "purge", detail: expect.stringMatching(/^3 messages in 2 rooms since/) },
	]);
	expect(acts[0]).not.toHaveProperty("room");
});

test("without a room, a moderator takes back what was said in the rooms they moderate, with an act in each", async () => {
	await using server = await TestDaemon.start();
	const { ann, bob } = await roomOf(server, room, ["ann", "bob"]);
	await ann.call("create", { room: "#coffee" });
	await bob.call("create", { room: "#bobs" });
	await ann.call("join", { room: "#bobs" });
	await bob.call("join", { room: "#coffee" });
	await say(bob, ["a"]);
	await say(bob, ["b"], "#coffee");
	await say(bob, ["c"], "#bobs");
	const wanted = { account: "bob", since: 0, confirm: true };
	expect((await ann.call("purge", wanted)).count).toBe(2);
	expect(await textsOf(ann, "#bobs")).toEqual(["c"]);
	for (const where of [room, "#coffee"])
		expect((await ann.call("audit", { room: where })).acts).toMatchObject([
			{ what: "purge", room: where, detail: expect.stringMatching(/^1 message since/) },
		]);
});

test("those who may not are refused, and what those above them said stays", async () => {
	await using server = await startStaffed({ boss: "admin" });
	const { ann, bob } = await roomOf(server, room, ["ann", "bob"]);
	const { peer: boss } = await server.account("boss");
	await boss.call("join", { room });
	await say(boss, ["the rules"]);
	const all = { since: 0, confirm: true };
	for (const wanted of [{ room, account: "boss" }, { account: "boss" }, { room, account: "ann" }])
		expect((await ann.refusal("purge", { ...wanted, ...all })).why).toBe("not_allowed");
	for (const wanted of [{ room, account: "ann" }, { account: "ann" }])
		expect((await bob.refusal("purge", { ...wanted, ...all })).why).toBe("not_allowed");
	expect(await textsOf(ann)).toEqual(["the rules"]);
});
