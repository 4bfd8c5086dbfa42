import { setTimeout } from "node:timers/promises";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { TestDaemon } from "../support/daemon.ts";
import { roomOf, startStaffed } from "../support/staffed.ts";

/** Everything that only a member may do in a room. */
function usesOf(room: string): [method: string, params: object][] {
	return [
		["leave", { room }],
		["members", { room }],
		["post", { room, id: newMessageId(), text: "hello" }],
		["topic", { room, topic: "x" }],
		["history", { room }],
		["sync", { rooms: { [room]: 0 } }],
		["read", { room, seq: 0 }],
		["typing", { room, on: true }],
	];
}

describe("rooms", () => {
	test("#general is there from the start, made by the server", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const { events } = await ann.call("history", { room: "#general" });
		expect(events[0]).toMatchObject({ seq: 1, type: "create", kind: "public", by: "server" });
	});

	test("one that is created is joined, has its topic and is listed", async () => {
		await using server = await TestDaemon.start();
		const { peer } = await server.guest("ann");
		const made = await peer.call("create", { room: "#Tea", topic: " hot\u001b[31m " });
		expect(made).toEqual({
			room: "#tea",
			kind: "public",
			topic: "hot",
			lastSeq: 3,
			members: 1,
			readSeq: 0,
		});
		const types = (await peer.eventsUpTo("#tea", 3)).map(({ type }) => type);
		expect(types).toEqual(["join", "topic"]);
		const { rooms } = await peer.call("rooms", {});
		expect(rooms.map(({ room }) => room)).toEqual(["#general", "#tea"]);
	});

	test("one that exists is not created again, by whichever spelling", async () => {
		await using server = await TestDaemon.start();
		const { peer } = await server.guest("ann");
		await peer.call("create", { room: "#tea" });
		for (const room of ["#tea", "#TEA", "#general"])
			expect((await peer.refusal("create", { room })).why).toBe("room_exists");
	});

	test("of two who create one at the same moment one is refused", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = await Promise.all([server.guest("ann"), server.guest("bob")]);
		const answers = await Promise.all(
			[ann, bob].map(({ peer }) => peer.ask("create", { room: "#tea" })),
		);
		expect(answers.map(({ type }) => type).sort()).toEqual(["error", "result"]);
	});

	test("one whose name begins with @ cannot be created by name", async () => {
		await using server = await TestDaemon.start();
		const { peer } = await server.guest("ann");
		const refusal = await peer.refusal("create", { room: "@0123456789abcdef" });
		expect(refusal.why).toBe("not_allowed");
	});

	test("one that is not there cannot be used", async () => {
		await using server = await TestDaemon.start();
		const { peer } = await server.guest("ann");
		const room = "#nowhere";
		for (const [method, params] of [["join", { room }] as const, ...usesOf(room)])
			expect((await peer.refusal(method, params)).why, method).toBe("no_such_room");
	});

	test("one that one is not in can be joined and nothing else", async () => {
		await using server = await TestDaemon.start();
		const { peer } = await server.guest("ann");
		for (const [method, params] of usesOf("#general"))
			expect((await peer.refusal(method, params)).why, method).toBe("not_a_member");
	});

	test("joining is told to the members, once however often one joins", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const { peer: bob } = await server.guest("bob");
		expect(await bob.call("join", { room: "#general" })).toMatchObject({ lastSeq: 3, members: 2 });
		expect(await bob.call("join", { room: "#GENERAL" })).toMatchObject({ lastSeq: 3, members: 2 });
		await ann.call("topic", { room: "#general", topic: "tea" });
		const events = await ann.eventsUpTo("#general", 4);
		expect(events.map(({ type, by }) => `${by} ${type}`)).toEqual([
			"ann join",
			"bob join",
			"ann topic",
		]);
		expect((await bob.eventsUpTo("#general", 4)).map(({ seq }) => seq)).toEqual([3, 4]);
	});

	test("joining from two devices at the same moment is one join", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.guest("ann");
		const other = await server.device(ann.login.token);
		const both = [ann.peer, other.peer].map((peer) => peer.call("join", { room: "#general" }));
		expect((await Promise.all(both)).map(({ lastSeq }) => lastSeq)).toEqual([2, 2]);
	});

	test("leaving ends what one hears, and is told to everyone", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.member("ann"), await server.member("bob")];
		await bob.call("leave", { room: "#general" });
		expect(await ann.event("#general", ({ type }) => type === "part")).toMatchObject({ by: "bob" });
		await ann.call("post", { room: "#general", id: newMessageId(), text: "gone" });
		await ann.eventsUpTo("#general", 5);
		await bob.call("ping", {});
		expect(bob.events("#general").map(({ seq }) => seq)).toEqual([3, 4]);
		expect((await bob.refusal("leave", { room: "#general" })).why).toBe("not_a_member");
	});

	test("members are listed by account in pages", async () => {
		await using server = await TestDaemon.start();
		const names = ["ann", "bob", "cleo", "dan", "eve"];
		const [ann] = await Promise.all(names.map((name) => server.member(name)));
		const seen: string[] = [];
		for (let after: string | undefined, more = true; more; after = seen.at(-1)) {
			const page = await ann!.call("members", {
				room: "#general",
				limit: 2,
				...(after && { after }),
			});
			expect(page.members.length).toBeLessThanOrEqual(2);
			seen.push(...page.members.map(({ account }) => account));
			more = page.more;
		}
		expect(seen).toEqual(names);
		const [first] = (await ann!.call("members", { room: "#general" })).members;
		expect(first).toEqual({ account: "ann", name: "ann", role: "guest", state: "online" });
	});

	test("are listed by name in pages that fit in a frame", async () => {
		await using server = await TestDaemon.start();
		const { peer } = await server.guest("ann");
		const names = Array.from(
			{ length: 120 },
			(_, index) => `#room-${String(index).padStart(3, "0")}`,
		);
		const topic = "\u{1f600}".repeat(250);
		await Promise.all(names.map((room) => peer.call("create", { room, topic })));
		const seen: string[] = [];
		for (let after: string | undefined, more = true; more; after = seen.at(-1)) {
			const page = await peer.call("rooms", after === undefined ? {} : { after });
			seen.push(...page.rooms.map(({ room }) => room));
			more = page.more;
		}
		expect(seen).toEqual(["#general", ...names]);
	});

	test("a guest who is gone is in no list of members, and back in it with their token", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const bob = await server.guest("bob");
		await bob.peer.call("join", { room: "#general" });
		bob.peer.socket.destroy();
		await ann.next("presence", ({ account, state }) => account === "bob" && state === "offline");
		const names = async () =>
			(await ann.call("members", { room: "#general" })).members.map(({ account }) => account);
		expect(await names()).toEqual(["ann"]);
		await server.device(bob.login.token);
		expect(await names()).toEqual(["ann", "bob"]);
	});

	test("a topic is set for everyone, and taken away by an empty one", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.member("ann"), await server.member("bob")];
		const set = await ann.call("topic", { room: "#general", topic: "tea at four" });
		expect(await bob.event("#general", ({ seq }) => seq === set.seq)).toMatchObject({
			type: "topic",
			topic: "tea at four",
			by: "ann",
			at: set.at,
		});
		expect((await bob.call("rooms", {})).rooms[0]?.topic).toBe("tea at four");
		await bob.call("topic", { room: "#general", topic: "" });
		expect((await bob.call("rooms", {})).rooms[0]?.topic).toBe("");
		const long = await ann.refusal("topic", { room: "#general", topic: "x".repeat(251) });
		expect(long.message).toContain("at most 250 characters");
	});
});

describe("a direct conversation", () => {
	test("is the same room each time, whoever opens it and in whatever order", async () => {
		await using server = await TestDaemon.start();
		const names = ["ann", "bob", "cleo"];
		const guests = await Promise.all(names.map((name) => server.guest(name)));
		const [ann, bob, cleo] = guests.map(({ peer }) => peer);
		const opened = await ann!.call("create", { with: ["bob", "cleo"] });
		expect(opened).toMatchObject({ kind: "direct", with: names, members: 3 });
		expect(opened.room).toMatch(/^@[0-9a-z]{8,40}$/);
		expect((await bob!.call("create", { with: ["cleo", "ann", "cleo"] })).room).toBe(opened.room);
		expect((await cleo!.call("create", { with: ["Ann", "BOB", "cleo"] })).room).toBe(opened.room);
		expect((await ann!.call("create", { with: ["bob"] })).room).not.toBe(opened.room);
	});

	test("is told to the others at once, with the event that made it", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.guest("ann"), await server.guest("bob")];
		const { room } = await ann.peer.call("create", { with: ["bob"] });
		const made = await bob.peer.eventsUpTo(room, 1);
		expect(made[0]).toMatchObject({
			type: "create",
			kind: "direct",
			with: ["ann", "bob"],
			by: "ann",
		});
		await ann.peer.call("post", { room, id: newMessageId(), text: "psst" });
		expect((await bob.peer.eventsUpTo(room, 2))[1]).toMatchObject({ text: "psst" });
	});

	test("opened by both at the same moment is one room", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.guest("ann"), await server.guest("bob")];
		const [one, two] = await Promise.all([
			ann.peer.call("create", { with: ["bob"] }),
			bob.peer.call("create", { with: ["ann"] }),
		]);
		expect(one.room).toBe(two.room);
	});

	test("does not exist for anybody else, by any method", async () => {
		await using server = await TestDaemon.start();
		const [ann, , eve] = await Promise.all(
			["ann", "bob", "eve"].map((name) => server.member(name)),
		);
		const { room } = await ann!.call("create", { with: ["bob"] });
		const id = newMessageId();
		await ann!.call("post", { room, id, text: "between us" });
		const unknown = "@ffffffffffffffffffff";
		const uses: [string, (name: string) => object][] = [
			["join", (name) => ({ room: name })],
			["leave", (name) => ({ room: name })],
			["members", (name) => ({ room: name })],
			["post", (name) => ({ room: name, id: newMessageId(), text: "hello" })],
			["topic", (name) => ({ room: name, topic: "x" })],
			["history", (name) => ({ room: name })],
			["sync", (name) => ({ rooms: { [name]: 0 } })],
			["read", (name) => ({ room: name, seq: 0 })],
			["typing", (name) => ({ room: name, on: true })],
		];
		for (const [method, params] of uses) {
			const refusal = await eve!.refusal(method, params(room));
			// Not to be told from a room that was never made.
			const other = await eve!.refusal(method, params(unknown));
			expect({ ...refusal, message: "" }, method).toEqual({ ...other, message: "" });
			expect(refusal.message).toBe(other.message.replace(unknown, room));
		}
		expect(JSON.stringify(await eve!.call("rooms", {}))).not.toContain(room);
		const stolen = await eve!.refusal("post", { room: "#general", id, text: "mine" });
		expect(stolen.why).toBe("id_conflict");
		expect(JSON.stringify(stolen)).not.toContain("between us");
		expect(eve!.events(room)).toEqual([]);
	});

	test("needs somebody else, whom the server knows", async () => {
		await using server = await TestDaemon.start();
		const { peer } = await server.guest("ann");
		expect((await peer.refusal("create", { with: ["ann"] })).why).toBe("not_allowed");
		expect((await peer.refusal("create", { with: ["nobody"] })).why).toBe("no_such_account");
	});

	test("cannot be left and has no topic", async () => {
		await using server = await TestDaemon.start();
		const [{ peer }] = [await server.guest("ann"), await server.guest("bob")];
		const { room } = await peer.call("create", { with: ["bob"] });
		expect((await peer.refusal("leave", { room })).why).toBe("not_allowed");
		expect((await peer.refusal("topic", { room, topic: "x" })).why).toBe("not_allowed");
	});
});

describe("whoever makes a public room", () => {
	test("is its moderator where they have an account, and never as a guest", async () => {
		await using server = await TestDaemon.start();
		const { peer: ann } = await server.account("ann");
		const { peer: guest } = await server.guest("gus");
		await ann.call("create", { room: "#tea" });
		await guest.call("create", { room: "#milk" });
		await guest.call("join", { room: "#tea" });
		const roleIn = async (room: string) =>
			(await guest.call("members", { room })).members.map((each) => each.roomRole);
		expect(await roleIn("#tea")).toEqual(["moderator", undefined]);
		expect(await roleIn("#milk")).toEqual([undefined]);
		const refusal = await ann.refusal("role", { room: "#tea", account: "gus", role: "moderator" });
		expect(refusal.message).toBe("gus is a guest: it takes an account to be a moderator.");
	});

	test("makes others moderators, who may not unmake one another but step back", async () => {
		await using server = await startStaffed({ boss: "admin" });
		const { ann, bob } = await roomOf(server, "#tea", ["ann", "bob", "cleo"]);
		await ann.call("role", { room: "#tea", account: "bob", role: "moderator" });
		const event = await bob.event("#tea", ({ type }) => type === "role");
		expect(event).toMatchObject({ by: "ann", who: "bob", role: "moderator" });
		expect((await bob.refusal("role", { room: "#tea", account: "ann", role: "member" })).why).toBe(
			"not_allowed",
		);
		await bob.call("role", { room: "#tea", account: "bob", role: "member" });
		expect(
			(await bob.refusal("role", { room: "#tea", account: "cleo", role: "moderator" })).why,
		).toBe("not_allowed");
		expect(
			(await ann.refusal("role", { room: "#tea", account: "boss", role: "moderator" })).why,
		).toBe("not_allowed");
		const { peer: boss } = await server.account("boss");
		await boss.call("join", { room: "#tea" });
		await boss.call("role", { room: "#tea", account: "ann", role: "member" });
		expect((await ann.refusal("rename", { room: "#tea", name: "#x" })).why).toBe("not_allowed");
	});
});

describe("what is set of a room", () => {
	test("is told as one event with what changed, and in every summary, also after a restart", async () => {
		await using first = await startStaffed({ boss: "admin" });
		const { boss, bob } = await roomOf(first, "#tea", ["boss", "bob"]);
		const settings = {
			description: "All about tea.\nAnd milk.",
			readOnly: true,
			slowSeconds: 30,
			retentionDays: 90,
		};
		const { seq } = await boss.call("settings", { room: "#tea", ...settings });
		expect(await bob.event("#tea", (event) => event.seq === seq)).toEqual(
			expect.objectContaining({ type: "settings", by: "boss", ...settings }),
		);
		await boss.call("settings", { room: "#tea", readOnly: false, slowSeconds: 0 });
		const told = { description: settings.description, retentionDays: 90 };
		const before = (await bob.call("rooms", {})).rooms[1];
		expect(before).toMatchObject({ room: "#tea", ...told });
		expect(before).not.toHaveProperty("readOnly");
		await first.stop();
		await using second = await TestDaemon.start({ dataDir: first.dataDir });
		const { peer, login } = await second.account("bob");
		expect(login.rooms).toEqual([before]);
		expect((await peer.call("rooms", {})).rooms[1]).toEqual(before);
		await second.stop();
	});

	test("is nothing where nothing is given, and holds no control characters", async () => {
		await using server = await TestDaemon.start();
		const { ann } = await roomOf(server, "#tea", ["ann"]);
		expect((await ann.refusal("settings", { room: "#tea" })).why).toBe("invalid_params");
		await ann.call("settings", { room: "#tea", description: "red \u001b[31mtea\u202e " });
		expect((await ann.call("join", { room: "#tea" })).description).toBe("red tea");
	});

	test.each([
		["archived", { archived: true }],
		["retentionDays", { retentionDays: 3 }],
		["both what one may and what one may not", { description: "x", archived: true }],
	])("takes an admin for %s", async (_what, settings) => {
		await using server = await TestDaemon.start();
		const { ann } = await roomOf(server, "#tea", ["ann"]);
		expect((await ann.refusal("settings", { room: "#tea", ...settings })).why).toBe("not_allowed");
		expect((await ann.call("join", { room: "#tea" })).description).toBeUndefined();
	});
});

describe("a room that is archived", () => {
	test("hears nobody, is joined by nobody and listed to its members only, until it is opened again", async () => {
		await using server = await startStaffed({ boss: "admin", other: "admin" });
		const { boss, bob } = await roomOf(server, "#tea", ["boss", "bob"]);
		const post = { room: "#tea", id: newMessageId(), text: "before" };
		const ack = await bob.call("post", post);
		await boss.call("settings", { room: "#tea", archived: true });
		for (const peer of [boss, bob]) {
			const late = { room: "#tea", id: newMessageId(), text: "late" };
			expect((await peer.refusal("post", late)).why).toBe("archived");
			expect((await peer.refusal("topic", { room: "#tea", topic: "x" })).why).toBe("archived");
			expect((await peer.refusal("invite", { room: "#tea", account: "other" })).why).toBe(
				"archived",
			);
		}
		// What is in the log is, whatever the room became since.
		expect(await bob.call("post", post)).toEqual({ ...ack, duplicate: true });
		const { peer: cleo } = await server.account("cleo");
		expect((await cleo.refusal("join", { room: "#tea" })).message).toBe("#tea is archived.");
		const listed = async (peer: typeof cleo) =>
			(await peer.call("rooms", {})).rooms.map(({ room }) => room);
		expect(await listed(cleo)).toEqual(["#general"]);
		expect(await listed(bob)).toEqual(["#general", "#tea"]);
		expect((await bob.call("join", { room: "#tea" })).archived).toBe(true);
		const { peer: other } = await server.account("other");
		await other.call("join", { room: "#tea" });
		await other.call("settings", { room: "#tea", archived: false });
		await cleo.call("join", { room: "#tea" });
		expect((await cleo.call("post", { ...post, id: newMessageId() })).seq).toBeGreaterThan(ack.seq);
	});

	test("has what was acked before in its log, and what is refused after not", async () => {
		await using server = await startStaffed({ boss: "admin" });
		const { boss, bob } = await roomOf(server, "#tea", ["boss", "bob"]);
		const posts = Array.from({ length: 100 }, (_, index) => {
			const post = { room: "#tea", id: newMessageId(), text: `number ${index}` };
			return bob.ask("post", post);
		});
		await boss.call("settings", { room: "#tea", archived: true });
		const answers = await Promise.all(posts);
		const acked = answers.flatMap((answer, index) =>
			answer.type === "result" ? [`number ${index}`] : [],
		);
		const { events } = await bob.call("history", { room: "#tea", limit: 200 });
		expect(events.flatMap((event) => (event.type === "message" ? [event.text] : []))).toEqual(
			acked,
		);
	});
});

describe("in a room that is read-only", () => {
	test("moderators and admins speak, and nobody else says or sets anything", async () => {
		await using server = await startStaffed({ boss: "admin" });
		const { ann, bob, boss } = await roomOf(server, "#tea", ["ann", "bob", "boss"]);
		await ann.call("settings", { room: "#tea", readOnly: true });
		const said = () => ({ room: "#tea", id: newMessageId(), text: "hello" });
		for (const peer of [ann, boss]) await peer.call("post", said());
		expect(await bob.refusal("post", said())).toMatchObject({
			why: "read_only",
			message: "Only moderators speak in #tea.",
		});
		expect((await bob.refusal("topic", { room: "#tea", topic: "x" })).why).toBe("read_only");
		await ann.call("settings", { room: "#tea", readOnly: false });
		await bob.call("post", said());
	});
});

describe("in slow mode", () => {
	test("one waits between two messages, each for themselves, and moderators do not", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob, cleo } = await roomOf(server, "#tea", ["ann", "bob", "cleo"]);
		const { peer: phone } = await server.account("bob");
		await ann.call("settings", { room: "#tea", slowSeconds: 3_600 });
		const said = () => ({ room: "#tea", id: newMessageId(), text: "hello" });
		const first = said();
		const ack = await bob.call("post", first);
		for (const peer of [bob, phone]) {
			const refusal = await peer.refusal("post", said());
			expect(refusal).toMatchObject({
				why: "slow_mode",
				message: expect.stringMatching(/wait another \d+ s/),
			});
			expect(refusal.data?.retryAfterMs).toBeGreaterThan(3_500_000);
			expect(refusal.data?.retryAfterMs).toBeLessThanOrEqual(3_600_000);
		}
		// It is the same message, and no second one.
		expect(await phone.call("post", first)).toEqual({ ...ack, duplicate: true });
		await cleo.call("post", said());
		for (let count = 0; count < 3; count++) await ann.call("post", said());
		await bob.call("create", { room: "#milk" });
		await bob.call("post", { ...said(), room: "#milk" });
		await ann.call("settings", { room: "#tea", slowSeconds: 0 });
		await bob.call("post", said());
	});

	test("one may speak again once the time is over that the refusal told", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob } = await roomOf(server, "#tea", ["ann", "bob"]);
		await ann.call("settings", { room: "#tea", slowSeconds: 1 });
		const said = () => ({ room: "#tea", id: newMessageId(), text: "hello" });
		await bob.call("post", said());
		const { data } = await bob.refusal("post", said());
		await setTimeout(data?.retryAfterMs);
		await bob.call("post", said());
	});
});

describe("a sentence of a room", () => {
	test("is told to whoever is under it when they join, are brought in, or speak", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob, cleo } = await roomOf(server, "#tea", ["ann", "bob", "cleo"]);
		await ann.call("ban", { room: "#tea", account: "bob", reason: "spam" });
		expect(await bob.refusal("join", { room: "#tea" })).toMatchObject({
			why: "banned",
			message: "bob is banned from #tea: spam.",
		});
		expect((await cleo.refusal("invite", { room: "#tea", account: "bob" })).why).toBe("banned");
		await ann.call("mute", { room: "#tea", account: "cleo", forMs: 3_600_000 });
		const post = { room: "#tea", id: newMessageId(), text: "x" };
		const muted = await cleo.refusal("post", post);
		expect(muted.why).toBe("muted");
		expect(muted.message).toMatch(/^You are muted in #tea until \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/);
		expect((await cleo.refusal("topic", { room: "#tea", topic: "x" })).why).toBe("muted");
		const { members } = await ann.call("members", { room: "#tea" });
		expect(members[1]?.mutedUntil).toBeGreaterThan(Date.now());
	});
});
