import { accountName, newMessageId, roomName } from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import { describe, expect, test } from "vitest";
import { TestDaemon } from "../support/daemon.ts";
import type { NativePeer } from "../support/native-peer.ts";
import { operate } from "../support/operator.ts";
import { roomOf, startStaffed } from "../support/staffed.ts";

const room = "#tea";

function say(peer: NativePeer, text: string) {
	return peer.call("post", { room, id: newMessageId(), text });
}

describe("somebody who is taken out of a room", () => {
	test("is sent the event that says so and nothing after it, on no device", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob, cleo } = await roomOf(server, room, ["ann", "bob", "cleo"]);
		const { peer: phone } = await server.account("bob");
		await phone.call("join", { room });
		const { seq } = await ann.call("kick", { room, account: "bob", reason: "go\u001b[31m home" });
		const last = { type: "kick", by: "ann", who: "bob", reason: "go home", seq };
		for (const peer of [bob, phone])
			expect((await peer.eventsUpTo(room, seq)).at(-1)).toMatchObject(last);
		await say(ann, "they are gone");
		await cleo.eventsUpTo(room, seq + 1);
		for (const peer of [bob, phone]) {
			await peer.call("ping", {});
			expect(peer.events(room).at(-1)?.seq).toBe(seq);
			const id = newMessageId();
			expect((await peer.refusal("post", { room, id, text: "x" })).why).toBe("not_a_member");
		}
	});

	test("may join again, and a moderator who does is no moderator any more", async () => {
		await using server = await startStaffed({ boss: "admin" });
		const { ann, bob } = await roomOf(server, room, ["ann", "bob"]);
		const { peer: boss } = await server.account("boss");
		await boss.call("join", { room });
		await boss.call("kick", { room, account: "ann" });
		await ann.call("join", { room });
		expect((await ann.refusal("kick", { room, account: "bob" })).why).toBe("not_allowed");
		await say(bob, "still here");
	});

	test("must be in it", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob } = await roomOf(server, room, ["ann", "bob"]);
		await bob.call("leave", { room });
		expect(await ann.refusal("kick", { room, account: "bob" })).toMatchObject({
			why: "no_such_account",
			message: "bob is not in #tea.",
		});
		expect((await ann.refusal("kick", { room, account: "nobody" })).why).toBe("no_such_account");
	});
});

describe("somebody who is banned from a room", () => {
	test("is out at that very seq and cannot come back until the ban is taken back", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob } = await roomOf(server, room, ["ann", "bob"]);
		await ann.call("ban", { room, account: "bob", reason: "spam" });
		const told = await bob.event(room, ({ type }) => type === "ban");
		expect(told).toMatchObject({ by: "ann", who: "bob", reason: "spam" });
		expect(await bob.refusal("join", { room })).toMatchObject({
			why: "banned",
			message: expect.stringContaining("spam"),
		});
		expect((await ann.refusal("invite", { room, account: "bob" })).why).toBe("banned");
		await ann.call("unban", { room, account: "bob" });
		await bob.call("join", { room });
		await say(bob, "sorry");
	});

	test("comes back by themselves when the time is over", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob } = await roomOf(server, room, ["ann", "bob"]);
		await ann.call("ban", { room, account: "bob", forMs: 1_000 });
		expect((await bob.refusal("join", { room })).message).toMatch(/ until \d{4}-.* UTC/);
		const until = (await ann.call("bans", { room })).bans[0]?.until ?? 0;
		// The clock is the one that the server goes by.
		while (Date.now() < until) await bob.call("ping", {});
		await bob.call("join", { room });
		expect((await ann.call("bans", { room })).bans).toEqual([]);
		expect((await ann.refusal("unban", { room, account: "bob" })).why).toBe("no_such_account");
	});

	test("need not have been a member", async () => {
		await using server = await TestDaemon.start();
		const { ann } = await roomOf(server, room, ["ann"]);
		const { peer: bob } = await server.account("bob");
		await ann.call("ban", { room, account: "bob" });
		expect((await bob.refusal("join", { room })).why).toBe("banned");
	});

	test("stays out when they join at the same moment, whoever is first", async () => {
		await using server = await TestDaemon.start();
		const { ann } = await roomOf(server, room, ["ann"]);
		const names = Array.from({ length: 20 }, (_, index) => `bob${index}`);
		const peers = await Promise.all(names.map((name) => server.account(name)));
		await Promise.all(
			peers.flatMap(({ peer }, index) => {
				const join = () => peer.ask("join", { room });
				const ban = () => ann.call("ban", { room, account: names[index] ?? "" });
				return index % 2 === 0 ? [join(), ban()] : [ban(), join()];
			}),
		);
		const { members } = await ann.call("members", { room });
		expect(members.map(({ account }) => account)).toEqual(["ann"]);
		for (const { peer } of peers) expect((await peer.refusal("join", { room })).why).toBe("banned");
	});

	test("is still banned after a restart, and under the name that the room has then", async () => {
		const server = await startStaffed({ ann: "member", bob: "member" });
		const { ann } = await roomOf(server, room, ["ann", "bob"]);
		await ann.call("ban", { room, account: "bob" });
		await ann.call("rename", { room, name: "#coffee" });
		await server.stop();
		await using again = await TestDaemon.start({ dataDir: server.dataDir });
		const { peer: bob } = await again.account("bob");
		for (const name of [room, "#coffee"])
			expect((await bob.refusal("join", { room: name })).why).toBe("banned");
	});

	test("is listed for those who may ban, and for nobody else", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob } = await roomOf(server, room, ["ann", "bob", "cleo"]);
		await ann.call("ban", { room, account: "cleo", reason: "noise" });
		expect((await ann.call("bans", { room })).bans).toEqual([
			{ account: "cleo", by: "ann", reason: "noise", at: expect.any(Number) },
		]);
		expect((await bob.refusal("bans", { room })).why).toBe("not_allowed");
	});

	test("is listed once, however many are banned for however long a reason", async () => {
		const names = Array.from({ length: 120 }, (_, index) => `bob${index}`);
		const staff = Object.fromEntries(names.map((name) => [name, "member" as const]));
		await using server = await startStaffed({ ann: "member", owen: "owner", ...staff });
		const { ann } = await roomOf(server, room, ["ann"]);
		const { peer: owen } = await server.account("owen");
		const reason = "\u6f22".repeat(limits.reasonChars);
		for (const account of names) {
			await ann.call("ban", { room, account, reason });
			await owen.call("ban", { account, reason });
		}
		for (const [peer, asked] of [
			[ann, { room }],
			[owen, {}],
		] as const) {
			const told: string[] = [];
			for (let more = true; more; ) {
				const page = await peer.call("bans", { ...asked, after: told.at(-1) });
				told.push(...page.bans.map(({ account = "" }) => account));
				more = page.more;
			}
			expect(told).toEqual(names.toSorted());
		}
		expect((await ann.call("bans", { room, after: "bob98" })).bans).toMatchObject([
			{ account: "bob99" },
		]);
		expect((await ann.call("bans", { room, limit: 2 })).bans).toHaveLength(2);
	});
});

describe("somebody who is muted", () => {
	test("may not speak in that room, may in others, and may again when they are unmuted", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob } = await roomOf(server, room, ["ann", "bob"]);
		await bob.call("create", { room: "#mine" });
		await ann.call("mute", { room, account: "bob", forMs: 3_600_000, reason: "shouting" });
		const id = newMessageId();
		const refused = await bob.refusal("post", { room, id, text: "but" });
		expect(refused.why).toBe("muted");
		expect(refused.message).toMatch(/ until \d{4}-\d\d-\d\d \d\d:\d\d UTC: shouting/);
		await bob.call("post", { room: "#mine", id: newMessageId(), text: "here I may" });
		await ann.call("unmute", { room, account: "bob" });
		await say(bob, "now");
		expect((await ann.refusal("unmute", { room, account: "bob" })).why).toBe("no_such_account");
	});

	test("brings nobody in, and is not seen to begin to type", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob } = await roomOf(server, room, ["ann", "bob"]);
		await server.account("cleo");
		await bob.call("typing", { room, on: true });
		await ann.call("mute", { room, account: "bob" });
		expect((await bob.refusal("invite", { room, account: "cleo" })).why).toBe("muted");
		expect(await bob.call("typing", { room, on: true })).toEqual({});
		await bob.call("typing", { room, on: false });
		expect((await ann.next("typing")).on).toBe(true);
		expect((await ann.next("typing")).on).toBe(false);
		await ann.call("unmute", { room, account: "bob" });
		await bob.call("invite", { room, account: "cleo" });
	});

	test("cannot talk their way out as the moderator they are", async () => {
		await using server = await startStaffed({ boss: "admin" });
		const { ann } = await roomOf(server, room, ["ann"]);
		const { peer: boss } = await server.account("boss");
		await boss.call("join", { room });
		await boss.call("mute", { room, account: "ann" });
		expect((await ann.refusal("unmute", { room, account: "ann" })).why).toBe("not_allowed");
	});
});

describe("whoever keeps order", () => {
	test("as the operator stands above everybody in a room, whoever brought them in, and leaves the last owner be", async () => {
		await using server = await startStaffed({ owen: "owner" });
		const { ann } = await roomOf(server, room, ["ann"]);
		const { peer: owen } = await server.account("owen");
		await ann.call("invite", { room, account: "owen" });
		const account = accountName.parse("owen");
		await operate(server, "room.kick", { room: roomName.parse(room), account });
		expect((await owen.refusal("members", { room })).why).toBe("not_a_member");
		for (const [command, wanted] of [
			["account.role", { role: "member" }],
			["account.disable", {}],
		] as const)
			await expect(operate(server, command, { account, ...wanted })).rejects.toThrow("last owner");
	});

	test("must stand above those it is done to", async () => {
		await using server = await startStaffed({ owen: "owner", boss: "admin", aide: "admin" });
		const { ann, bob } = await roomOf(server, room, ["ann", "bob"]);
		const { peer: boss } = await server.account("boss");
		const { peer: owen } = await server.account("owen");
		for (const peer of [boss, owen]) await peer.call("join", { room });
		await (await server.account("aide")).peer.call("join", { room });
		await ann.call("role", { room, account: "bob", role: "moderator" });
		for (const method of ["kick", "ban", "mute"]) {
			for (const account of ["ann", "bob", "boss", "owen"])
				expect((await bob.refusal(method, { room, account })).why).toBe("not_allowed");
			for (const account of ["boss", "aide", "owen"])
				expect((await boss.refusal(method, { room, account })).why).toBe("not_allowed");
		}
		await owen.call("kick", { room, account: "aide" });
		await boss.call("kick", { room, account: "bob" });
	});

	test("must be in the room, and may do nothing in a conversation of a few", async () => {
		await using server = await startStaffed({ boss: "admin" });
		const { bob } = await roomOf(server, room, ["ann", "bob"]);
		const { peer: boss } = await server.account("boss");
		expect((await boss.refusal("kick", { room, account: "bob" })).why).toBe("not_a_member");
		const direct = await boss.call("create", { with: ["bob"] });
		for (const method of ["kick", "ban", "mute"])
			expect((await boss.refusal(method, { room: direct.room, account: "bob" })).why).toBe(
				"not_allowed",
			);
		await bob.call("post", { room: direct.room, id: newMessageId(), text: "hm" });
	});
});

describe("ignoring somebody", () => {
	test("is known to all devices, is kept, and is not told to the other", async () => {
		const server = await startStaffed({ ann: "member", bob: "member" });
		const [{ peer: ann }, { peer: phone }] = [
			await server.account("ann"),
			await server.account("ann"),
		];
		const { peer: bob } = await server.account("bob");
		expect(await ann.call("ignore", { account: "bob", on: true })).toEqual({ ignored: ["bob"] });
		expect(await phone.next("ignored")).toEqual({ accounts: ["bob"] });
		for (const peer of [ann, bob]) {
			await peer.call("ping", {});
			expect(peer.inbox).toEqual([]);
		}
		await server.stop();
		await using again = await TestDaemon.start({ dataDir: server.dataDir });
		const { peer, login } = await again.account("ann");
		expect(login.ignored).toEqual(["bob"]);
		expect(await peer.call("ignore", { account: "bob", on: false })).toEqual({ ignored: [] });
	});

	test("is refused of oneself, of nobody, and to guests from elsewhere", async () => {
		await using server = await startStaffed(
			{ ann: "member" },
			{ trustLoopback: false, guests: true },
		);
		const { peer: ann } = await server.account("ann");
		expect((await ann.refusal("ignore", { account: "ann", on: true })).why).toBe("not_allowed");
		expect((await ann.refusal("ignore", { account: "x", on: true })).why).toBe("no_such_account");
		const { peer: guest } = await server.guest("gus");
		expect((await guest.refusal("ignore", { account: "ann", on: true })).why).toBe("not_allowed");
	});

	test("of more than a frame can tell is refused, and a login tells all of them beside its rooms", async () => {
		const longest = (index: number) => `${"\u{20000}".repeat(29)}${String(index).padStart(3, "0")}`;
		const names = Array.from({ length: limits.ignored + 1 }, (_, index) => longest(index));
		const staff = Object.fromEntries(names.map((name) => [name, "member" as const]));
		await using server = await startStaffed({ ann: "member", ...staff });
		const { peer: ann } = await server.account("ann");
		const topic = "\u{1f642}".repeat(limits.topicChars);
		for (let count = 0; count < 40; count++)
			await ann.call("create", { room: `#room-${count}`, topic });
		const [last = "", ...others] = names.toReversed();
		for (const account of others) await ann.call("ignore", { account, on: true });
		expect((await ann.refusal("ignore", { account: last, on: true })).why).toBe("not_allowed");
		await ann.call("ignore", { account: longest(7), on: true });
		const { peer, login } = await server.account("ann");
		expect(login.ignored).toHaveLength(limits.ignored);
		expect(login.more).toBe(true);
		expect(login.rooms.length).toBeGreaterThan(5);
		expect((await peer.call("rooms", {})).rooms.length).toBeGreaterThan(5);
	});
});
