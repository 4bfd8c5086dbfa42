import { rmSync } from "node:fs";
import { type Client, createClient } from "@partyline/client";
import { newMessageId, roomName, seq } from "@partyline/shared/protocol/ids";
import { expect, onTestFinished, test } from "vitest";
import { makeFolder, TestDaemon } from "../support/daemon.ts";
import { openJournal } from "./upkeep-support.ts";

const room = roomName.parse("#general");

async function connect({ address }: TestDaemon): Promise<Client> {
	const client = createClient({ ...address, as: "cleo", rooms: [room], catchUp: "latest" });
	onTestFinished(() => client.close());
	client.start();
	await client.live();
	return client;
}

/** Bob in the room, who has said so much. */
async function sayMuch(server: TestDaemon, count: number, text: string) {
	const bob = await server.member("bob");
	while (count > 0) {
		const batch = Math.min(count, 50);
		const says = Array.from({ length: batch }, () =>
			bob.call("post", { room, id: newMessageId(), text }),
		);
		await Promise.all(says);
		count -= batch;
	}
	return bob;
}

test("a range that was trimmed from the log shows at the edge of a page, and is told apart from what is to come", async () => {
	const dataDir = makeFolder();
	onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
	{
		await using server = await TestDaemon.start({ dataDir });
		await sayMuch(server, 60, "hi");
	}
	const journal = await openJournal(dataDir);
	await journal.trim(room, seq.parse(41));
	await journal.close();

	await using server = await TestDaemon.start({ dataDir });
	const client = await connect(server);
	const lastSeq = client.joinedRooms()[0]?.lastSeq ?? 0;
	const after = await client.history(room, { after: 10, limit: 5 });
	expect([after.events.map((event) => event.seq), after.more]).toEqual([
		[41, 42, 43, 44, 45],
		true,
	]);
	const before = await client.history(room, { before: 44, limit: 50 });
	expect([before.events.map((event) => event.seq), before.more]).toEqual([[41, 42, 43], false]);
	expect(await client.history(room, { before: 41 })).toEqual({ events: [], more: false });
	expect(await client.history(room, { after: lastSeq })).toEqual({ events: [], more: false });
});

test("hundreds of pages asked for at once delay neither what others say nor what one says oneself to their end", async () => {
	await using server = await TestDaemon.start();
	const bob = await sayMuch(server, 400, "x".repeat(500));
	const client = await connect(server);
	const order: string[] = [];
	client.subscribe((notice) => {
		if (notice.type === "event" && notice.event.type === "message" && notice.event.text === "live")
			order.push("heard");
	});
	const pages = Array.from({ length: 400 }, async (_, at) => {
		const { events } = await client.history(room, { after: at % 300, limit: 100 });
		expect(events).toHaveLength(100);
		order.push("page");
	});
	const kept = client.post(room, "mine").kept.then(() => order.push("said"));
	const heard = bob.call("post", { room, id: newMessageId(), text: "live" });
	await Promise.all([...pages, kept, heard]);
	expect(order).toHaveLength(402);
	expect(order.indexOf("said")).toBeLessThan(200);
	expect(order.indexOf("heard")).toBeLessThan(200);
});
