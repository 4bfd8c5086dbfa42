import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { WireError } from "@partyline/shared/protocol/errors";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";
import type { ClientOptions } from "./client-api.ts";
import { FakeServer } from "./testing/fake-server.ts";
import { temporaryFolder } from "./testing/folder.ts";
import { Notices } from "./testing/notices.ts";

const general = "#general";
const secret = "@secret000";

async function startServer(): Promise<FakeServer> {
	const server = new FakeServer();
	await server.listen();
	onTestFinished(() => server.close());
	server.rooms.open(general, "ann", "bob");
	server.rooms.openPrivate(secret, "#secret", "bob");
	server.rooms.append(secret, { by: "bob", type: "create", kind: "private", title: "#secret" });
	return server;
}

/** A client of ann that retries at once. */
async function start(server: FakeServer, options: Partial<ClientOptions> = {}) {
	const { port } = server;
	const client = createClient({ host: "127.0.0.1", port, as: "ann", random: () => 0, ...options });
	onTestFinished(() => client.close());
	const notices = new Notices(client);
	client.start();
	await client.live();
	const rooms = () => client.joinedRooms().map(({ room }): string => room);
	const heard = (room: string, last: number) =>
		notices.until(() => notices.seqs(room).at(-1) === last);
	return { client, notices, rooms, heard };
}

test.each(["all", "latest"] as const)(
	"whoever is brought into a private room knows what it is and hears what follows, catching up on %s",
	async (catchUp) => {
		const server = await startServer();
		const ann = await start(server, { catchUp });
		server.invite(secret, "ann");
		server.say(secret, "bob", "welcome");
		await ann.heard(secret, 3);
		expect(ann.client.joinedRooms().find(({ room }) => room === secret)).toMatchObject({
			kind: "private",
			title: "#secret",
			members: 2,
			lastSeq: 3,
		});
		expect(ann.notices.seqs(secret).slice(-2)).toEqual([2, 3]);
		await ann.client.post("#secret", "thanks").kept;
		expect(server.paramsOf("post")).toMatchObject([{ room: secret }]);
	},
);

test("somebody brought into a public room is in it from there on", async () => {
	const server = await startServer();
	server.rooms.open("#dev", "bob");
	server.rooms.fill("#dev", 5);
	const ann = await start(server);
	server.invite("#dev", "ann");
	server.say("#dev", "bob", "welcome");
	await ann.heard("#dev", 7);
	expect(ann.notices.seqs("#dev")).toEqual([6, 7]);
	expect(ann.rooms()).toEqual(["#dev", general]);
});

test("a room that we are brought into while another one is joined is not missed", async () => {
	const server = await startServer();
	server.rooms.open("#dev", "bob");
	const ann = await start(server);
	server.overrideOnce("join", () => {
		server.invite(secret, "ann");
		return undefined;
	});
	await ann.client.join("#dev");
	await ann.heard(secret, 2);
	expect(ann.rooms()).toEqual(["#dev", general, secret].sort());
});

test("a private room that we make has its id and the title we gave it", async () => {
	const server = await startServer();
	const ann = await start(server);
	server.overrideOnce("create", ({ peer, params }) => {
		peer.live.add("@private00");
		const result = server.rooms.answer("create", peer, params);
		for (const event of server.rooms.logs.get("@private00") ?? []) server.publish(event);
		return result;
	});
	const made = await ann.client.create("#plans", { private: true, topic: "what to do" });
	expect(made).toMatchObject({ room: "@private00", kind: "private", title: "#plans" });
	expect(server.paramsOf("create")).toEqual([
		{ room: "#plans", private: true, topic: "what to do" },
	]);
	server.say("@private00", "ann", "first");
	await ann.heard("@private00", 2);
	await ann.client.members("@private00");
	expect(server.paramsOf("join"), "it is not asked what it is").toEqual([]);
});

test.each(["kick", "ban"] as const)(
	"whoever is out by a %s sees that, loses the room at once, and asks nothing of it any more",
	async (type) => {
		const server = await startServer();
		const ann = await start(server);
		server.rooms.fill(general, 2);
		server.publish(server.rooms.append(general, { by: "bob", type, who: "ann", reason: "noise" }));
		server.rooms.members.get(general)?.delete("ann");
		await ann.notices.until(() => ann.rooms().length === 0);
		expect(ann.notices.seqs(general)).toEqual([1, 2, 3]);
		const told = ann.notices.all.flatMap(({ type: one }, at) => (one === "rooms" ? [at] : []));
		const event = ann.notices.all.findIndex((n) => n.type === "event" && n.event.seq === 3);
		expect(event).toBeLessThan(told.at(-1) ?? 0);
		const before = server.asked.length;
		ann.client.read(general, 3);
		server.cutAll();
		const live = ann.notices.status("live");
		await live;
		const since = server.asked.slice(before).filter(({ params }) => {
			return JSON.stringify(params).includes(general);
		});
		expect(since).toEqual([]);
	},
);

test("how far a room was read is not told once we are out of it", async () => {
	const server = await startServer();
	server.rooms.open("#dev", "ann", "bob");
	const ann = await start(server);
	for (const room of [general, "#dev"]) server.say(room, "bob", "hi");
	await ann.notices.until(
		() => ann.notices.seqs(general).length + ann.notices.seqs("#dev").length === 2,
	);
	const waiting = ann.notices.status("waiting");
	server.cutAll();
	for (const room of [general, "#dev"]) ann.client.read(room, 1);
	server.rooms.members.get(general)?.delete("ann");
	await waiting;
	await ann.client.live();
	await ann.client.members("#dev");
	expect(server.paramsOf("read")).toEqual([{ room: "#dev", seq: 1 }]);
});

test("somebody else's kick takes nothing from us, nor one of an earlier stay", async () => {
	const server = await startServer();
	const ann = await start(server);
	server.publish(server.rooms.append(general, { by: "bob", type: "kick", who: "eve" }));
	server.rooms.append(general, { by: "bob", type: "kick", who: "ann" });
	server.publish(server.rooms.append(general, { by: "ann", type: "join" }));
	await ann.heard(general, 3);
	expect([ann.notices.seqs(general), ann.rooms()]).toEqual([[1, 2, 3], [general]]);
});

test("somebody out of a private room keeps nothing of it on disk, and is in it again when invited later", async () => {
	const server = await startServer();
	server.rooms.members.get(secret)?.add("ann");
	const stateDir = temporaryFolder(onTestFinished);
	const ann = await start(server, { stateDir });
	server.say(secret, "bob", "the plan");
	await ann.heard(secret, 2);
	server.kick(secret, "ann");
	await ann.notices.until(() => !ann.rooms().includes(secret));
	expect(ann.client.cachedPage(secret)).toEqual([]);
	server.say(secret, "bob", "without ann");
	server.invite(secret, "ann");
	server.say(secret, "bob", "welcome back");
	await ann.heard(secret, 6);
	expect(ann.notices.seqs(secret)).toEqual([2, 3, 5, 6]);
	server.kick(secret, "ann");
	await ann.notices.until(() => !ann.rooms().includes(secret));
	await ann.client.close();
	const cache = new DatabaseSync(join(stateDir, "cache.db"));
	onTestFinished(() => cache.close());
	for (const table of ["events", "rooms"])
		expect(cache.prepare(`SELECT * FROM ${table} WHERE room = ?`).all(secret)).toEqual([]);
});

test("somebody taken out of a private room while they were away keeps nothing of it either", async () => {
	const server = await startServer();
	server.rooms.members.get(secret)?.add("ann");
	const stateDir = temporaryFolder(onTestFinished);
	const ann = await start(server, { stateDir });
	server.say(secret, "bob", "the plan");
	await ann.heard(secret, 2);
	await ann.client.close();
	server.rooms.members.get(secret)?.delete("ann");
	const again = await start(server, { stateDir });
	expect([again.rooms(), again.client.cachedPage(secret)]).toEqual([[general], []]);
});

test("a room that is gone again before we could look what it is does not show", async () => {
	const server = await startServer();
	const ann = await start(server);
	const asked = Promise.withResolvers<void>();
	server.override("join", () => {
		asked.resolve();
		throw new WireError("no_such_room");
	});
	server.invite(secret, "ann");
	await asked.promise;
	await ann.client.post(general, "still here").kept;
	expect(ann.rooms()).toEqual([general]);
});

test("what is set of a room shows in the list without asking, and is told", async () => {
	const server = await startServer();
	server.rooms.members.get(secret)?.add("ann");
	const ann = await start(server);
	const room = (name: string) => ann.client.joinedRooms().find((one) => one.room === name);
	const set = { description: "all of us", readOnly: true, slowSeconds: 5 };
	server.publish(server.rooms.append(general, { by: "bob", type: "settings", ...set }));
	await ann.notices.until(() => room(general)?.readOnly === true);
	expect(room(general)).toMatchObject(set);
	const back = { readOnly: false, slowSeconds: 0, archived: true };
	server.publish(server.rooms.append(general, { by: "bob", type: "settings", ...back }));
	const title = { by: "bob", type: "rename", was: "#secret", name: "#plans" };
	server.publish(server.rooms.append(secret, title));
	await ann.notices.until(() => room(secret)?.title === "#plans");
	expect(room(general)).toMatchObject({ description: "all of us", archived: true });
	expect(Object.keys(room(general) ?? {})).not.toContain("readOnly");
	const lists = ann.notices.all.flatMap((n) => (n.type === "rooms" ? [n.rooms] : []));
	expect(lists.at(-1)).toEqual(ann.client.joinedRooms());
});
