import { newMessageId } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { TestDaemon } from "../support/daemon.ts";
import { otherProgram } from "../support/other-program.ts";

const room = "#general";

describe("a read mark", () => {
	test("is told to one's other devices, not to oneself and to nobody else", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.guest("ann");
		await ann.peer.call("join", { room });
		const bob = await server.member("bob");
		const other = await server.device(ann.login.token);
		expect(await ann.peer.call("read", { room, seq: 3 })).toEqual({ seq: 3 });
		expect(await other.peer.next("read")).toEqual({ room, seq: 3 });
		for (const peer of [ann.peer, bob]) {
			await peer.call("ping", {});
			expect(peer.inbox.filter(({ type }) => type === "notification")).toEqual([]);
		}
	});

	test("never goes back and is there at the next login", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.guest("ann");
		await ann.peer.call("join", { room });
		await ann.peer.call("read", { room, seq: 2 });
		expect(await ann.peer.call("read", { room, seq: 1 })).toEqual({ seq: 2 });
		expect(await ann.peer.call("read", { room, seq: 0 })).toEqual({ seq: 2 });
		expect((await server.device(ann.login.token)).login.rooms[0]?.readSeq).toBe(2);
	});

	test("that moves nothing is answered without the store, and told to nobody", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.guest("ann");
		await ann.peer.call("join", { room });
		await ann.peer.call("read", { room, seq: 1 });
		const other = await server.device(ann.login.token);
		const database = otherProgram(server.dataDir);
		// Nobody else can write until it is closed.
		database.exec("BEGIN IMMEDIATE");
		expect(await ann.peer.call("read", { room, seq: 1 })).toEqual({ seq: 1 });
		expect(await ann.peer.call("read", { room, seq: 0 })).toEqual({ seq: 1 });
		database.close();
		expect(await ann.peer.call("read", { room, seq: 2 })).toEqual({ seq: 2 });
		expect(await other.peer.next("read")).toEqual({ room, seq: 2 });
	});

	test("cannot be ahead of the room", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		expect((await ann.refusal("read", { room, seq: 3 })).why).toBe("unknown_seq");
	});
});

describe("typing", () => {
	test("is told to the others in the room, and its end", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.member("ann"), await server.member("bob")];
		await ann.call("typing", { room, on: true });
		expect(await bob.next("typing")).toEqual({ room, account: "ann", on: true });
		await ann.call("typing", { room, on: false });
		expect(await bob.next("typing")).toEqual({ room, account: "ann", on: false });
		expect(ann.inbox).toEqual([]);
	});
});

describe("presence", () => {
	test("is told when somebody comes and goes, in each room one shares", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const bob = await server.guest("bob");
		await bob.peer.call("join", { room });
		await bob.peer.call("quit", {});
		const gone = { room, account: "bob", name: "bob", state: "offline" };
		expect(await ann.next("presence")).toEqual(gone);
		await server.device(bob.login.token);
		expect(await ann.next("presence")).toEqual({ ...gone, state: "online" });
	});

	test("of somebody with two devices ends with the second", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const bob = await server.guest("bob");
		await bob.peer.call("join", { room });
		const second = await server.device(bob.login.token);
		await bob.peer.call("quit", {});
		await bob.peer.ended();
		await second.peer.call("quit", {});
		expect(await ann.next("presence")).toMatchObject({ state: "offline" });
		await ann.call("ping", {});
		expect(ann.inbox).toEqual([]);
	});

	test("tells who is away and back, also in the list of members", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.member("ann"), await server.member("bob")];
		await bob.call("presence", { state: "away" });
		expect(await ann.next("presence")).toMatchObject({ account: "bob", state: "away" });
		const { members } = await ann.call("members", { room });
		expect(members.map(({ state }) => state)).toEqual(["online", "away"]);
		await bob.call("presence", { state: "online" });
		expect(await ann.next("presence")).toMatchObject({ account: "bob", state: "online" });
		expect((await bob.refusal("presence", { state: "offline" })).why).toBe("invalid_params");
	});

	test("of a connection that was reset is told at once", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.member("ann"), await server.member("bob")];
		bob.socket.resetAndDestroy();
		expect(await ann.next("presence")).toMatchObject({ account: "bob", state: "offline" });
		await server.guest("bob");
	});
});

describe("nick", () => {
	test("changes the name one is shown by, not the account", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.member("ann"), await server.member("bob")];
		expect(await bob.call("nick", { name: "Bobby" })).toEqual({ account: "bob", name: "Bobby" });
		expect(await ann.next("presence")).toEqual({
			room,
			account: "bob",
			name: "Bobby",
			state: "online",
		});
		const { members } = await ann.call("members", { room });
		expect(members.at(-1)).toMatchObject({ account: "bob", name: "Bobby" });
		await bob.call("post", { room, id: newMessageId(), text: "still me" });
		expect((await ann.eventsUpTo(room, 4)).at(-1)).toMatchObject({ by: "bob" });
	});

	test("to a name that is somebody's, by account or by nick, is refused", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.member("ann"), await server.member("bob")];
		await ann.call("nick", { name: "Queen" });
		for (const name of ["ann", "ANN", "queen"])
			expect((await bob.refusal("nick", { name })).why, name).toBe("name_taken");
		const late = await server.greeted();
		expect((await late.refusal("login", { guest: "queen" })).why).toBe("name_taken");
		await ann.call("nick", { name: "ann" });
		await bob.call("nick", { name: "queen" });
	});
});

describe("ping", () => {
	test("is answered at every stage", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.native();
		expect(await peer.call("ping", {})).toEqual({});
		await peer.call("hello", { protocol: 1, client: "test" });
		expect(await peer.call("ping", {})).toEqual({});
		await peer.call("login", { guest: "ann" });
		expect(await peer.call("ping", {})).toEqual({});
	});
});

describe("quit", () => {
	test("answers what is open, then itself, and closes", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.member("ann"), await server.member("bob")];
		const posts = Array.from({ length: 50 }, () =>
			ann.ask("post", { room, id: newMessageId(), text: "last words" }),
		);
		const quit = ann.ask("quit");
		const answers = await Promise.all([...posts, quit]);
		expect(answers.map(({ type }) => type)).toEqual(Array(51).fill("result"));
		await ann.ended();
		await bob.eventsUpTo(room, 53);
	});

	test("needs no login", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.native();
		expect(await peer.call("quit", {})).toEqual({});
		await peer.ended();
	});
});
