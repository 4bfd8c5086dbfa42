import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";
import type { ClientOptions } from "./client-api.ts";
import { FakeServer } from "./testing/fake-server.ts";
import { temporaryFolder } from "./testing/folder.ts";
import { Notices } from "./testing/notices.ts";

const general = "#general";

/** A server with a token, a history and a message of its own. */
async function startServer(name: string): Promise<FakeServer> {
	const server = new FakeServer();
	await server.listen();
	onTestFinished(() => server.close());
	server.epoch = `epoch of ${name}`;
	server.token = `token of ${name}`;
	for (const room of [general, `#${name}`]) {
		server.rooms.open(room, "ann", "bob");
		server.rooms.append(room, {
			by: "cleo",
			type: "message",
			id: server.rooms.newId(),
			text: name,
		});
	}
	return server;
}

function open(port: number, stateDir: string, options: Partial<ClientOptions> = {}) {
	const client = createClient({
		host: "127.0.0.1",
		port,
		as: "ann",
		stateDir,
		catchUp: "latest",
		random: () => 0,
		...options,
	});
	onTestFinished(() => client.close());
	return { client, notices: new Notices(client) };
}

/** What a client has of its server without asking. */
function kept({ client }: ReturnType<typeof open>) {
	return {
		rooms: client.joinedRooms().map(({ room }) => room),
		texts: client.cachedPage(general).map((event) => event.type === "message" && event.text),
		outbox: client.outbox().map(({ text }) => text),
		notes: [...client.notes().values()],
		last: client.lastRoom(),
	};
}

test("two servers in one window share a folder and nothing in it, and one goes on when the other is closed", async () => {
	const stateDir = temporaryFolder(onTestFinished);
	const servers = await Promise.all(["one", "two"].map(startServer));
	const windows = servers.map(({ port }) => open(port, stateDir));
	for (const [at, window] of windows.entries()) {
		window.client.start();
		await window.client.live();
		window.client.note("draft", `draft ${at}`);
		window.client.rememberRoom(at === 0 ? "#one" : "#two");
	}
	const [one, two] = windows;
	const [first, second] = servers;
	if (!one || !two || !first || !second) throw new Error("unreachable");
	first.override("post", () => "silence");
	one.client.post(general, "to one");
	expect(one.client.lag().waiting).toBe(1);
	expect(two.client.lag().waiting).toBe(0);
	await one.client.close();

	const { seq } = await two.client.post(general, "to two").kept;
	await two.notices.until(() => two.notices.seqs(general).includes(seq));
	expect(second.paramsOf("post").map(({ text }) => text)).toEqual(["to two"]);
	await two.client.close();

	const again = servers.map(({ port }) => open(port, stateDir));
	expect(again.map(kept)).toEqual([
		{
			rooms: [general, "#one"],
			texts: ["one"],
			outbox: ["to one"],
			notes: ["draft 0"],
			last: "#one",
		},
		{
			rooms: [general, "#two"],
			texts: ["two", "to two"],
			outbox: [],
			notes: ["draft 1"],
			last: "#two",
		},
	]);
	for (const [at, { client }] of again.entries()) {
		client.start();
		await client.live();
		expect(servers[at]?.paramsOf("login").at(-1)).toEqual({
			token: `token of ${at ? "two" : "one"}`,
		});
	}
});

test("two people in one window on one server share nothing either", async () => {
	const stateDir = temporaryFolder(onTestFinished);
	const server = await startServer("one");
	const [ann, bob] = ["ann", "bob"].map((as) => open(server.port, stateDir, { as }));
	if (!ann || !bob) throw new Error("unreachable");
	ann.client.note("draft", "ann's");
	ann.client.post(general, "of ann");
	expect(kept(bob)).toEqual({ rooms: [], texts: [], outbox: [], notes: [], last: undefined });
	ann.client.start();
	await ann.notices.until(() => ann.client.outbox().length === 0);
	await ann.client.close();
	bob.client.start();
	await bob.client.live();
	expect(server.paramsOf("login")).toEqual([{ guest: "ann" }, { guest: "bob" }]);
	expect(server.paramsOf("post").map(({ text }) => text)).toEqual(["of ann"]);
});

test("another history of one server empties nothing of the other", async () => {
	const stateDir = temporaryFolder(onTestFinished);
	const [first, second] = await Promise.all(["one", "two"].map(startServer));
	if (!first || !second) throw new Error("unreachable");
	const windows = [first, second].map(({ port }) => open(port, stateDir));
	for (const { client } of windows) {
		client.start();
		await client.live();
		client.note("draft", "kept");
	}
	const [one, two] = windows;
	expect(windows.map((window) => kept(window).texts)).toEqual([["one"], ["two"]]);
	const epoch = one?.notices.until(() => one.notices.all.some(({ type }) => type === "epoch"));
	first.epoch = "another";
	first.rooms.open(general, "ann");
	first.cutAll();
	await epoch;
	await one?.client.live();
	expect(two && kept(two).texts).toEqual(["two"]);
	expect(one && [kept(one).texts, kept(one).notes]).toEqual([[], ["kept"]]);
});
