import { expect, onTestFinished, test } from "vitest";
import { general, openRig } from "./testing/client-rig.ts";
import { temporaryFolder } from "./testing/folder.ts";

const { startServer, start } = openRig(onTestFinished);

test("a read marker set while there is no connection is sent once there is, the newest only", async () => {
	const server = await startServer();
	server.rooms.fill(general, 9);
	const { client, notices } = start(server.port);
	await client.live();
	const waiting = notices.status("waiting");
	server.cutAll();
	await waiting;
	client.read(general, 7);
	client.read(general, 10);
	client.read(general, 8);
	await client.live();
	await client.members(general);
	expect(server.paramsOf("read")).toEqual([{ room: general, seq: 9 }]);
	expect(client.joinedRooms()[0]?.readSeq).toBe(9);
});

test("a read marker that an earlier process could not send is sent by the next", async () => {
	const server = await startServer();
	server.rooms.fill(general, 9);
	const stateDir = temporaryFolder(onTestFinished);
	const first = start(server.port, { stateDir });
	await first.client.live();
	server.override("read", () => "silence");
	first.client.read(general, 9);
	await first.client.close();
	server.override("read", () => undefined);
	const second = start(server.port, { stateDir });
	await second.client.live();
	await second.client.rooms();
	expect(server.paramsOf("read")).toEqual(Array(2).fill({ room: general, seq: 9 }));
});

test.each([1.5, -1, Number.NaN])("marking read up to %s is told to be a mistake", async (seq) => {
	const server = await startServer();
	const { client } = start(server.port);
	await client.live();
	expect(() => client.read(general, seq)).toThrow(`A seq is a whole number, and ${seq} is none.`);
	expect(server.paramsOf("read")).toEqual([]);
});
