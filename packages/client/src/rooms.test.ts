import { WireError } from "@partyline/shared/protocol/errors";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";
import type { ClientOptions } from "./client-api.ts";
import { FakeServer } from "./testing/fake-server.ts";
import { temporaryFolder } from "./testing/folder.ts";
import { Notices } from "./testing/notices.ts";

const general = "#general";
const direct = "@abcdefgh";

async function startServer(): Promise<FakeServer> {
	const server = new FakeServer();
	await server.listen();
	onTestFinished(() => server.close());
	server.rooms.open(general, "ann");
	return server;
}

/** A client of ann that retries at once. */
function start(server: FakeServer, options: Partial<ClientOptions> = {}) {
	const { port } = server;
	const client = createClient({ host: "127.0.0.1", port, as: "ann", random: () => 0, ...options });
	onTestFinished(() => client.close());
	const notices = new Notices(client);
	client.start();
	const rooms = () => client.joinedRooms().map(({ room }): string => room);
	const resets = () => notices.all.flatMap((n) => (n.type === "reset" ? [[n.room, n.from]] : []));
	const heard = (room: string, last: number) =>
		notices.until(() => notices.seqs(room).at(-1) === last);
	return { client, notices, rooms, resets, heard };
}

async function resume(server: FakeServer, { client, notices }: ReturnType<typeof start>) {
	const waiting = notices.status("waiting");
	server.cutAll();
	await waiting;
	await client.live();
}

/** Ann, on another device, leaves a room or comes into it; whether the others hear of it is the test's. */
function append(server: FakeServer, room: string, ...types: string[]): void {
	for (const type of types) server.rooms.append(room, { by: "ann", type });
}

/** Makes a room live for everybody, as the server does with one that ann joined or is put in. */
function goLive(server: FakeServer, room: string): void {
	for (const peer of server.peers) peer.live.add(room);
}

/** Somebody opens a conversation with ann. */
function openDirect(server: FakeServer): void {
	server.rooms.open(direct, "ann", "bob");
	goLive(server, direct);
	const create = { by: "bob", type: "create", kind: "direct", with: ["ann", "bob"] };
	server.publish(server.rooms.append(direct, create));
}

const upTo = (from: number, last: number) =>
	Array.from({ length: last - from + 1 }, (_, at) => from + at);

test("a room left and joined again elsewhere within a gap is still ours, and brings everything once", async () => {
	const server = await startServer();
	server.rooms.pageLimit = 4;
	const ann = start(server);
	await ann.client.live();
	server.rooms.fill(general, 5);
	append(server, general, "part", "join");
	server.rooms.fill(general, 5);
	server.say(general, "bob", "the gap ends here");
	await ann.heard(general, 13);
	server.say(general, "bob", "after it");
	await ann.heard(general, 14);
	expect(ann.notices.seqs(general)).toEqual(upTo(1, 14));
	expect([ann.rooms(), ann.resets()]).toEqual([[general], []]);
});

test("a room left and joined again elsewhere while a gap is filled is still ours", async () => {
	const server = await startServer();
	const ann = start(server);
	await ann.client.live();
	server.rooms.fill(general, 5);
	server.overrideOnce("history", () => {
		for (const type of ["part", "join"])
			server.publish(server.rooms.append(general, { by: "ann", type }));
		return undefined;
	});
	server.say(general, "bob", "after the gap");
	await ann.heard(general, 8);
	server.say(general, "bob", "still here");
	await ann.heard(general, 9);
	expect(ann.notices.seqs(general)).toEqual(upTo(1, 9));
	expect(ann.rooms()).toEqual([general]);
});

test("a room left and joined again elsewhere between login and sync is still ours", async () => {
	const server = await startServer();
	const ann = start(server);
	await ann.client.live();
	server.overrideOnce("sync", () => {
		append(server, general, "part", "join");
		return undefined;
	});
	await resume(server, ann);
	server.say(general, "bob", "hi");
	await ann.heard(general, 3);
	expect(ann.notices.seqs(general)).toEqual([1, 2, 3]);
	expect(ann.rooms()).toEqual([general]);
});

test("a room left for good elsewhere while a gap is filled goes, though the gap cannot be filled any more", async () => {
	const server = await startServer();
	const ann = start(server);
	await ann.client.live();
	server.rooms.fill(general, 5);
	server.override("history", () => {
		server.rooms.members.get(general)?.delete("ann");
		if (server.rooms.logs.get(general)?.length === 6)
			server.publish(server.rooms.append(general, { by: "ann", type: "part" }));
		throw new WireError("not_a_member");
	});
	server.say(general, "bob", "after the gap");
	await ann.notices.until(() => ann.rooms().length === 0);
	expect(server.paramsOf("history")).toHaveLength(2);
	expect(ann.client.status().state).toBe("live");
});

test("what came after our part, and is not there any more, does not keep the room in the list", async () => {
	const server = await startServer();
	const ann = start(server);
	await ann.client.live();
	append(server, general, "part");
	for (const peer of server.peers) peer.notify("limited", { room: general, from: 1, to: 3 });
	await ann.notices.until(() => ann.rooms().length === 0);
	expect(ann.notices.seqs(general)).toEqual([1]);
});

test("a room that a guest left on one client is not joined again by their other one", async () => {
	const server = await startServer();
	server.rooms.open("#dev", "ann");
	const ann = start(server);
	await ann.client.live();
	server.rooms.members.get("#dev")?.delete("ann");
	await resume(server, ann);
	expect(ann.rooms()).toEqual([general]);
	expect(server.paramsOf("join")).toEqual([]);
});

test.each(["login", "join"])(
	"a conversation that somebody opens with us while %s is answered is there, with its messages",
	async (method) => {
		const server = await startServer();
		server.rooms.open("#dev");
		const ann = start(server, { rooms: ["#dev"] });
		server.overrideOnce(method, ({ peer }) => {
			peer.account = "ann";
			// What the login tells was read before: the conversation is not in it.
			const rooms = server.rooms.joinedBy("ann");
			openDirect(server);
			server.say(direct, "bob", "psst");
			if (method !== "login") return undefined;
			return { account: "ann", name: "ann", role: "guest", rooms };
		});
		await ann.heard(direct, 2);
		await ann.client.live();
		expect(ann.notices.seqs(direct)).toEqual([1, 2]);
		expect(ann.rooms()).toEqual(["#dev", general, direct]);
	},
);

test("a room joined on another device while we log in is followed", async () => {
	const server = await startServer();
	server.rooms.open("#dev");
	server.rooms.open("#other");
	const ann = start(server, { rooms: ["#dev"] });
	server.overrideOnce("join", () => {
		goLive(server, "#other");
		server.publish(server.rooms.append("#other", { by: "ann", type: "join" }));
		return undefined;
	});
	await ann.notices.until(() => ann.rooms().includes("#other"));
	server.say("#other", "bob", "welcome");
	await ann.heard("#other", 2);
	expect(server.paramsOf("join")).toEqual([{ room: "#dev" }, { room: "#other" }]);
});

test("a server is not believed what it says before a login is asked for", async () => {
	const server = await startServer();
	const ann = start(server);
	await ann.client.live();
	server.overrideOnce("hello", ({ peer }) => {
		for (let n = 0; n < 900; n++) {
			const room = `@${String(n).padStart(8, "0")}`;
			peer.notify("event", { room, seq: 1, at: 1, by: "eve", type: "join" });
			peer.notify("limited", { room: `${room}x`, from: 1, to: 9 });
		}
		peer.notify("event", { room: general, seq: 1, at: 1, by: "eve", type: "join" });
		peer.end();
		return "silence";
	});
	await resume(server, ann);
	expect(ann.rooms()).toEqual([general]);
	const told = ann.notices.all.flatMap((n) => (n.type === "rooms" ? n.rooms : []));
	expect([...new Set(told.map(({ room }) => room))]).toEqual([general]);
	expect(ann.notices.all.filter(({ type }) => type === "event")).toEqual([]);
});

test.each(["all", "latest"] as const)(
	"leaving and joining again tells no event a second time, and what is left out (%s)",
	async (catchUp) => {
		const server = await startServer();
		const ann = start(server, { catchUp });
		await ann.client.live();
		goLive(server, general);
		for (const text of ["one", "two", "three"]) server.say(general, "bob", text);
		await ann.heard(general, 3);
		await ann.client.leave(general);
		server.rooms.fill(general, 2);
		await ann.client.join(general);
		server.say(general, "bob", "six");
		await ann.heard(general, 6);
		const all = catchUp === "all";
		expect(ann.notices.seqs(general)).toEqual(all ? [1, 2, 3, 6] : upTo(1, 6));
		expect(ann.resets()).toEqual(all ? [[general, 6]] : []);
	},
);

test("leaving and joining again does not go back to where an earlier process was", async () => {
	const server = await startServer();
	server.rooms.fill(general, 3);
	const stateDir = temporaryFolder(onTestFinished);
	const first = start(server, { stateDir });
	await first.client.live();
	await first.client.close();
	server.rooms.fill(general, 2);
	const second = start(server, { stateDir });
	await second.client.live();
	await second.client.leave(general);
	await second.client.join(general);
	server.say(general, "bob", "six");
	await second.heard(general, 6);
	expect(second.notices.seqs(general)).toEqual([4, 5, 6]);
});

test("a room that was left is not in the list with which the next process begins", async () => {
	const server = await startServer();
	server.rooms.open("#dev", "ann");
	const stateDir = temporaryFolder(onTestFinished);
	const first = start(server, { stateDir });
	await first.client.live();
	// Reading writes what is unwritten: the room is in the file.
	first.client.cachedPage("#dev");
	await first.client.leave("#dev");
	await first.client.close();
	const { port } = server;
	const second = createClient({ host: "127.0.0.1", port, as: "ann", stateDir });
	onTestFinished(() => second.close());
	expect(second.joinedRooms().map(({ room }) => room)).toEqual([general]);
});

test("a chat that asks who is there stays connected to the server of the tests", async () => {
	const server = await startServer();
	const { client } = start(server);
	await client.live();
	expect(await client.members(general)).toMatchObject([{ account: "ann", role: "guest" }]);
	expect(await client.rooms()).toMatchObject([{ room: general }]);
	expect(client.status().state).toBe("live");
});

test("what changed a room while we were too slow to be sent it is in the list when it was fetched", async () => {
	const server = await startServer();
	const ann = start(server);
	await ann.client.live();
	server.rooms.append(general, { by: "bob", type: "topic", topic: "tea" });
	server.rooms.fill(general, 2);
	const to = server.rooms.logs.get(general)?.length ?? 0;
	for (const peer of server.peers) peer.notify("limited", { room: general, from: 1, to });
	await ann.heard(general, to);
	const [room] = ann.client.joinedRooms();
	expect([room?.topic, room?.lastSeq]).toEqual(["tea", to]);
});
