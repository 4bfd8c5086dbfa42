import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";
import { general, openRig } from "./testing/client-rig.ts";
import { temporaryFolder } from "./testing/folder.ts";
import { Notices } from "./testing/notices.ts";

const { startServer, start } = openRig(onTestFinished);

test("the token outlives the process", async () => {
	const server = await startServer();
	const stateDir = temporaryFolder(onTestFinished);
	const first = start(server.port, { stateDir });
	await first.client.live();
	await first.client.close();
	await start(server.port, { stateDir }).client.live();
	expect(server.paramsOf("login").at(-1)).toEqual({ token: "token-1" });
});

test("a window opens with yesterday's messages before the network answers", async () => {
	const server = await startServer();
	server.rooms.fill(general, 250);
	const options = { stateDir: temporaryFolder(onTestFinished), catchUp: "latest" } as const;
	const first = start(server.port, options);
	await first.client.live();
	first.client.rememberRoom(general);
	expect(first.notices.all.filter(({ type }) => type === "reset")).toEqual([
		{ type: "reset", room: general, from: 51 },
	]);
	await first.client.close();

	server.rooms.fill(general, 1);
	const second = createClient({ host: "127.0.0.1", port: server.port, as: "ann", ...options });
	onTestFinished(() => second.close());
	expect(second.lastRoom()).toBe(general);
	expect(second.joinedRooms().map(({ room }) => room)).toEqual([general]);
	expect(second.cachedPage(general)).toHaveLength(200);
	const notices = new Notices(second);
	second.start();
	await second.live();
	expect(notices.seqs(general)).toEqual([251]);
	expect(server.paramsOf("sync").at(-1)).toEqual({ rooms: { [general]: 250 } });
});

test("with credentials only on disk, nobody else sends what could not be sent, nor is a cursor shared", async () => {
	const stateDir = temporaryFolder(onTestFinished);
	const server = await startServer();
	server.rooms.fill(general, 3);
	const options = { stateDir, keep: "credentials" } as const;
	const screen = start(server.port, { stateDir });
	await screen.client.live();
	server.say(general, "bob", "seen");
	await screen.notices.until(() => screen.notices.seqs(general).length === 1);
	await screen.client.close();
	const verb = createClient({ host: "127.0.0.1", port: server.port, as: "ann", ...options });
	verb.post(general, "never sent");
	await verb.close();

	server.rooms.fill(general, 2);
	const other = start(server.port, options);
	await other.client.live();
	expect(server.paramsOf("login").at(-1)).toEqual({ token: "token-1" });
	expect(server.paramsOf("sync").at(-1)).toEqual({ rooms: { [general]: 6 } });
	await other.client.close();
	const again = start(server.port, { stateDir });
	await again.client.live();
	expect(again.client.outbox()).toEqual([]);
	expect(server.paramsOf("sync").at(-1)).toEqual({ rooms: { [general]: 4 } });
	expect(server.paramsOf("post")).toEqual([]);
});

test("a process that goes on in the room of an earlier one has what came in between, though nothing was said before", async () => {
	const server = await startServer();
	server.rooms.fill(general, 5);
	const stateDir = temporaryFolder(onTestFinished);
	const first = start(server.port, { stateDir });
	await first.client.live();
	await first.client.close();
	server.rooms.fill(general, 3);
	const second = start(server.port, { stateDir });
	await second.client.live();
	expect(second.notices.seqs(general)).toEqual([6, 7, 8]);
});
