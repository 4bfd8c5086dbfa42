import { createServer, type Socket } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createClient } from "@partyline/client";
import { expect, onTestFinished, test } from "vitest";
import { FakeServer } from "../../../packages/client/src/testing/fake-server.ts";
import { Notices } from "../../../packages/client/src/testing/notices.ts";
import { results } from "./samples.ts";

const room = "#general";
/** The highest seq that there can be. */
const last = Number.MAX_SAFE_INTEGER - 1;

async function startServer(): Promise<FakeServer> {
	const server = new FakeServer();
	await server.listen();
	onTestFinished(() => server.close());
	server.rooms.open(room, "ann");
	return server;
}

function start(port: number, options: { catchUp?: "all" | "latest"; backlog?: number } = {}) {
	// No second attempt within the test.
	const random = () => 1;
	const client = createClient({ host: "127.0.0.1", port, as: "ann", random, ...options });
	onTestFinished(() => client.close());
	const notices = new Notices(client);
	client.start();
	return { client, notices };
}

function event(seq: number, details: object = {}) {
	return { room, seq, at: 1, by: "eve", type: "join", ...details };
}

/** The memory that is in use, without what is only not collected yet. */
function usedBytes(): number {
	setFlagsFromString("--expose-gc");
	runInNewContext("gc")();
	return process.memoryUsage().heapUsed;
}

/** So many rooms that nobody has heard of. */
function manyRooms(count: number, from: number) {
	return Array.from({ length: count }, (_, n) => ({
		room: `#r${from + n}`,
		kind: "public",
		topic: "",
		lastSeq: 0,
		members: 1,
		readSeq: 0,
	}));
}

/** Pages of rooms without an end. */
function pagesOfRooms(): () => object {
	let told = 0;
	return () => {
		const rooms = manyRooms(500, told);
		told += rooms.length;
		return { rooms, more: true };
	};
}

test("a line without an end is left after a frame's length, not kept", async () => {
	let sentBytes = 0;
	const piece = Buffer.alloc(16 * 1024, "x");
	const pour = (socket: Socket) => {
		while (!socket.destroyed && socket.write(piece)) sentBytes += piece.length;
	};
	const server = createServer((socket) => {
		socket.on("error", () => {}).on("drain", () => pour(socket));
		pour(socket);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => void server.close());
	const address = server.address();
	const { notices } = start(typeof address === "object" ? (address?.port ?? 0) : 0);
	const { problem } = await notices.status("waiting");
	expect(problem).toMatch(/^This is not a partyline server: 127\.0\.0\.1:\d+\.$/);
	// What the kernel holds between the two included.
	expect(sentBytes).toBeLessThan(16 * 1024 * 1024);
});

test("a server that says we are in rooms without end is left in words", async () => {
	const server = await startServer();
	server.override("login", () => ({ ...results.login, more: true }));
	server.override("rooms", pagesOfRooms());
	const { client, notices } = start(server.port);
	const { problem } = await notices.status("waiting");
	expect(problem).toBe("The server says that we are in more than 10000 rooms.");
	expect(client.joinedRooms()).toEqual([]);
	expect(server.paramsOf("rooms").length).toBeLessThan(300);
});

test("a list of rooms without an end ends", async () => {
	const server = await startServer();
	server.override("rooms", pagesOfRooms());
	const { client } = start(server.port);
	await client.live();
	expect((await client.rooms()).length).toBeLessThan(110_000);
	server.override("rooms", () => ({ rooms: [], more: true }));
	expect(await client.rooms()).toEqual([]);
	server.override("members", () => ({
		members: [{ account: "eve", name: "eve", role: "guest", state: "online" }],
		more: true,
	}));
	expect(await client.members(room)).toHaveLength(1);
});

test("ten thousand rooms at once are taken up, and the client still works", async () => {
	const server = await startServer();
	server.override("login", () => ({ ...results.login, rooms: [], more: true }));
	server.override("rooms", ({ params }) => {
		const from = params.after === undefined ? 0 : Number(String(params.after).slice(2)) + 1;
		return { rooms: manyRooms(500, from), more: from + 500 < 10_000 };
	});
	server.override("sync", ({ params }) => {
		const names = Object.keys(params.rooms as object);
		return { rooms: Object.fromEntries(names.map((name) => [name, { events: [] }])) };
	});
	server.override("post", ({ params }) => ({ room: params.room, id: params.id, seq: 1, at: 1 }));
	const { client } = start(server.port);
	await client.live();
	expect(client.joinedRooms()).toHaveLength(10_000);
	await client.post("#r9999", "still here").kept;
});

test.each(["all", "latest"] as const)(
	"a seq as far away as can be is one reset, not a fill for ever (catching up with %s)",
	async (catchUp) => {
		const server = await startServer();
		server.rooms.fill(room, 3);
		const { client, notices } = start(server.port, { catchUp, backlog: 0 });
		await client.live();
		for (const peer of server.peers) peer.notify("event", event(last));
		await notices.until(() => notices.seqs(room).includes(last));
		for (const peer of server.peers) peer.notify("limited", { room, from: last, to: last });
		await client.post(room, "still here").kept;
		expect(server.paramsOf("history").length).toBeLessThan(5);
	},
);

test("a log that goes on for ever is read a page at a time, and can be left at any time", async () => {
	const server = await startServer();
	let open = 0;
	let most = 0;
	server.override("history", ({ peer, request, params }) => {
		most = Math.max(most, ++open);
		const after = Number(params.after);
		const events = Array.from({ length: 200 }, (_, n) => event(after + n + 1));
		setImmediate(() => {
			open--;
			peer.send({ jsonrpc: "2.0", id: request.id, result: { events, more: true } });
		});
		return "silence";
	});
	const { client, notices } = start(server.port);
	await client.live();
	for (const peer of server.peers) peer.notify("limited", { room, from: 1, to: last });
	await notices.until(() => notices.seqs(room).length >= 5_000);
	await client.post(room, "still here").kept;
	expect(most).toBe(1);
	await client.close();
	expect(client.status()).toEqual({ state: "closed" });
});

test.each<[string, object]>([
	["nothing in them", { events: [], more: true }],
	["the same event each time", { events: [event(1)], more: true }],
	["what lies before", { events: [event(1), event(2), event(3)], more: true }],
])("pages with %s and more to come do not go on for ever", async (_, page) => {
	const server = await startServer();
	server.rooms.fill(room, 3);
	const { client, notices } = start(server.port);
	await client.live();
	server.override("history", () => page);
	for (const peer of server.peers) peer.notify("event", event(1_000));
	await notices.until(() => notices.seqs(room).includes(1_000));
	expect(server.paramsOf("history")).toHaveLength(1);
	// The first is that of a room which is new to us.
	const resets = notices.all.filter(({ type }) => type === "reset");
	expect(resets).toMatchObject([{ from: 4 }, { from: 1_000 }]);
});

test.each<[string, object[]]>([
	["of another room", [event(4, { room: "#other" })]],
	["out of order", [event(6), event(5), event(4)]],
])("a page with events %s is not taken, and told", async (_, events) => {
	const server = await startServer();
	server.rooms.fill(room, 3);
	const { client, notices } = start(server.port);
	await client.live();
	server.override("history", () => ({ events, more: false }));
	for (const peer of server.peers) peer.notify("event", event(1_000));
	const { problem } = await notices.status("waiting");
	expect(problem).toBe("The server's answer to history is not one of this protocol.");
	expect([notices.seqs(room), notices.seqs("#other")]).toEqual([[], []]);
});

test("the same event for ever, and events that go back, are told once and in order", async () => {
	const server = await startServer();
	server.rooms.fill(room, 10);
	const { client, notices } = start(server.port);
	await client.live();
	server.rooms.fill(room, 10);
	for (let n = 0; n < 5_000; n++)
		for (const peer of server.peers) peer.notify("event", event(20 - (n % 20)));
	await notices.until(() => notices.seqs(room).length === 10);
	await client.post(room, "still here").kept;
	expect(notices.seqs(room).slice(0, 10)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
	expect(server.paramsOf("history").length).toBeLessThan(20);
});

test("live events without end behind a page that never comes take no more memory than there is room for", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	server.override("history", () => "silence");
	const text = "x".repeat(60_000);
	const id = "01939bd2-6a00-7000-8000-000000000000";
	const count = 4_000;
	const typed = () => notices.all.filter(({ type }) => type === "typing").length;
	const before = usedBytes();
	for (let seq = 2; seq < count; seq += 200) {
		for (const peer of server.peers) {
			for (let n = 0; n < 200; n++)
				peer.notify("event", event(seq + n, { type: "message", id, text }));
			peer.notify("typing", { room, account: "eve", on: true });
		}
		const told = typed();
		await notices.until(() => typed() > told);
	}
	// 240 MB were sent; 60 of them may wait.
	expect(usedBytes() - before).toBeLessThan(100 * 1024 * 1024);
	await client.post(room, "still here").kept;
});
