import { describe, expect, test } from "vitest";
import { TestDaemon } from "../support/daemon.ts";

describe("hello", () => {
	test("tells what the server is and which limits hold", async () => {
		await using server = await TestDaemon.start({ name: "our house" });
		const peer = await server.native();
		const told = await peer.call("hello", { protocol: 1, client: "test" });
		expect(told).toEqual({
			protocol: 1,
			server: "our house",
			version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
			epoch: expect.stringMatching(/^[0-9a-f]{32}$/),
			limits: {
				frameBytes: 65_536,
				bodyBytes: 262_144,
				textBytes: 16_384,
				pageEvents: 200,
				openRequests: 64,
			},
			auth: ["guest", "token", "password", "invite", "register"],
			features: [],
		});
	});

	test("must come before everything but ping and quit", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.native();
		for (const method of [
			"login",
			"register",
			"invitation",
			"password",
			"rooms",
			"post",
			"join",
			"history",
			"sync",
		])
			expect(await peer.refusal(method)).toMatchObject({ why: "hello_required", code: -32000 });
		expect(await peer.call("ping", {})).toEqual({});
		await peer.call("hello", { protocol: 1, client: "test" });
	});

	test("may be said once", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.greeted();
		const again = { protocol: 1, client: "test" };
		expect((await peer.refusal("hello", again)).why).toBe("already_greeted");
		await peer.call("login", { guest: "ann" });
		expect((await peer.refusal("hello", again)).why).toBe("already_greeted");
	});

	test("of another protocol is refused and ends the connection", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.native();
		const refusal = await peer.refusal("hello", { protocol: 2, client: "test" });
		expect(refusal.why).toBe("unsupported_protocol");
		await peer.ended();
	});
});

describe("login", () => {
	test("must come before everything that has to do with rooms", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.greeted();
		const params = { room: "#general" };
		for (const method of ["rooms", "join", "leave", "create", "members", "post", "topic"])
			expect((await peer.refusal(method, params)).why).toBe("login_required");
		for (const method of [
			"nick",
			"history",
			"sync",
			"read",
			"typing",
			"presence",
			"devices",
			"revoke",
		])
			expect((await peer.refusal(method, params)).why).toBe("login_required");
	});

	test("of a guest gives the account, a token and the rooms they are in", async () => {
		await using server = await TestDaemon.start();
		const { peer, login } = await server.guest("Ann");
		expect(login).toEqual({
			account: "Ann",
			name: "Ann",
			role: "guest",
			token: expect.stringMatching(/^[\w-]{43}$/),
			rooms: [],
		});
		await peer.call("join", { room: "#general" });
		const again = await server.device(login.token);
		expect(again.login).toEqual({
			account: "Ann",
			name: "Ann",
			role: "guest",
			rooms: [{ room: "#general", kind: "public", topic: "", lastSeq: 2, members: 1, readSeq: 0 }],
		});
	});

	test("a second time on one connection is refused, also in the same write", async () => {
		await using server = await TestDaemon.start();
		const { peer } = await server.guest("ann");
		expect((await peer.refusal("login", { guest: "bob" })).why).toBe("already_logged_in");
		const quick = await server.greeted();
		const answers = ["cleo", "dan"].map((guest) => quick.ask("login", { guest }));
		expect((await Promise.all(answers)).map(({ type }) => type)).toEqual(["result", "error"]);
	});

	test.each(["ann", "ANN", "ａｎｎ", "аnn"])("as %s is refused while ann is here", async (name) => {
		await using server = await TestDaemon.start();
		await server.guest("ann");
		const peer = await server.greeted();
		const refusal = await peer.refusal("login", { guest: name });
		expect(refusal.why).toMatch(/^(name_taken|invalid_params)$/);
		await peer.call("login", { guest: "bob" });
	});

	test("of two who want one name at the same moment lets one in", async () => {
		await using server = await TestDaemon.start();
		const peers = await Promise.all([server.greeted(), server.greeted(), server.greeted()]);
		const answers = await Promise.all(peers.map((peer) => peer.ask("login", { guest: "ann" })));
		expect(answers.map(({ type }) => type).sort()).toEqual(["error", "error", "result"]);
	});

	test("of two who want names that look alike at the same moment lets one in", async () => {
		await using server = await TestDaemon.start();
		const peers = await Promise.all([server.greeted(), server.greeted()]);
		const names = ["modern", "rnodern"];
		const answers = await Promise.all(
			peers.map((peer, index) => peer.ask("login", { guest: names[index] })),
		);
		expect(answers.map(({ type }) => type).sort()).toEqual(["error", "result"]);
	});

	test("by a name that looks like one of a guest who is gone ends that one", async () => {
		await using server = await TestDaemon.start();
		const first = await server.guest("modern");
		await first.peer.call("quit", {});
		await first.peer.ended();
		expect((await server.guest("rnodern")).login.account).toBe("rnodern");
		const late = await server.greeted();
		expect((await late.refusal("login", { token: first.login.token })).why).toBe("token_invalid");
		expect((await late.refusal("login", { guest: "modern" })).why).toBe("name_taken");
	});

	test("with a token brings back the same account after a cut", async () => {
		await using server = await TestDaemon.start();
		const { peer, login } = await server.guest("ann");
		await peer.call("join", { room: "#general" });
		peer.socket.destroy();
		const { login: again } = await server.device(login.token);
		expect(again.account).toBe("ann");
		expect(again.rooms.map(({ room }) => room)).toEqual(["#general"]);
	});

	test("with a token is refused once somebody else came in by that name", async () => {
		await using server = await TestDaemon.start();
		const { peer, login } = await server.guest("ann");
		await peer.call("quit", {});
		await peer.ended();
		await server.guest("ann");
		const late = await server.greeted();
		expect((await late.refusal("login", { token: login.token })).why).toBe("token_invalid");
	});

	test("with a token that nobody was given is refused", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.greeted();
		expect((await peer.refusal("login", { token: "x".repeat(43) })).why).toBe("token_invalid");
	});

	test("by a name that is no name is refused with a sentence that says why", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.greeted();
		const spaced = await peer.refusal("login", { guest: "an n" });
		expect(spaced).toMatchObject({ why: "invalid_params", code: -32602 });
		expect(spaced.message).toContain('may have letters, digits, "_", "-" and "."');
		const reserved = await peer.refusal("login", { guest: "server" });
		expect(reserved.message).toContain("reserved");
		const nothing = await peer.refusal("login", {});
		expect(nothing.message).toContain('give {"guest": NAME}');
	});

	test("by a new guest shows nothing of the conversations of the one who had the name before", async () => {
		await using server = await TestDaemon.start();
		const bob = await server.member("bob");
		const first = await server.guest("ann");
		const direct = await first.peer.call("create", { with: ["bob"] });
		await first.peer.call("post", {
			room: direct.room,
			id: "01890a5d-ac96-774b-bcce-b302099a8057",
			text: "between us",
		});
		await first.peer.call("quit", {});
		await first.peer.ended();
		const second = await server.guest("ann");
		expect(second.login.rooms.map(({ room }) => room)).not.toContain(direct.room);
		const read = await second.peer.refusal("history", { room: direct.room });
		expect(read.why).toBe("no_such_room");
		const anew = await second.peer.call("create", { with: ["bob"] });
		expect(anew.room).not.toBe(direct.room);
		expect((await bob.call("create", { with: ["ann"] })).room).toBe(anew.room);
	});

	test("by a new guest is not shown under the name the one before had taken", async () => {
		await using server = await TestDaemon.start();
		const first = await server.guest("ann");
		await first.peer.call("nick", { name: "annie" });
		await first.peer.call("quit", {});
		await first.peer.ended();
		expect((await server.guest("ann")).login.name).toBe("ann");
	});

	test("by the name that somebody who is gone was shown by takes that name from them", async () => {
		await using server = await TestDaemon.start();
		const first = await server.guest("ann");
		await first.peer.call("nick", { name: "annie" });
		await first.peer.call("quit", {});
		await first.peer.ended();
		expect((await server.guest("annie")).login).toMatchObject({ account: "annie", name: "annie" });
		expect((await server.device(first.login.token)).login).toMatchObject({
			account: "ann",
			name: "ann",
		});
	});
});
