import { rmSync } from "node:fs";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeFolder, TestDaemon } from "../support/daemon.ts";
import type { NativePeer } from "../support/native-peer.ts";
import { addStaff, startStaffed } from "../support/staffed.ts";

const room = "#general";
const elsewhere = { trustLoopback: false, guests: true };

/** A data folder that outlives a daemon. */
function folder(): string {
	const dataDir = makeFolder();
	onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
	return dataDir;
}

async function leave(peer: NativePeer): Promise<void> {
	await peer.call("quit", {});
	await peer.ended();
}

async function say(peer: NativePeer, text: string): Promise<number> {
	return (await peer.call("post", { room, id: newMessageId(), text })).seq;
}

async function textAt(peer: NativePeer, seq: number): Promise<unknown> {
	const { events } = await peer.call("history", { room, after: seq - 1, limit: 1 });
	return events[0]?.type === "message" && events[0].text;
}

describe("a guest's token", () => {
	test("lets nobody in where no guests are let in, and holds where they are", async () => {
		const dataDir = folder();
		await addStaff(dataDir, { bob: "member" });
		let ann: string | undefined;
		let bob: string | undefined;
		{
			await using local = await TestDaemon.start({ dataDir });
			ann = (await local.guest("ann")).login.token;
			bob = (await local.account("bob")).login.token;
		}
		{
			await using server = await TestDaemon.start({ dataDir, trustLoopback: false });
			const peer = await server.greeted();
			// Not as one that is void: the client keeps it.
			expect((await peer.refusal("login", { token: ann })).why).toBe("guests_not_allowed");
			expect((await server.device(bob)).login.account).toBe("bob");
		}
		await using local = await TestDaemon.start({ dataDir });
		expect((await local.device(ann)).login.account).toBe("ann");
	});

	test("brings nobody from elsewhere into a conversation they had here", async () => {
		const dataDir = folder();
		let token: string | undefined;
		let direct: string;
		{
			await using local = await TestDaemon.start({ dataDir });
			await local.guest("bob");
			const { peer: ann, login } = await local.guest("ann");
			await ann.call("join", { room });
			direct = (await ann.call("create", { with: ["bob"] })).room;
			await ann.call("post", { room: direct, id: newMessageId(), text: "between us" });
			token = login.token;
		}
		await using server = await TestDaemon.start({ dataDir, ...elsewhere });
		const { peer, login } = await server.device(token);
		expect(login.rooms.map((each) => each.room)).toEqual([room]);
		expect((await peer.refusal("history", { room: direct })).why).toBe("no_such_room");
		expect((await peer.refusal("sync", { rooms: { [direct]: 0 } })).why).toBe("no_such_room");
	});

	test("brings nobody from elsewhere into a conversation that was opened while they were gone, or as they come", async () => {
		await using server = await startStaffed({ bob: "member" }, elsewhere);
		const { peer: bob } = await server.account("bob");
		const { peer: first, login } = await server.guest("gus");
		await leave(first);
		for (let round = 0; round < 8; round++) {
			if (round === 0) await bob.call("create", { with: ["gus"] });
			const peer = await server.greeted();
			// At once: whichever is first, nothing of it is for the guest.
			const opened = round === 0 ? undefined : bob.ask("create", { with: ["gus"] });
			const again = await peer.call("login", { token: login.token ?? "" });
			expect(again.rooms).toEqual([]);
			const answer = await opened;
			const { rooms } = await peer.call("rooms", {});
			expect(rooms.map(({ kind }) => kind)).toEqual(["public"]);
			const told = answer?.type === "result" ? JSON.stringify(answer.result) : "{}";
			const { room: direct = "" }: { room?: string } = JSON.parse(told);
			expect(peer.events(direct)).toEqual([]);
			await leave(peer);
		}
	});
});

describe("whoever comes by the name of a guest who is gone", () => {
	test("cannot take back what that guest said, but what they say themselves", async () => {
		await using server = await TestDaemon.start();
		const first = await server.member("ann");
		const old = await say(first, "by the first");
		await leave(first);
		const second = await server.member("ann");
		expect(await second.refusal("redact", { room, seqs: [old] })).toMatchObject({
			why: "not_allowed",
		});
		const own = await say(second, "by the second");
		expect((await second.refusal("redact", { room, seqs: [old, own] })).why).toBe("not_allowed");
		await second.call("redact", { room, seqs: [own] });
		expect(await textAt(second, old)).toBe("by the first");
		expect(await textAt(second, own)).toBe("");
	});

	test("cannot take it back with an account either, nor after a restart", async () => {
		const dataDir = folder();
		let old: number;
		{
			await using server = await TestDaemon.start({ dataDir });
			const first = await server.member("ann");
			old = await say(first, "by the guest");
			await leave(first);
			const { peer } = await server.account("ann");
			await peer.call("join", { room });
			expect((await peer.refusal("redact", { room, seqs: [old] })).why).toBe("not_allowed");
		}
		await using server = await TestDaemon.start({ dataDir });
		const { peer } = await server.account("ann");
		expect((await peer.refusal("redact", { room, seqs: [old] })).why).toBe("not_allowed");
		const own = await say(peer, "by the account");
		await peer.call("redact", { room, seqs: [own] });
		expect(await textAt(peer, old)).toBe("by the guest");
	});

	test("comes back with their token and takes back what they said before", async () => {
		await using server = await TestDaemon.start();
		const { peer: first, login } = await server.guest("ann");
		await first.call("join", { room });
		const own = await say(first, "oops");
		await leave(first);
		const { peer } = await server.device(login.token);
		await peer.call("redact", { room, seqs: [own] });
		expect(await textAt(peer, own)).toBe("");
	});

	test("is ignored and banned as that guest was", async () => {
		await using server = await startStaffed({ bob: "owner", cleo: "member" });
		const { peer: bob } = await server.account("bob");
		const { peer: cleo } = await server.account("cleo");
		const first = await server.member("gus");
		for (const peer of [bob, cleo]) await peer.call("join", { room });
		await cleo.call("ignore", { account: "gus", on: true });
		await bob.call("ban", { room, account: "gus", reason: "noise" });
		await leave(first);
		const { peer: second } = await server.guest("gus");
		expect((await second.refusal("join", { room })).why).toBe("banned");
		const { login } = await server.account("cleo");
		expect(login.ignored).toEqual(["gus"]);
	});
});

describe("a name that can be taken for a reserved one", () => {
	test.each(["\u0455\u0435\u0433\u0475\u0435\u0433", "AII", "a1l"])(
		"such as %s is nobody's: no guest's, no account's, and nobody is shown by it",
		async (name) => {
			await using server = await TestDaemon.start();
			const peer = await server.greeted();
			const wanted = { account: name, password: "correct battery staple" };
			for (const refusal of [
				await peer.refusal("login", { guest: name }),
				await peer.refusal("register", wanted),
				await (await server.guest("ann")).peer.refusal("nick", { name }),
			]) {
				expect(refusal.why).toBe("invalid_params");
				expect(refusal.message).toContain("looks like one that is reserved");
			}
		},
	);
});
