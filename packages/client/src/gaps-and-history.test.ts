import { expect, onTestFinished, test } from "vitest";
import { general, openRig } from "./testing/client-rig.ts";
import { temporaryFolder } from "./testing/folder.ts";

const { startServer, start } = openRig(onTestFinished);

test("a range that the server leaves out is fetched by pages, live events after it", async () => {
	const server = await startServer();
	server.rooms.pageLimit = 3;
	const { client, notices } = start(server.port);
	await client.live();
	server.rooms.fill(general, 10);
	for (const peer of server.peers) peer.notify("limited", { room: general, from: 1, to: 10 });
	await notices.until(() => notices.seqs(general).length === 10);
	server.say(general, "bob", "live");
	await notices.until(() => notices.seqs(general).length === 11);
	expect(notices.seqs(general)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test("a gap between two events is filled before the second is told", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	server.rooms.fill(general, 2);
	server.say(general, "bob", "third");
	await notices.until(() => notices.seqs(general).length === 3);
	expect(notices.seqs(general)).toEqual([1, 2, 3]);
});

test("a fill that a cut ends is taken up again from where it was", async () => {
	const server = await startServer();
	server.rooms.pageLimit = 2;
	server.rooms.syncLimit = 0;
	const { client, notices } = start(server.port);
	await client.live();
	server.rooms.fill(general, 5);
	let pages = 0;
	server.override("history", ({ peer }) => {
		pages++;
		if (pages === 2) peer.cut();
		return pages === 2 ? "silence" : undefined;
	});
	server.say(general, "bob", "sixth");
	await notices.until(() => notices.seqs(general).length === 6);
	expect(notices.seqs(general)).toEqual([1, 2, 3, 4, 5, 6]);
	expect(server.paramsOf("sync").at(-1)).toEqual({ rooms: { [general]: 2 } });
});

test("history comes from the cache where it is whole and from the server where not", async () => {
	const server = await startServer();
	server.rooms.fill(general, 250);
	const stateDir = temporaryFolder(onTestFinished);
	const { client } = start(server.port, { stateDir, catchUp: "latest" });
	await client.live();
	const newest = await client.history(general, { before: 251, limit: 50 });
	expect([newest.events[0]?.seq, newest.events.length, newest.more]).toEqual([201, 50, true]);
	expect(server.paramsOf("history")).toEqual([]);
	const oldest = await client.history(general, { before: 51, limit: 200 });
	expect([oldest.events[0]?.seq, oldest.events.length, oldest.more]).toEqual([1, 50, false]);
	await client.history(general, { before: 51, limit: 200 });
	expect(server.paramsOf("history")).toHaveLength(1);
});
