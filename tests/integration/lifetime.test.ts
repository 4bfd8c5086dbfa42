import { rmSync, statSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { makeFolder, TestDaemon } from "../support/daemon.ts";
import { otherProgram } from "../support/other-program.ts";

const room = "#general";

/** An address of this machine that is not loopback: what is refused to strangers is not refused there. */
const outside = Object.values(networkInterfaces())
	.flatMap((all) => all ?? [])
	.find(({ family, internal }) => family === "IPv4" && !internal)?.address;

describe("a stop", () => {
	test("says bye with when to come back, answers what was taken, and keeps it", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.guest("ann"), await server.member("bob")];
		await ann.peer.call("join", { room });
		// While another program holds the database, what was taken stays open.
		const other = otherProgram(server.dataDir);
		other.exec("BEGIN IMMEDIATE");
		const posts = Array.from({ length: 40 }, () =>
			ann.peer.ask("post", { room, id: newMessageId(), text: "last words" }),
		);
		await ann.peer.call("ping", {});
		const stopped = server.stop();
		await bob.next("bye");
		const answered = ann.peer.inbox.filter((each) => each.type !== "notification");
		expect(answered).toEqual([]);
		other.exec("ROLLBACK");
		other.close();
		const answers = await Promise.all(posts);
		expect(answers.map(({ type }) => type)).toEqual(Array(40).fill("result"));
		expect(await ann.peer.next("bye")).toEqual({
			reason: "The server is going down.",
			code: "shutting_down",
			reconnectAfterMs: 1000,
		});
		for (const peer of [ann.peer, bob]) await peer.ended();
		await stopped;
		await using again = await TestDaemon.start({ dataDir: server.dataDir });
		const { peer } = await again.device(ann.login.token);
		const { events } = await peer.call("history", { room, limit: 200 });
		expect(events.filter(({ type }) => type === "message").length).toBe(40);
	});

	test("tells people at the plain door, and lets go of those who have said nothing", async () => {
		await using server = await TestDaemon.start();
		const person = await server.person("ann");
		const silent = await server.native();
		await server.stop();
		await person.sees("*** The server is going down.");
		await person.ended();
		await silent.ended();
	});

	test("does not wait for ever for a peer that takes nothing", async () => {
		await using server = await TestDaemon.start();
		const deaf = await server.native({ allowHalfOpen: true });
		await deaf.call("hello", { protocol: 1, client: "test" });
		deaf.socket.pause();
		const before = Date.now();
		await server.stop();
		expect(Date.now() - before).toBeLessThan(5000);
	});

	test("frees the port and the data folder", async () => {
		await using first = await TestDaemon.start();
		await first.stop();
		const { dataDir } = first;
		await using second = await TestDaemon.start({ dataDir, port: first.address.port });
		expect(second.address).toEqual(first.address);
		await second.stop();
	});
});

describe("a restart on the same data folder", () => {
	test("keeps rooms, members, topics, conversations, marks, names, tokens and the epoch", async () => {
		await using first = await TestDaemon.start();
		const ann = await first.guest("ann");
		const bob = await first.guest("bob");
		await ann.peer.call("join", { room });
		await ann.peer.call("create", { room: "#tea", topic: "at four" });
		await ann.peer.call("nick", { name: "Queen" });
		await ann.peer.call("read", { room: "#tea", seq: 2 });
		const direct = await ann.peer.call("create", { with: ["bob"] });
		await bob.peer.call("post", { room: direct.room, id: newMessageId(), text: "psst" });
		const { rooms } = (await first.device(ann.login.token)).login;
		const { epoch } = await (await first.native()).call("hello", { protocol: 1, client: "x" });
		const log = await ann.peer.call("history", { room: direct.room });
		await first.stop();

		await using second = await TestDaemon.start({ dataDir: first.dataDir });
		const hello = await (await second.native()).call("hello", { protocol: 1, client: "x" });
		expect(hello.epoch).toBe(epoch);
		const again = await second.device(ann.login.token);
		expect(again.login).toMatchObject({ account: "ann", name: "Queen", role: "guest" });
		expect(again.login.rooms).toEqual(rooms.map((each) => ({ ...each, members: each.members })));
		expect(await again.peer.call("history", { room: direct.room })).toEqual(log);
		const { peer } = await second.device(bob.login.token);
		expect((await peer.call("create", { with: ["ann"] })).room).toBe(direct.room);
		const next = await peer.call("post", { room: direct.room, id: newMessageId(), text: "on" });
		expect(next.seq).toBe(3);
	});

	test("keeps conversations apart whose people were the same once one of them left", async () => {
		await using first = await TestDaemon.start();
		const [ann, bob] = [await first.guest("ann"), await first.guest("bob")];
		const cleo = await first.guest("cleo");
		const two = await ann.peer.call("create", { with: ["bob"] });
		await ann.peer.call("create", { with: ["bob", "cleo"] });
		await cleo.peer.call("quit", {});
		await cleo.peer.ended();
		await first.guest("cleo");
		await first.stop();
		await using second = await TestDaemon.start({ dataDir: first.dataDir });
		const { peer } = await second.device(bob.login.token);
		expect((await peer.call("create", { with: ["ann"] })).room).toBe(two.room);
	});

	test("in another folder is another history, with another epoch", async () => {
		await using one = await TestDaemon.start();
		await using two = await TestDaemon.start();
		const [a, b] = [await one.native(), await two.native()];
		const first = await a.call("hello", { protocol: 1, client: "x" });
		const second = await b.call("hello", { protocol: 1, client: "x" });
		expect(first.epoch).not.toBe(second.epoch);
	});
});

describe("a start", () => {
	test("with a data folder that is in use is refused and names the daemon that has it", async () => {
		await using server = await TestDaemon.start();
		const second = TestDaemon.start({ dataDir: server.dataDir });
		const { port } = server.address;
		await expect(second).rejects.toMatchObject({
			name: "ExitError",
			code: 75,
			message: expect.stringContaining(
				`partylined with pid ${process.pid} is already running with ${server.dataDir}, on 127.0.0.1 port ${port}.`,
			),
		});
		await (await server.native()).call("ping", {});
	});

	test("on a port that is taken is refused and leaves the folder free", async () => {
		await using server = await TestDaemon.start();
		const dataDir = makeFolder();
		const { port } = server.address;
		await expect(TestDaemon.start({ dataDir, port })).rejects.toMatchObject({
			name: "ExitError",
			code: 69,
			message: expect.stringContaining(`Port ${port} on 127.0.0.1 is taken by another program.`),
		});
		await using other = await TestDaemon.start({ dataDir });
		await other.stop();
		rmSync(dataDir, { recursive: true });
	});

	test("on an address that is not this machine's is refused", async () => {
		await expect(TestDaemon.start({ hosts: ["203.0.113.7"] })).rejects.toMatchObject({
			code: 69,
			message: "203.0.113.7 is not an address of this machine. Choose another with --host.",
		});
	});

	test("makes the data folder for its user alone", async () => {
		const parent = makeFolder();
		const dataDir = join(parent, "a", "b");
		await using server = await TestDaemon.start({ dataDir });
		expect(statSync(dataDir).mode & 0o777).toBe(0o700);
		for (const file of ["partyline.db", "partyline.db-wal", "lock.db", "running.json"])
			expect(statSync(join(dataDir, file)).mode & 0o777, file).toBe(0o600);
		await server.stop();
		rmSync(parent, { recursive: true });
	});

	test("listens on IPv4 and IPv6, on one port", async () => {
		await using server = await TestDaemon.start({ hosts: ["127.0.0.1", "::1"] });
		const [four, six] = server.addresses;
		expect(six).toEqual({ host: "::1", port: four!.port });
		await server.member("ann");
		const bob = await server.guest("bob", { address: six! });
		expect((await bob.peer.call("join", { room })).members).toBe(2);
	});
});

describe("storage that cannot write", () => {
	test("refuses what cannot be kept, keeps it when it is sent again, and shows nothing before", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.member("ann"), await server.member("bob")];
		// Another program that holds the database: the writer gives up after two seconds.
		const other = otherProgram(server.dataDir);
		other.exec("BEGIN IMMEDIATE");
		const post = { room, id: newMessageId(), text: "kept in the end" };
		const refusals = await Promise.all([
			ann.refusal("post", post),
			ann.refusal("read", { room, seq: 1 }),
		]);
		for (const refusal of refusals)
			expect(refusal).toMatchObject({
				why: "storage_unavailable",
				code: -32019,
				data: { retryAfterMs: 1000 },
			});
		expect(bob.events(room).length).toBe(1);
		other.exec("ROLLBACK");
		other.close();
		const ack = await ann.call("post", post);
		expect(ack.seq).toBe(4);
		expect((await bob.eventsUpTo(room, 4)).at(-1)).toMatchObject({ text: "kept in the end" });
	});
});

describe("storage that cannot read", () => {
	test("refuses what it cannot tell, and tells it once it can again", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const other = otherProgram(server.dataDir);
		other.exec("ALTER TABLE events RENAME TO elsewhere");
		for (const [method, params] of [
			["history", { room }],
			["history", { room, after: 0 }],
			["sync", { rooms: { [room]: 0 } }],
		] as const)
			expect((await ann.refusal(method, params)).why).toBe("storage_unavailable");
		other.exec("ALTER TABLE elsewhere RENAME TO events");
		other.close();
		expect((await ann.call("history", { room })).events.length).toBe(2);
	});
});

describe("from outside", () => {
	test("guests come in only when the server lets them", async ({ skip }) => {
		if (outside === undefined) return skip("this machine has no address but loopback");
		await using shut = await TestDaemon.start({ hosts: [outside] });
		const refused = await shut.greeted();
		expect((await refused.refusal("login", { guest: "ann" })).why).toBe("guests_not_allowed");
		await using open = await TestDaemon.start({ hosts: [outside], guests: true });
		await open.member("ann");
	});

	test("one address may have 32 connections that have not logged in, and for one more the oldest goes", async ({
		skip,
	}) => {
		if (outside === undefined) return skip("this machine has no address but loopback");
		await using server = await TestDaemon.start({ hosts: [outside], guests: true });
		const strangers = await Promise.all(Array.from({ length: 32 }, () => server.greeted()));
		const late = await server.greeted();
		expect((await strangers[0]!.next("bye")).code).toBe("too_many_connections");
		await strangers[0]!.ended();
		await strangers[1]!.call("login", { guest: "ann" });
		await late.call("login", { guest: "bob" });
	});
});

describe("somebody who does not log in", () => {
	test("is sent away after ten seconds, and somebody who did is not", async () => {
		await using server = await TestDaemon.start();
		const [stranger, ann] = [await server.greeted(), await server.member("ann")];
		expect(await stranger.next("bye")).toEqual({
			reason: "Nobody logged in within 10 s.",
			code: "login_timeout",
		});
		await stranger.ended();
		await ann.call("ping", {});
	});
});
