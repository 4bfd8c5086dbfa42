import type { Session } from "@partyline/server/ports";
import { accountName, newMessageId, serverAuthor } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import {
	createInvite,
	resetPassword,
	revokeInvite,
} from "../../apps/server/src/hub/accounts/invite.ts";
import { disableAccount } from "../../apps/server/src/hub/accounts/set-state.ts";
import { undo } from "../../apps/server/src/hub/order/undo.ts";
import { type Deed, rules, standings } from "../../apps/server/src/hub/permissions.ts";
import { TestDaemon } from "../support/daemon.ts";
import type { NativePeer } from "../support/native-peer.ts";
import { openFolder, roomOf, startStaffed } from "../support/staffed.ts";

const room = "#tea";
const staff = { owen: "owner", boss: "admin", bob: "member", cleo: "member" } as const;

/** A server with an owner, an admin and two members in #tea, of which the owner made it. */
async function crowd() {
	const server = await startStaffed(staff);
	const peers = await roomOf(server, room, ["owen", "boss", "bob", "cleo"]);
	return { server, ...peers };
}

async function say(peer: NativePeer, where = room): Promise<number> {
	return (await peer.call("post", { room: where, id: newMessageId(), text: "hello" })).seq;
}

async function lastAct(peer: NativePeer, where?: string) {
	const { acts } = await peer.call("audit", where === undefined ? {} : { room: where });
	const [act] = acts;
	if (act === undefined) throw new Error("no act was noted");
	return act;
}

/** What somebody does by each right that is more than a member's; undefined where nothing is done to others by it. */
const done: Partial<Record<Deed, (owen: NativePeer, bobs: number) => Promise<unknown>>> = {
	redact: (owen, bobs) => owen.call("redact", { room, seqs: [bobs] }),
	purge: (owen) => owen.call("purge", { room, account: "bob", since: 0, confirm: true }),
	kick: (owen) => owen.call("kick", { room, account: "bob" }),
	ban: (owen) => owen.call("ban", { room, account: "bob" }),
	mute: (owen) => owen.call("mute", { room, account: "bob" }),
	moderators: (owen) => owen.call("role", { room, account: "bob", role: "moderator" }),
	settings: (owen) => owen.call("settings", { room, readOnly: true }),
	rename: (owen) => owen.call("rename", { room, name: "#coffee" }),
	archive: (owen) => owen.call("settings", { room, archived: true }),
	retention: (owen) => owen.call("settings", { room, retentionDays: 30 }),
	"purge-everywhere": (owen) => owen.call("purge", { account: "bob", since: 0, confirm: true }),
	"server-ban": (owen) => owen.call("ban", { account: "bob" }),
	roles: (owen) => owen.call("role", { account: "bob", role: "admin" }),
};
const harmless: readonly Deed[] = ["speak-read-only", "skip-slow", "room-audit", "audit"];

const moderator = standings.indexOf("moderator");
const deeds = Object.entries(rules).flatMap(([deed, { least }]) =>
	standings.indexOf(least) >= moderator ? [deed as Deed] : [],
);

describe("the journal of admin acts", () => {
	test.each(deeds.filter((deed) => !harmless.includes(deed)))(
		"has an act for whoever uses the right %j",
		async (deed) => {
			const { server, owen, bob } = await crowd();
			await using _ = server;
			const bobs = await say(bob);
			const before = await owen.call("audit", {});
			await done[deed]?.(owen, bobs);
			const { acts } = await owen.call("audit", {});
			expect(acts.length).toBe(before.acts.length + 1);
			expect(acts[0]).toMatchObject({ by: "owen", act: acts.length, at: expect.any(Number) });
		},
	);

	test("says who did what to whom, when, where, why and for how long, over a restart", async () => {
		const { server, owen } = await crowd();
		await owen.call("mute", { room, account: "bob", forMs: 60_000, reason: "a \u001b[1mlot\n" });
		await owen.call("ban", { network: "203.0.113.0/24", forMs: 60_000 });
		await server.stop();
		await using again = await TestDaemon.start({ dataDir: server.dataDir });
		const { peer } = await again.account("owen");
		const { acts, more } = await peer.call("audit", {});
		const until = expect.stringMatching(/until \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
		const at = expect.any(Number);
		expect({ acts, more }).toEqual({
			more: false,
			acts: [
				{ act: 2, at, by: "owen", what: "ban", detail: until },
				{ act: 1, at, by: "owen", what: "mute", who: "bob", room, reason: "a lot", detail: until },
			],
		});
		expect(acts[0]?.detail).toMatch(/^203\.0\.113\.0\/24 until /);
	});

	test("is read in pages, the newest first", async () => {
		const { server, owen } = await crowd();
		await using _ = server;
		for (let count = 0; count < 30; count++) {
			await owen.call("mute", { room, account: "bob" });
			await owen.call("unmute", { room, account: "bob" });
		}
		const seen: number[] = [];
		let pages = 0;
		for (let before: number | undefined; ; ) {
			const page = await owen.call("audit", { limit: 6, ...(before && { before }) });
			seen.push(...page.acts.map(({ act }) => act));
			pages++;
			before = seen.at(-1);
			if (!page.more) break;
		}
		expect(pages).toBe(10);
		expect(seen).toEqual(Array.from({ length: 60 }, (__, index) => 60 - index));
		const whole = await owen.call("audit", { room });
		expect(whole.acts).toHaveLength(50);
		expect(whole.more).toBe(true);
	});

	test("of a room is for its moderators, under whichever name; the whole one for admins", async () => {
		const { server, owen, boss, bob, cleo } = await crowd();
		await using _ = server;
		await owen.call("role", { room, account: "bob", role: "moderator" });
		await owen.call("rename", { room, name: "#coffee" });
		await owen.call("mute", { room: "#coffee", account: "cleo" });
		await owen.call("ban", { network: "203.0.113.0/24" });
		const { acts } = await bob.call("audit", { room });
		expect(acts.map(({ what }) => what)).toEqual(["mute", "rename", "role"]);
		expect(new Set(acts.map((act) => act.room))).toEqual(new Set(["#coffee"]));
		expect((await boss.call("audit", {})).acts).toHaveLength(4);
		expect((await bob.refusal("audit", {})).why).toBe("not_allowed");
		expect((await cleo.refusal("audit", { room })).why).toBe("not_allowed");
	});

	test("does not tell an admin what was done in a private room of others, nor let them undo it", async () => {
		const { server, owen, boss, bob, cleo } = await crowd();
		await using _ = server;
		await owen.call("mute", { room, account: "cleo" });
		const { room: secret } = await bob.call("create", { room: "#secret", private: true });
		await bob.call("invite", { room: secret, account: "cleo" });
		for (let count = 0; count < 60; count++) {
			await bob.call("mute", { room: secret, account: "cleo" });
			await bob.call("unmute", { room: secret, account: "cleo" });
		}
		await owen.call("mute", { room, account: "bob" });
		await bob.call("mute", { room: secret, account: "cleo" });
		expect((await boss.call("audit", {})).acts.map(({ act }) => act)).toEqual([122, 1]);
		expect((await boss.call("audit", { limit: 2 })).more).toBe(false);
		expect((await boss.refusal("audit", { room: secret })).why).toBe("no_such_room");
		const refused = await boss.refusal("undo", { act: 123 });
		const missing = await boss.refusal("undo", { act: 999 });
		expect({ ...refused, message: "" }).toEqual({ ...missing, message: "" });
		expect(refused.message.replace("123", "999")).toBe(missing.message);
		expect(await lastAct(bob, secret)).toMatchObject({ room: secret, title: "#secret" });
		expect((await cleo.refusal("undo", { act: 123 })).why).toBe("no_such_act");
	});
});

describe("undoing an act", () => {
	test("of each kind that can be undone makes it as it was, and is an act that names it", async () => {
		const { server, owen, boss, bob, cleo } = await crowd();
		await using _ = server;
		await owen.call("settings", { room, description: "old", slowSeconds: 5 });
		const state = async () => {
			const { rooms } = await owen.call("rooms", {});
			const { members } = await owen.call("members", { room });
			const bans = [await owen.call("bans", { room }), await owen.call("bans", {})];
			return JSON.stringify([
				rooms.map(({ lastSeq, readSeq, formerly, members: __, ...rest }) => rest),
				members.map(({ account, role, roomRole, mutedUntil }) => [
					account,
					role,
					roomRole,
					mutedUntil,
				]),
				bans.map((each) =>
					each.bans.map(({ account, network, reason }) => [account, network, reason]),
				),
			]);
		};
		const undoable: [string, () => Promise<unknown>][] = [
			["mute", () => owen.call("mute", { room, account: "bob", reason: "loud" })],
			["role", () => owen.call("role", { room, account: "bob", role: "moderator" })],
			["role", () => owen.call("role", { account: "bob", role: "admin" })],
			["settings", () => owen.call("settings", { room, description: "new", readOnly: true })],
			["rename", () => owen.call("rename", { room, name: "#coffee" })],
			["ban", () => owen.call("ban", { room, account: "nick", reason: "spam" })],
			["ban", () => owen.call("ban", { account: "nick" })],
			["ban", () => owen.call("ban", { network: "203.0.113.0/24", reason: "flood" })],
		];
		await server.account("nick");
		for (const [what, act] of undoable) {
			const before = await state();
			await act();
			expect(await state(), what).not.toBe(before);
			const { act: number } = await lastAct(owen);
			const undone = await owen.call("undo", { act: number });
			expect(undone.act).toMatchObject({ undoes: number, by: "owen" });
			expect(await state(), what).toBe(before);
			const { acts } = await owen.call("audit", {});
			expect(acts.find((each) => each.act === number)).toMatchObject({
				what,
				undoneBy: undone.act.act,
			});
			// And back again: what undid it is an act like others.
			await owen.call("undo", { act: undone.act.act });
			expect(await state(), what).not.toBe(before);
			await owen.call("undo", { act: undone.act.act + 1 });
			expect(await state(), what).toBe(before);
		}
		for (const peer of [boss, bob, cleo]) await peer.call("ping", {});
	});

	test("of what is gone for good is refused with why", async () => {
		const { server, owen, bob } = await crowd();
		await using _ = server;
		const bobs = await say(bob);
		await say(bob);
		for (const act of [
			() => owen.call("redact", { room, seqs: [bobs] }),
			() => owen.call("purge", { room, account: "bob", since: 0, confirm: true }),
			() => owen.call("kick", { room, account: "bob" }),
		]) {
			await act();
			const { act: number } = await lastAct(owen);
			expect(await owen.refusal("undo", { act: number })).toMatchObject({
				why: "cannot_undo",
				message: expect.stringMatching(/gone from the server|invite them again/),
			});
		}
	});

	test("twice is refused, also at the same moment, and so is what somebody undid by hand", async () => {
		const { server, owen, boss } = await crowd();
		await using _ = server;
		await owen.call("ban", { room, account: "bob" });
		const answers = await Promise.all([owen, boss].map((peer) => peer.ask("undo", { act: 1 })));
		const codes = answers.map((answer) => answer.type === "error" && answer.error.data?.code);
		expect(codes.sort()).toEqual(["cannot_undo", false]);
		expect(await owen.refusal("undo", { act: 1 })).toMatchObject({
			why: "cannot_undo",
			message: "Act 1 is undone already, by act 2.",
		});
		await owen.call("mute", { room, account: "bob" });
		await owen.call("unmute", { room, account: "bob" });
		expect((await owen.refusal("undo", { act: 3 })).message).toBe("bob is not muted in #tea.");
		expect((await owen.call("audit", {})).acts).toHaveLength(4);
	});

	test("of a ban that has an end gives what is left of it back", async () => {
		const { server, owen } = await crowd();
		await using _ = server;
		await owen.call("ban", { room, account: "bob", forMs: 3_600_000, reason: "spam" });
		const [ban] = (await owen.call("bans", { room })).bans;
		await owen.call("unban", { room, account: "bob" });
		await owen.call("undo", { act: 2 });
		const [again] = (await owen.call("bans", { room })).bans;
		expect(again).toMatchObject({ reason: "spam", until: ban?.until });
	});

	test("is for the operator too, who undoes what only operators do", async () => {
		const { server } = await crowd();
		await server.stop();
		await using closing = new AsyncDisposableStack();
		const hub = await openFolder(server.dataDir, closing);
		const by = serverAuthor;
		const operator: Session = {
			...{ account: by, isLocal: true, address: "" },
			...{ deliver: () => {}, signal: () => {}, end: () => {} },
		};
		const bob = accountName.parse("bob");
		await createInvite(hub, { by, uses: 3, expiresInMs: 60_000, role: "member" });
		await disableAccount(hub, { by, account: bob });
		await resetPassword(hub, { by, account: accountName.parse("cleo"), expiresInMs: 60_000 });
		expect((await undo(hub, operator, { act: 1 })).act).toMatchObject({
			what: "revoke-invite",
			undoes: 1,
		});
		expect((await undo(hub, operator, { act: 2 })).act).toMatchObject({
			what: "enable",
			undoes: 2,
		});
		expect(hub.people.get(bob)?.state).toBe("active");
		await expect(undo(hub, operator, { act: 3 })).rejects.toMatchObject({ code: "cannot_undo" });
		await expect(undo(hub, operator, { act: 4 })).rejects.toMatchObject({ code: "cannot_undo" });
		expect((await undo(hub, operator, { act: 5 })).act).toMatchObject({ what: "disable" });
		await createInvite(hub, { by, uses: 1, expiresInMs: 60_000, role: "member" });
		await revokeInvite(hub, { by, invite: 3 });
		await expect(undo(hub, operator, { act: 7 })).rejects.toMatchObject({ code: "cannot_undo" });
		const [invite] = await hub.invites.all();
		expect(invite?.revoked).toBe(true);
	});

	test("takes the right to do the act itself", async () => {
		const { server, owen, boss, bob } = await crowd();
		await using _ = server;
		await owen.call("role", { room, account: "bob", role: "moderator" });
		await owen.call("role", { account: "cleo", role: "admin" });
		expect((await boss.refusal("undo", { act: 2 })).why).toBe("not_allowed");
		expect((await bob.refusal("undo", { act: 2 })).why).toBe("no_such_act");
		await boss.call("undo", { act: 1 });
		expect((await bob.refusal("audit", { room })).why).toBe("not_allowed");
	});
});
