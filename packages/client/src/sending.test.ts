import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";
import { RequestError } from "./errors.ts";
import { general, openRig } from "./testing/client-rig.ts";
import { temporaryFolder } from "./testing/folder.ts";

const { startServer, start } = openRig(onTestFinished);

test("a post cut before its ack goes out again under the same id and is kept once", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	server.overrideOnce("post", ({ peer, params }) => {
		server.rooms.append(general, { ...params, by: "ann", type: "message" });
		peer.cut();
		return "silence";
	});
	const { id, kept } = client.post(general, "hello");
	expect(client.outbox()).toMatchObject([{ id, text: "hello" }]);
	expect(await kept).toEqual({ id, room: general, seq: 1, at: 1_000 });
	await client.live();
	expect(client.outbox()).toEqual([]);
	expect(notices.seqs(general)).toEqual([1]);
	expect(server.rooms.logs.get(general)).toHaveLength(1);
});

test("posts written while there is no server go out in order once there is one", async () => {
	const folder = temporaryFolder(onTestFinished);
	const server = await startServer();
	const { port } = server;
	await server.close();
	const first = start(port, { stateDir: folder, random: () => 1 });
	await first.notices.status("waiting");
	const ids = ["one", "two"].map((text) => first.client.post(general, text).id);
	await first.client.close();

	await server.listen(port);
	const second = start(port, { stateDir: folder });
	ids.push(second.client.post(general, "three").id);
	await second.notices.until(() => second.client.outbox().length === 0);
	expect(server.rooms.logs.get(general)?.map(({ id, text }) => ({ id, text }))).toEqual(
		["one", "two", "three"].map((text, at) => ({ id: ids[at], text })),
	);
});

test("a refused post tells why and stays until dropped", async () => {
	const server = await startServer();
	const { client } = start(server.port);
	await client.live();
	const { id, kept } = client.post("#elsewhere", "hi");
	await expect(kept).rejects.toBeInstanceOf(RequestError);
	expect(client.outbox()).toMatchObject([{ id, refused: { code: "not_a_member" } }]);
	expect(client.drop(id)?.text).toBe("hi");
	expect(client.outbox()).toEqual([]);
});

test("a text longer than a message may be is refused without costing the connection", async () => {
	const server = await startServer();
	const { client } = start(server.port);
	await client.live();
	const { kept } = client.post(general, "x".repeat(100_000));
	await expect(kept).rejects.toMatchObject({ code: "invalid_params" });
	expect(client.status().state).toBe("live");
	expect(server.paramsOf("post")).toEqual([]);
});

test("what is posted is on disk before the network is tried", async () => {
	const stateDir = temporaryFolder(onTestFinished);
	const client = createClient({ host: "127.0.0.1", port: 1, as: "ann", stateDir });
	onTestFinished(() => client.close());
	const { id } = client.post(general, "hello");
	const reader = new DatabaseSync(join(stateDir, "outbox.db"), { readOnly: true });
	onTestFinished(() => reader.close());
	expect(reader.prepare("SELECT id, text FROM posts").all()).toEqual([{ id, text: "hello" }]);
});

test("an answer to a post that cannot be read costs the connection, and the post goes out again", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	server.overrideOnce("post", () => ({ seq: "one" }));
	const waiting = notices.status("waiting");
	const { kept } = client.post(general, "hello");
	expect((await waiting).problem).toBe("The server's answer to post is not one of this protocol.");
	expect(await kept).toMatchObject({ seq: 1 });
});

test("a post to what is no room name is refused like any other mistake", async () => {
	const server = await startServer();
	const { client } = start(server.port);
	await client.live();
	const { id, kept } = client.post("no room", "hi");
	await expect(kept).rejects.toMatchObject({ code: "invalid_params" });
	expect(client.outbox()).toMatchObject([{ id, room: "no room" }]);
});
