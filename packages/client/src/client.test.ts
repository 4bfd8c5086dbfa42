import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";
import { ClosedError } from "./errors.ts";
import { cutAndResume, general, openRig } from "./testing/client-rig.ts";

const { startServer, start } = openRig(onTestFinished);

test("a client goes from idle to live and tells each step", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	const states = notices.all.flatMap((n) => (n.type === "status" ? [n.status.state] : []));
	expect(states).toEqual(["connecting", "hello", "login", "syncing", "live"]);
	expect(client.me()).toEqual({ account: "ann", name: "ann", role: "guest" });
	expect(client.joinedRooms().map(({ room }) => room)).toEqual([general]);
	expect(client.server()?.epoch).toBe("epoch-1");
});

test("a reconnect resumes from the cursor and brings every event once", async () => {
	const server = await startServer();
	server.rooms.fill(general, 3);
	const { client, notices } = start(server.port);
	await client.live();
	server.say(general, "bob", "live");
	await notices.until(() => notices.seqs(general).length === 1);
	server.overrideOnce("hello", () => {
		server.rooms.fill(general, 2);
		return undefined;
	});
	await cutAndResume(server, client, notices);
	server.say(general, "bob", "after");
	await notices.until(() => notices.seqs(general).length === 4);
	expect(notices.seqs(general)).toEqual([4, 5, 6, 7]);
	expect(server.paramsOf("sync")).toEqual([
		{ rooms: { [general]: 3 } },
		{ rooms: { [general]: 4 } },
	]);
	expect(server.paramsOf("login")).toEqual([{ guest: "ann" }, { token: "token-1" }]);
});

test("a token that is not valid any more is dropped and the guest let in anew, into the same rooms", async () => {
	const server = await startServer();
	server.rooms.open("#dev");
	const { client, notices } = start(server.port);
	await client.live();
	await client.join("#dev");
	server.token = "token-2";
	server.rooms.members.get("#dev")?.clear();
	await cutAndResume(server, client, notices);
	expect(server.paramsOf("login")).toEqual([
		{ guest: "ann" },
		{ token: "token-1" },
		{ guest: "ann" },
	]);
	expect(client.joinedRooms().map(({ room }) => room)).toEqual(["#dev", general]);
	await cutAndResume(server, client, notices);
	expect(server.paramsOf("login").at(-1)).toEqual({ token: "token-2" });
});

test("a bot reads events in a loop that ends when the client is closed", async () => {
	const server = await startServer();
	server.rooms.fill(general, 5);
	const { client } = start(server.port);
	const events = client.events(general);
	await client.live();
	server.say(general, "bob", "!ping");
	const heard: number[] = [];
	for await (const event of events) {
		heard.push(event.seq);
		if (event.type === "message" && event.text === "!ping") await client.post(general, "pong").kept;
		if (heard.length === 2) await client.close();
	}
	expect(heard).toEqual([6, 7]);
	expect(server.rooms.logs.get(general)?.at(-1)).toMatchObject({ by: "ann", text: "pong" });
});

test("closing says quit, and nothing is asked afterwards", async () => {
	const server = await startServer();
	const { client } = start(server.port);
	await client.live();
	await Promise.all([client.close(), client.close()]);
	expect(server.asked.at(-1)?.request.method).toBe("quit");
	expect(client.status()).toEqual({ state: "closed" });
	await expect(client.join(general)).rejects.toBeInstanceOf(ClosedError);
	client.retryNow();
	expect(client.status()).toEqual({ state: "closed" });
});

test("a listener that throws does not cost another its notices", async () => {
	const server = await startServer();
	const surfaced = new Promise((resolve) => {
		const others = process.listeners("uncaughtException");
		process.removeAllListeners("uncaughtException");
		process.once("uncaughtException", (error) => {
			for (const other of others) process.on("uncaughtException", other);
			resolve(error);
		});
	});
	const client = createClient({ host: "127.0.0.1", port: server.port, as: "ann" });
	onTestFinished(() => client.close());
	const bug = new Error("bug");
	const stop = client.subscribe(() => {
		stop();
		throw bug;
	});
	client.start();
	await client.live();
	expect(await surfaced).toBe(bug);
});
