import { accountName, newMessageId, roomName } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { TestDaemon } from "../support/daemon.ts";
import type { NativePeer } from "../support/native-peer.ts";
import { operate } from "../support/operator.ts";
import { startStaffed } from "../support/staffed.ts";

/** Ann has made the private room #secret and brought Bob in. */
async function arrange(server: TestDaemon) {
	const [{ peer: ann }, { peer: bob }] = [await server.account("ann"), await server.account("bob")];
	const made = await ann.call("create", { room: "#Secret", private: true, topic: "plans" });
	await ann.call("invite", { room: made.room, account: "bob" });
	return { ann, bob, made, room: made.room };
}

function say(peer: NativePeer, room: string, text: string) {
	return peer.call("post", { room, id: newMessageId(), text });
}

describe("a private room", () => {
	test("has an opaque id, a title, and its maker as its moderator", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob, made, room } = await arrange(server);
		expect(made).toEqual({
			...{ room, kind: "private", title: "#secret", topic: "plans" },
			...{ lastSeq: 4, members: 1, readSeq: 0 },
		});
		expect(room).toMatch(/^@[0-9a-z]{8,40}$/);
		const { events } = await bob.call("history", { room });
		expect(events.map(({ type }) => type)).toEqual(["create", "join", "role", "topic", "invite"]);
		expect(events[0]).toMatchObject({ kind: "private", title: "#secret", by: "ann" });
		expect(events[2]).toMatchObject({ who: "ann", role: "moderator" });
		const { members } = await ann.call("members", { room });
		expect(members).toEqual([
			{ account: "ann", name: "ann", role: "member", state: "online", roomRole: "moderator" },
			{ account: "bob", name: "bob", role: "member", state: "online" },
		]);
	});

	test("is live for whoever is brought in, on every device, from that very event on", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob, room } = await arrange(server);
		const { peer: phone } = await server.account("bob");
		const { peer: cleo } = await server.account("cleo");
		const { peer: tablet } = await server.account("cleo");
		const { seq } = await bob.call("invite", { room, account: "cleo" });
		const told = await say(ann, room, "welcome");
		for (const peer of [cleo, tablet])
			expect((await peer.eventsUpTo(room, told.seq)).map((event) => event.seq)).toEqual([
				seq,
				told.seq,
			]);
		const { rooms } = await phone.call("rooms", {});
		expect(rooms.find((each) => each.room === room)).toMatchObject({ title: "#secret" });
	});

	test("is found by its title by those who are in it, also when somebody makes a public one of that name", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob, room } = await arrange(server);
		expect((await bob.call("join", { room: "#secret" })).room).toBe(room);
		expect((await say(ann, "#SECRET", "by title")).room).toBe(room);
		const { peer: eve } = await server.account("eve");
		expect(await eve.call("create", { room: "#secret" })).toMatchObject({ kind: "public" });
		expect((await bob.call("join", { room: "#secret" })).room).toBe(room);
		expect((await say(bob, "#secret", "for us")).room).toBe(room);
		await ann.call("topic", { room: "#secret", topic: "still ours" });
		const { members } = await bob.call("members", { room: "#secret" });
		expect(members.map(({ account }) => account)).toEqual(["ann", "bob"]);
		expect((await ann.call("history", { room })).events.at(-1)).toMatchObject({ type: "topic" });
		const { events } = await eve.call("history", { room: "#secret" });
		expect(events.map(({ by }) => by)).toEqual(events.map(() => "eve"));
	});

	test("is none that is meant where one is in the public room of that name, whose only name it is", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob, room } = await arrange(server);
		const { peer: eve } = await server.account("eve");
		await eve.call("create", { room: "#secret" });
		await eve.call("invite", { room: "#secret", account: "bob" });
		expect((await say(bob, "#secret", "to all")).room).toBe("#secret");
		expect((await say(bob, room, "to us")).room).toBe(room);
		expect((await say(ann, "#secret", "to us")).room).toBe(room);
		await bob.call("leave", { room: "#secret" });
		expect((await say(bob, "#secret", "to us")).room).toBe(room);
	});

	test("is not guessed among several of one title", async () => {
		await using server = await TestDaemon.start();
		const { bob, room } = await arrange(server);
		const { peer: eve } = await server.account("eve");
		const other = await eve.call("create", { room: "#secret", private: true });
		await eve.call("invite", { room: other.room, account: "bob" });
		for (const method of ["join", "members"]) {
			const { why, message } = await bob.refusal(method, { room: "#secret" });
			expect(why, method).toBe("no_such_room");
			for (const id of [room, other.room]) expect(message, method).toContain(id);
		}
		expect((await eve.call("join", { room: "#secret" })).room).toBe(other.room);
	});

	test("can have the title of any other room, also later", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob, room } = await arrange(server);
		const { peer: eve } = await server.account("eve");
		const other = await eve.call("create", { room: "#secret", private: true });
		expect(other.room).not.toBe(room);
		expect((await eve.call("join", { room: "#secret" })).room).toBe(other.room);
		expect((await bob.call("join", { room: "#secret" })).room).toBe(room);
		await ann.call("rename", { room, name: "#general" });
		const { rooms } = await ann.call("rooms", {});
		expect(rooms.map(({ room: name, title }) => title ?? name).sort()).toEqual([
			"#general",
			"#general",
		]);
	});

	test("can be left; who stays goes on, and when nobody does, only the operator sees it", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob, room } = await arrange(server);
		await ann.call("leave", { room });
		expect((await ann.refusal("history", { room })).why).toBe("no_such_room");
		expect((await ann.refusal("join", { room })).why).toBe("no_such_room");
		await bob.call("invite", { room, account: "ann" });
		expect((await ann.call("join", { room })).members).toBe(2);
		for (const peer of [ann, bob]) await peer.call("leave", { room });
		expect((await bob.refusal("join", { room })).why).toBe("no_such_room");
		await operate(server, "room.invite", {
			room: roomName.parse("#secret"),
			account: accountName.parse("bob"),
		});
		const { members } = await bob.call("members", { room });
		expect(members.map(({ account }) => account)).toEqual(["bob"]);
	});

	test("takes nobody in whose account was deleted, nor does a conversation", async () => {
		await using server = await TestDaemon.start();
		const { ann, room } = await arrange(server);
		await server.account("gone");
		await operate(server, "account.delete", {
			account: accountName.parse("gone"),
			messages: "keep",
		});
		for (const [method, params] of [
			["invite", { room, account: "gone" }],
			["create", { with: ["gone"] }],
		] as const)
			expect((await ann.refusal(method, params)).why, method).toBe("no_such_account");
	});

	test("takes no guest in, and no guest makes one, wherever they are", async () => {
		await using server = await TestDaemon.start();
		const { ann, room } = await arrange(server);
		const { peer: guest } = await server.guest("gus");
		const brought = await ann.refusal("invite", { room, account: "gus" });
		expect(brought).toMatchObject({
			why: "not_allowed",
			message: "gus is a guest: it takes an account to be in a private room.",
		});
		expect(await guest.refusal("create", { room: "#den", private: true })).toMatchObject({
			why: "not_allowed",
			message: "It takes an account to make a private room.",
		});
	});

	test("keeps its title, moderators and members over a restart", async () => {
		await using first = await TestDaemon.start();
		const { ann, bob, room } = await arrange(first);
		await ann.call("rename", { room, name: "#den" });
		await ann.call("settings", { room, description: "for two", slowSeconds: 5 });
		const [before] = (await bob.call("rooms", {})).rooms.filter((each) => each.room === room);
		await first.stop();
		await using second = await TestDaemon.start({ dataDir: first.dataDir });
		const { peer } = await second.account("bob");
		const [after] = (await peer.call("rooms", {})).rooms.filter((each) => each.room === room);
		expect(after).toEqual(before);
		expect(after).toMatchObject({ title: "#den", description: "for two", slowSeconds: 5 });
		const { members } = await peer.call("members", { room });
		expect(members.map(({ account, roomRole }) => [account, roomRole])).toEqual([
			["ann", "moderator"],
			["bob", undefined],
		]);
		await second.stop();
	});

	test("is not opened to those who are brought in while it is archived, nor twice to the same", async () => {
		await using server = await startStaffed({ boss: "admin" });
		const { ann, bob, room } = await arrange(server);
		expect(await ann.refusal("invite", { room, account: "bob" })).toMatchObject({
			why: "not_allowed",
			message: "bob is in #secret already.",
		});
		const { peer: boss } = await server.account("boss");
		await bob.call("invite", { room, account: "boss" });
		await boss.call("settings", { room, archived: true });
		await server.account("cleo");
		expect((await ann.refusal("invite", { room, account: "cleo" })).why).toBe("archived");
		expect((await ann.refusal("invite", { room, account: "nobody" })).why).toBe("no_such_account");
	});
});

describe("somebody who is taken out of a room while what they say is on its way", () => {
	test.each([
		["a private room", true],
		["a public room", false],
	])(
		"has in the log what was acked and nothing else, and hears nothing after it: %s",
		async (_what, isPrivate) => {
			await using server = await TestDaemon.start();
			const [{ peer: ann }, { peer: bob }] = [
				await server.account("ann"),
				await server.account("bob"),
			];
			const { peer: phone } = await server.account("bob");
			const { room } = await ann.call("create", {
				room: "#tea",
				...(isPrivate && { private: true as const }),
			});
			await ann.call("invite", { room, account: "bob" });
			const posts = Array.from({ length: 300 }, (_, index) => ({
				...{ room, id: newMessageId(), text: `number ${index}` },
			}));
			const half = posts.slice(0, 150).map((post) => bob.ask("post", post));
			const kick = ann.call("kick", { room, account: "bob" });
			const answers = await Promise.all([
				...half,
				...posts.slice(150).map((post) => phone.ask("post", post)),
			]);
			const { seq } = await kick;
			const acked = answers.flatMap((answer, index) =>
				answer.type === "result" ? [posts[index]?.text] : [],
			);
			const why = answers.flatMap((answer) =>
				answer.type === "error" ? [answer.error.data?.code] : [],
			);
			expect(new Set([...why, isPrivate ? "no_such_room" : "not_a_member"]).size).toBe(1);
			const logged: (string | undefined)[] = [];
			for (let after = 0, more = true; more; ) {
				const page = await ann.call("history", { room, after, limit: 200 });
				logged.push(...page.events.flatMap((e) => (e.type === "message" ? [e.text] : [])));
				after = page.events.at(-1)?.seq ?? after;
				more = page.more;
			}
			expect(logged.toSorted()).toEqual(acked.toSorted());
			for (const peer of [bob, phone]) {
				await peer.call("ping", {});
				expect(peer.events(room).at(-1)).toMatchObject({ type: "kick", seq });
				const late = { room, id: newMessageId(), text: "late" };
				expect((await peer.refusal("post", late)).why).toBe(
					isPrivate ? "no_such_room" : "not_a_member",
				);
			}
		},
	);
});

describe("a conversation of several", () => {
	test("has nine people at most, and nobody is brought in later", async () => {
		await using server = await TestDaemon.start();
		const names = ["ann", "bob", "cleo", "dan", "eve", "fay", "gil", "hal", "ida", "jo"];
		const people = await Promise.all(names.map((name) => server.account(name)));
		const ann = people[0]!.peer;
		const nine = await ann.call("create", { with: names.slice(1, 9) });
		expect(nine).toMatchObject({ kind: "direct", members: 9 });
		expect((await ann.refusal("create", { with: names.slice(1) })).why).toBe("invalid_params");
		const refusal = await ann.refusal("invite", { room: nine.room, account: "jo" });
		expect(refusal.message).toContain("open another");
		for (const [method, params] of [
			["settings", { description: "x" }],
			["rename", { name: "#x" }],
			["role", { account: "bob", role: "moderator" }],
		] as const)
			expect((await ann.refusal(method, { room: nine.room, ...params })).why, method).toBe(
				"not_allowed",
			);
	});

	test("is not for guests from elsewhere", async () => {
		await using server = await TestDaemon.start({ trustLoopback: false, guests: true, open: true });
		const { peer: ann } = await server.account("ann");
		const { peer: guest } = await server.guest("gus");
		expect((await ann.refusal("create", { with: ["gus"] })).message).toBe(
			"gus is a guest: it takes an account to be in a direct conversation.",
		);
		expect((await guest.refusal("create", { with: ["ann"] })).why).toBe("not_allowed");
	});
});
