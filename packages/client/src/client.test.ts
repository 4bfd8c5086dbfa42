import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { errorEnvelope, notificationEnvelope } from "@partyline/shared/protocol/envelope";
import { toErrorObject, WireError } from "@partyline/shared/protocol/errors";
import { accountName } from "@partyline/shared/protocol/ids";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";
import type { Client, ClientOptions } from "./client-api.ts";
import { ClientCore } from "./core.ts";
import { ClosedError, RequestError } from "./errors.ts";
import { memoryState } from "./state.ts";
import { FakeServer } from "./testing/fake-server.ts";
import { temporaryFolder } from "./testing/folder.ts";
import { ManualClock } from "./testing/manual-clock.ts";
import { Notices } from "./testing/notices.ts";

const general = "#general";

async function startServer(): Promise<FakeServer> {
	const server = new FakeServer();
	await server.listen();
	onTestFinished(() => server.close());
	server.rooms.open(general, "ann");
	return server;
}

/** A client that retries at once. */
function start(port: number, options: Partial<ClientOptions> = {}) {
	const client = createClient({ host: "127.0.0.1", port, as: "ann", random: () => 0, ...options });
	onTestFinished(() => client.close());
	const notices = new Notices(client);
	client.start();
	return { client, notices };
}

async function cutAndResume(server: FakeServer, client: Client, notices: Notices): Promise<void> {
	const waiting = notices.status("waiting");
	server.cutAll();
	await waiting;
	await client.live();
}

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

test("nothing listening is told in words with the time of the next try, and cured by a server", async () => {
	const server = await startServer();
	const { port } = server;
	await server.close();
	const { client, notices } = start(port, { random: () => 1 });
	const status = await notices.status("waiting");
	expect(status.problem).toBe(
		`Nothing is listening on 127.0.0.1:${port}. Start a server with: partylined`,
	);
	expect(status.attempt).toBe(1);
	expect(status.retryAtMs - Date.now()).toBeGreaterThan(0);
	await server.listen(port);
	client.retryNow();
	await client.live();
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

test("the token outlives the process", async () => {
	const server = await startServer();
	const stateDir = temporaryFolder(onTestFinished);
	const first = start(server.port, { stateDir });
	await first.client.live();
	await first.client.close();
	await start(server.port, { stateDir }).client.live();
	expect(server.paramsOf("login").at(-1)).toEqual({ token: "token-1" });
});

test("another epoch starts over instead of mixing two histories", async () => {
	const server = await startServer();
	server.rooms.fill(general, 5);
	const stateDir = temporaryFolder(onTestFinished);
	const { client, notices } = start(server.port, { stateDir, catchUp: "latest" });
	await client.live();
	expect(notices.seqs(general)).toEqual([1, 2, 3, 4, 5]);
	server.epoch = "epoch-2";
	server.rooms.open(general, "ann");
	server.rooms.fill(general, 7);
	const from = notices.all.length;
	await cutAndResume(server, client, notices);
	const later = notices.all.slice(from);
	expect(later.filter(({ type }) => type === "epoch")).toEqual([
		{ type: "epoch", epoch: "epoch-2" },
	]);
	expect(notices.seqs(general)).toEqual([1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6, 7]);
	expect(client.cachedPage(general)).toHaveLength(7);
});

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

test("rooms asked for are joined, and created when missing", async () => {
	const server = await startServer();
	server.rooms.open("#dev");
	const { client } = start(server.port, { rooms: ["#dev", "#new", general] });
	await client.live();
	expect(client.joinedRooms().map(({ room }) => room)).toEqual(["#dev", general, "#new"]);
	expect(server.paramsOf("create")).toEqual([{ room: "#new" }]);
});

test("a room that somebody else creates at the same moment is joined", async () => {
	const server = await startServer();
	server.overrideOnce("create", () => {
		server.rooms.open("#new");
		throw new WireError("room_exists");
	});
	const { client } = start(server.port, { rooms: ["#new"] });
	await client.live();
	expect(client.joinedRooms().map(({ room }) => room)).toEqual([general, "#new"]);
});

test("a room that will not have us does not keep us from the others", async () => {
	const server = await startServer();
	server.override("join", () => {
		throw new WireError("not_allowed");
	});
	const { client } = start(server.port, { rooms: ["#secret"] });
	await client.live();
	expect(client.joinedRooms().map(({ room }) => room)).toEqual([general]);
});

test("a client that follows only what it asks for hears nothing else, and after a cut goes on where it was", async () => {
	const server = await startServer();
	server.rooms.open("#other", "ann");
	server.rooms.fill(general, 3);
	const { client, notices } = start(server.port, { follow: "asked" });
	await client.live();
	expect(client.joinedRooms().map(({ room }) => room)).toEqual([general, "#other"]);
	expect(server.paramsOf("sync")).toEqual([]);
	await client.join(general);
	server.say(general, "bob", "live");
	await notices.until(() => notices.seqs(general).length === 1);
	server.overrideOnce("hello", () => {
		server.rooms.fill(general, 2);
		return undefined;
	});
	await cutAndResume(server, client, notices);
	expect(notices.seqs(general)).toEqual([4, 5, 6]);
	expect(server.paramsOf("sync")).toEqual([{ rooms: { [general]: 4 } }]);
});

test("rooms to be in from the start are followed where only what is asked for is", async () => {
	const server = await startServer();
	const { client } = start(server.port, { follow: "asked", rooms: ["#new"] });
	await client.live();
	expect(Object.keys(Object(server.paramsOf("sync")[0]).rooms)).toEqual(["#new"]);
});

test("a direct conversation that somebody opens with us appears with its first message", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	const room = "@abcdefgh";
	server.rooms.open(room, "ann", "bob");
	for (const peer of server.peers) peer.live.add(room);
	const people = ["ann", "bob"];
	server.publish(
		server.rooms.append(room, { by: "bob", type: "create", kind: "direct", with: people }),
	);
	server.say(room, "bob", "psst");
	await notices.until(() => notices.seqs(room).length === 2);
	expect(client.joinedRooms()[1]).toMatchObject({ room, kind: "direct", with: people });
});

test("a room joined or left on another device comes and goes here", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	server.rooms.open("#dev");
	for (const peer of server.peers) peer.live.add("#dev");
	server.publish(server.rooms.append("#dev", { by: "ann", type: "join" }));
	await notices.until(() => client.joinedRooms().length === 2);
	server.publish(server.rooms.append("#dev", { by: "ann", type: "part" }));
	await notices.until(() => client.joinedRooms().length === 1);
	server.say("#dev", "bob", "behind our back");
	server.say(general, "bob", "hi");
	await notices.until(() => notices.seqs(general).length === 1);
	expect(notices.seqs("#dev")).toEqual([2]);
});

test("having left and come back while there was no connection leaves the room in the list", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	server.overrideOnce("hello", () => {
		for (const type of ["part", "join"]) server.rooms.append(general, { by: "ann", type });
		return undefined;
	});
	await cutAndResume(server, client, notices);
	expect(notices.seqs(general)).toEqual([1, 2]);
	expect(client.joinedRooms().map(({ room }) => room)).toEqual([general]);
});

test("a room that is gone after a cut is not made again by those who were in it", async () => {
	const server = await startServer();
	server.rooms.open("#dev");
	const { client, notices } = start(server.port);
	await client.live();
	await client.join("#dev");
	server.rooms.logs.delete("#dev");
	server.rooms.members.delete("#dev");
	await cutAndResume(server, client, notices);
	expect(client.joinedRooms().map(({ room }) => room)).toEqual([general]);
	expect(server.paramsOf("create")).toEqual([]);
});

test("a server that says later is asked later, when it said", async () => {
	const server = await startServer();
	server.overrideOnce("login", () => {
		throw new WireError("storage_unavailable", { retryAfterMs: 60_000 });
	});
	const { client, notices } = start(server.port);
	const status = await notices.status("waiting");
	expect(status.retryAtMs - Date.now()).toBeGreaterThan(50_000);
	client.retryNow();
	await client.live();
});

test("a line that is dead without saying so is given up and dialled again", async () => {
	const server = await startServer();
	server.override("ping", () => "silence");
	const clock = new ManualClock();
	const { client, notices } = start(server.port, { clock, random: () => 1 });
	await client.live();
	const waiting = notices.status("waiting");
	clock.pass(45_000);
	expect((await waiting).problem).toBe(`No answer from 127.0.0.1:${server.port} any more.`);
	clock.pass(500);
	await client.live();
});

test("a refusal that no repetition cures closes the client with the reason", async () => {
	const server = await startServer();
	server.override("login", () => {
		throw new WireError("name_taken");
	});
	const { client } = start(server.port);
	await expect(client.live()).rejects.toBeInstanceOf(ClosedError);
	expect(client.status()).toEqual({
		state: "closed",
		code: "name_taken",
		problem: "That name is in use.",
	});
	await expect(client.events().next()).rejects.toThrow("That name is in use.");
	server.override("login", () => undefined);
	client.retryNow();
	await client.live();
});

test("the same refusal after having been live is tried again", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	server.overrideOnce("login", () => {
		throw new WireError("name_taken");
	});
	const taken = notices.until(() =>
		notices.all.some(
			(n) =>
				n.type === "status" &&
				n.status.state === "waiting" &&
				n.status.problem === "That name is in use.",
		),
	);
	server.cutAll();
	await taken;
	await client.live();
});

test("a line on which something comes in now and then is not given up", async () => {
	const server = await startServer();
	server.override("ping", () => "silence");
	const clock = new ManualClock();
	const { client, notices } = start(server.port, { clock });
	await client.live();
	clock.pass(40_000);
	server.say(general, "bob", "still here");
	await notices.until(() => notices.seqs(general).length === 1);
	clock.pass(40_000);
	await client.post(general, "me too").kept;
	expect(client.status().state).toBe("live");
});

test("a bye is told in words, and the client comes back when the server said", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	const waiting = notices.status("waiting");
	for (const peer of server.peers)
		peer.notify("bye", { reason: "The server restarts.", reconnectAfterMs: 60_000 });
	const status = await waiting;
	expect(status.problem).toBe(`Ended by 127.0.0.1:${server.port}: The server restarts.`);
	expect(status.retryAtMs - Date.now()).toBeGreaterThan(50_000);
	client.retryNow();
	await client.live();
});

test("what is no partyline server is told so", async () => {
	const server = await startServer();
	server.override("hello", ({ peer }) => {
		peer.sendRaw("HTTP/1.1 400 Bad Request\r\n");
		return "silence";
	});
	const { notices } = start(server.port, { random: () => 1 });
	const { problem } = await notices.status("waiting");
	expect(problem).toBe(`This is not a partyline server: 127.0.0.1:${server.port}.`);
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

test("what is posted is on disk before the network is tried", async () => {
	const stateDir = temporaryFolder(onTestFinished);
	const client = createClient({ host: "127.0.0.1", port: 1, as: "ann", stateDir });
	onTestFinished(() => client.close());
	const { id } = client.post(general, "hello");
	const reader = new DatabaseSync(join(stateDir, "outbox.db"), { readOnly: true });
	onTestFinished(() => reader.close());
	expect(reader.prepare("SELECT id, text FROM posts").all()).toEqual([{ id, text: "hello" }]);
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

test.each([
	["while the client runs", false],
	["while it does not", true],
])("a room whose history went back %s starts over under the same epoch", async (_, isStopped) => {
	const server = await startServer();
	server.rooms.fill(general, 5);
	const options = { stateDir: temporaryFolder(onTestFinished), catchUp: "latest" } as const;
	let { client, notices } = start(server.port, options);
	await client.live();
	server.rooms.open(general, "ann");
	server.rooms.fill(general, 2);
	const [newest] = server.rooms.logs.get(general)!.slice(-1);
	if (isStopped) {
		await client.close();
		({ client, notices } = start(server.port, options));
	}
	const from = notices.all.length;
	if (isStopped) await client.live();
	else await cutAndResume(server, client, notices);
	const told = notices.all.slice(isStopped ? 0 : from);
	expect(told.filter(({ type }) => type === "reset")).toEqual([
		{ type: "reset", room: general, from: 1 },
	]);
	expect(notices.seqs(general).slice(-2)).toEqual([1, 2]);
	expect(client.joinedRooms()[0]?.lastSeq).toBe(2);
	expect(client.cachedPage(general)).toHaveLength(2);
	expect(client.cachedPage(general).at(-1)).toMatchObject({ id: newest!.id });
});

test("a server that never wants to see us again does, within the hour", async () => {
	const server = await startServer();
	const clock = new ManualClock();
	const { client, notices } = start(server.port, { clock });
	await client.live();
	const waiting = notices.status("waiting");
	for (const peer of server.peers) peer.notify("bye", { reason: "Bye.", reconnectAfterMs: 1e13 });
	expect((await waiting).retryAtMs - clock.now()).toBe(3_600_000);
	server.overrideOnce("login", () => {
		throw new WireError("storage_unavailable", { retryAfterMs: 1e13 });
	});
	const again = notices.status("waiting");
	client.retryNow();
	expect((await again).retryAtMs - clock.now()).toBe(3_600_000);
});

test("an error about the connection explains the end only if that follows at once", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	const complaint = errorEnvelope(null, toErrorObject(new WireError("not_utf8")));
	let waiting = notices.status("waiting");
	for (const peer of server.peers) {
		peer.send(complaint);
		setImmediate(() => peer.end());
	}
	expect((await waiting).problem).toBe("The frame is not valid UTF-8.");
	await client.live();
	for (const peer of server.peers) peer.send(complaint);
	server.say(general, "bob", "later");
	await notices.until(() => notices.seqs(general).length === 1);
	waiting = notices.status("waiting");
	for (const peer of server.peers) peer.end();
	expect((await waiting).problem).toBe(`Connection closed by 127.0.0.1:${server.port}.`);
});

test("entering a room joins it, and makes it when there is none", async () => {
	const server = await startServer();
	server.rooms.open("#dev");
	const { client } = start(server.port);
	await client.live();
	expect(await client.enter("#DEV")).toMatchObject({ room: { room: "#dev" }, made: false });
	expect(await client.enter("#new")).toMatchObject({ room: { room: "#new" }, made: true });
	server.overrideOnce("create", () => {
		server.rooms.open("#raced");
		throw new WireError("room_exists");
	});
	expect(await client.enter("#raced")).toMatchObject({ room: { room: "#raced" }, made: false });
	expect(client.joinedRooms().map(({ room }) => room)).toEqual(["#dev", general, "#new", "#raced"]);
	await expect(client.enter("no room")).rejects.toMatchObject({ code: "invalid_params" });
});

test("a post to what is no room name is refused like any other mistake", async () => {
	const server = await startServer();
	const { client } = start(server.port);
	await client.live();
	const { id, kept } = client.post("no room", "hi");
	await expect(kept).rejects.toMatchObject({ code: "invalid_params" });
	expect(client.outbox()).toMatchObject([{ id, room: "no room" }]);
});

/** Sends everybody the first event of so many direct conversations, which says who is in it, as one piece. */
function floodWithRooms(server: FakeServer, count: number): void {
	const events = Array.from({ length: count }, (_, n) => {
		const room = `@${String(n).padStart(8, "0")}`;
		const event = { room, seq: 1, at: 1, by: "bob", type: "create", kind: "direct", with: ["ann"] };
		return `${JSON.stringify(notificationEnvelope("event", event))}\n`;
	});
	for (const peer of server.peers) peer.sendRaw(events.join(""));
}

test("rooms that turn up together are told a piece at a time, each before its events", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	const from = notices.all.length;
	floodWithRooms(server, 900);
	const later = () => notices.all.slice(from);
	await notices.until(() => later().filter(({ type }) => type === "event").length === 900);
	expect(later().filter(({ type }) => type === "rooms").length).toBeLessThan(100);
	const told = new Set<string>();
	for (const notice of later()) {
		if (notice.type === "rooms") for (const { room } of notice.rooms) told.add(room);
		if (notice.type === "event") expect(told).toContain(notice.event.room);
	}
});

test("a server that puts us in rooms without end is left", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port, { random: () => 1 });
	await client.live();
	const waiting = notices.status("waiting");
	floodWithRooms(server, 3_000);
	expect((await waiting).problem).toBe(
		"The server put us in more than 1000 rooms that we did not ask for.",
	);
	expect(client.joinedRooms().length).toBeLessThanOrEqual(1_001);
});

test("replies to another history are dropped before the new epoch is remembered", async () => {
	const server = await startServer();
	const state = memoryState();
	const dropped: (string | undefined)[] = [];
	const dropReplies = () => {
		dropped.push(state.cache.epoch());
		if (dropped.length === 1) throw new Error("the disk is full");
	};
	const core = new ClientCore({
		client: { host: "127.0.0.1", port: server.port, as: "ann", random: () => 0 },
		account: accountName.parse("ann"),
		wanted: [],
		state: { ...state, outbox: { ...state.outbox, dropReplies } },
	});
	onTestFinished(() => core.close());
	const live = () =>
		new Promise<void>((resolve) => {
			const stop = core.notices.add((notice) => {
				if (notice.type !== "status" || notice.status.state !== "live") return;
				stop();
				resolve();
			});
		});
	core.connection.start();
	await live();
	server.epoch = "epoch-2";
	server.cutAll();
	await live();
	expect(dropped).toEqual(["epoch-1", "epoch-1"]);
	expect(state.cache.epoch()).toBe("epoch-2");
});

test.each([1.5, -1, Number.NaN])("marking read up to %s is told to be a mistake", async (seq) => {
	const server = await startServer();
	const { client } = start(server.port);
	await client.live();
	expect(() => client.read(general, seq)).toThrow(`A seq is a whole number, and ${seq} is none.`);
	expect(server.paramsOf("read")).toEqual([]);
});

test("rooms of old histories that are gone are not asked for again and again", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	for (let n = 1; n <= 5; n++) {
		server.rooms.open(`#of-history-${n}`, "ann");
		await cutAndResume(server, client, notices);
		server.rooms.logs.delete(`#of-history-${n}`);
		server.rooms.members.delete(`#of-history-${n}`);
		server.epoch = `epoch-${n + 1}`;
	}
	await cutAndResume(server, client, notices);
	const before = server.paramsOf("join").length;
	await cutAndResume(server, client, notices);
	expect(server.paramsOf("join")).toHaveLength(before);
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
