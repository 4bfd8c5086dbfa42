import { BlockList, isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";
import type { Session } from "@partyline/server/ports";
import { accountName, newMessageId, roomName, serverAuthor } from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { join } from "../../apps/server/src/hub/membership.ts";
import { isWithin, parseNetwork } from "../../apps/server/src/hub/order/network.ts";
import { shutOut } from "../../apps/server/src/hub/order/shut-out.ts";
import { post } from "../../apps/server/src/hub/post.ts";
import { passwordOf, TestDaemon } from "../support/daemon.ts";
import { PlainPeer } from "../support/plain-peer.ts";
import { openFolder, startStaffed } from "../support/staffed.ts";

const staff = { owen: "owner", boss: "admin", ann: "member" } as const;

/** An address of this machine that is not loopback: whoever comes by it is from elsewhere. */
const outside = Object.values(networkInterfaces())
	.flatMap((all) => all ?? [])
	.find(({ family, internal }) => family === "IPv4" && !internal)?.address;

describe("an account that is suspended", () => {
	test("is sent away at once on every device, told why and until when, and hears nothing more", async () => {
		await using server = await startStaffed(staff);
		const [{ peer: ann }, { peer: phone }] = [
			await server.account("ann"),
			await server.account("ann"),
		];
		const { peer: boss } = await server.account("boss");
		for (const peer of [ann, phone, boss]) await peer.call("join", { room: "#general" });
		// Both in one write: what is said right after the ban is not for them any more.
		const id = newMessageId();
		const posted = boss.call("post", { room: "#general", id, text: "gone?" });
		const ban = { account: "ann", forMs: 3_600_000, reason: "spam\u0007" };
		await Promise.all([boss.call("ban", ban), posted]);
		for (const peer of [ann, phone]) {
			const { code, reason } = await peer.next("bye");
			expect(code).toBe("banned");
			expect(reason).toMatch(/^ann is banned from this server until .* UTC: spam\.$/);
			await peer.ended();
			expect(peer.events("#general").filter(({ type }) => type === "message")).toEqual([]);
		}
		const { members } = await boss.call("members", { room: "#general" });
		expect(members.find(({ account }) => account === "ann")?.state).toBe("offline");
	});

	test("is not let in by password, by token or as a newcomer, and is when the ban is taken back", async () => {
		await using server = await startStaffed(staff);
		const { login } = await server.account("ann");
		const { peer: boss } = await server.account("boss");
		await boss.call("ban", { account: "ann" });
		const token = login.token ?? "";
		const password = passwordOf("ann");
		const peer = await server.greeted();
		expect((await peer.refusal("login", { token })).why).toBe("banned");
		expect((await peer.refusal("login", { account: "ann", password })).why).toBe("banned");
		await boss.call("unban", { account: "ann" });
		expect((await peer.call("login", { token })).account).toBe("ann");
	});

	test("stays out over a restart, and comes back by itself when the time is over", async () => {
		const server = await startStaffed(staff);
		const { login } = await server.account("ann");
		const { peer: boss } = await server.account("boss");
		await boss.call("ban", { account: "ann", forMs: 2_000 });
		const until = (await boss.call("bans", {})).bans[0]?.until ?? 0;
		await server.stop();
		await using again = await TestDaemon.start({ dataDir: server.dataDir });
		const peer = await again.greeted();
		const token = login.token ?? "";
		expect((await peer.refusal("login", { token })).why).toBe("banned");
		while (Date.now() < until) await peer.call("ping", {});
		expect((await peer.call("login", { token })).account).toBe("ann");
		const { peer: back } = await again.account("boss");
		expect((await back.call("bans", {})).bans).toEqual([]);
		expect((await back.refusal("unban", { account: "ann" })).why).toBe("no_such_account");
	});

	test("cannot be that of somebody who stands as high, nor one's own", async () => {
		await using server = await startStaffed({ ...staff, aide: "admin" });
		const { peer: boss } = await server.account("boss");
		for (const account of ["owen", "aide", "boss"])
			expect((await boss.refusal("ban", { account })).why, account).toBe("not_allowed");
		expect((await boss.refusal("ban", { account: "nobody" })).why).toBe("no_such_account");
		const { peer: ann } = await server.account("ann");
		expect((await ann.refusal("ban", { account: "owen" })).why).toBe("not_allowed");
		expect((await ann.refusal("bans", {})).why).toBe("not_allowed");
		expect((await ann.refusal("unban", { account: "owen" })).why).toBe("not_allowed");
	});

	test("gets no session that was on its way in at that moment", async () => {
		await using server = await startStaffed(staff);
		const { peer: boss } = await server.account("boss");
		const credentials = { account: "ann", password: passwordOf("ann") };
		for (let round = 0; round < 12; round++) {
			const peers = await Promise.all(Array.from({ length: 6 }, () => server.greeted()));
			const logins = peers.map((peer) => peer.ask("login", credentials));
			// Each time the ban meets them elsewhere on their way.
			for (let count = 0; count < round; count++) await boss.call("ping", {});
			await boss.call("ban", { account: "ann" });
			for (const [index, answer] of (await Promise.all(logins)).entries())
				if (answer.type === "result")
					expect((await peers[index]?.next("bye"))?.code).toBe("banned");
			await boss.call("unban", { account: "ann" });
		}
	});
});

describe("a ban", () => {
	test("takes from whom it holds for what they hear before they are told, and from nobody who is local for their address", async () => {
		const server = await startStaffed({ ann: "member", bob: "member" });
		await server.stop();
		await using after = new AsyncDisposableStack();
		const hub = await openFolder(server.dataDir, after);
		const room = roomName.parse("#general");
		const address = "203.0.113.5";
		const enter = (name: string, isLocal: boolean) => {
			const heard: string[] = [];
			const session: Session = {
				...{ account: accountName.parse(name), isLocal, address, signal: () => {} },
				deliver: ({ events }) => heard.push(...events.map(({ type }) => type)),
				// Takes its time, as a connection does that has requests under way.
				end: ({ code }) => heard.push(code),
			};
			hub.people.enter(session);
			return { session, heard };
		};
		const [ann, bob] = [enter("ann", false), enter("bob", true)];
		for (const { session } of [ann, bob]) await join(hub, session, room);
		const operator = { ...bob.session, account: serverAuthor, address: "" };
		await shutOut(hub, operator, { network: "203.0.113.0/24" });
		await post(hub, bob.session, { room, id: newMessageId(), text: "gone?" });
		await new Promise((resolve) => setImmediate(resolve));
		expect(bob.heard.at(-1)).toBe("message");
		expect(ann.heard.at(-1)).toBe("banned");
		expect(bob.heard).not.toContain("banned");
	});
});

describe("a network that is banned", () => {
	test("may not be one that everybody is in, nor have the server itself, nor be nonsense", async () => {
		await using server = await startStaffed(staff);
		const { peer: boss } = await server.account("boss");
		for (const network of [
			"127.0.0.1",
			"127.0.0.0/30",
			"0.0.0.0/1",
			"::1",
			"::/8",
			"::ffff:127.0.0.1",
		])
			expect((await boss.refusal("ban", { network })).why, network).toBe("not_allowed");
		for (const network of ["0.0.0.0/0", "::/0", "1.2.3", "ann", "1.2.3.4/33", "::ffff:0:0/96"]) {
			const { why, message } = await boss.refusal("ban", { network });
			expect(why, network).toBe("invalid_params");
			expect(message).toMatch(/^network: .*\.$/);
		}
		expect((await boss.call("bans", {})).bans).toEqual([]);
	});

	test("is listed as it is kept, one ban for each, however it was written", async () => {
		await using server = await startStaffed(staff);
		const { peer: boss } = await server.account("boss");
		await boss.call("ban", { network: "203.0.113.9/24", reason: "first" });
		await boss.call("ban", { network: "::ffff:203.0.113.77/120", reason: "second" });
		expect((await boss.call("bans", {})).bans).toEqual([
			{ network: "203.0.113.0/24", reason: "second", by: "boss", at: expect.any(Number) },
		]);
		await boss.call("unban", { network: "203.0.113.1/24" });
		expect((await boss.refusal("unban", { network: "203.0.113.0/24" })).why).toBe(
			"no_such_account",
		);
	});

	test.skipIf(outside === undefined)(
		"is told so in its own language and nothing else, and those who are in are sent away, but for the local ones [needs an IPv4 address besides loopback]",
		async () => {
			await using server = await startStaffed(staff, { hosts: ["0.0.0.0"], guests: true });
			const address = { host: outside ?? "", port: server.address.port };
			const local = { host: "127.0.0.1", port: server.address.port };
			const { peer: boss } = await server.account("boss", { address: local });
			const { peer: ann } = await server.account("ann", { address });
			const { peer: here } = await server.account("ann", { address: local });
			await here.call("join", { room: "#general" });
			const half = await server.greeted({ address });
			const { peer: afar } = await server.account("boss", { address });
			const mine = await afar.refusal("ban", { network: `${outside}/30` });
			expect(mine).toMatchObject({
				why: "not_allowed",
				message: expect.stringContaining(`your own address, ${outside};`),
			});
			await boss.call("ban", { network: `${outside}/30`, reason: "flood" });
			const sentence = /^Your address is banned from this server: flood\.$/;
			expect(await ann.next("bye")).toMatchObject({
				code: "banned",
				reason: expect.stringMatching(sentence),
			});
			await ann.ended();
			expect((await half.refusal("login", { guest: "gus" })).why).toBe("banned");

			const native = await server.native({ address });
			native.write("{");
			const refused = await native.refusalOfFrame();
			expect(refused).toMatchObject({ why: "banned", message: expect.stringMatching(sentence) });
			await native.ended();
			const peer = new PlainPeer(address, { tls: true });
			await peer.sees("*** Your address is banned from this server: flood.\n");
			await peer.ended();
			expect(peer.screen).toBe("*** Your address is banned from this server: flood.\n");

			await here.call("post", { room: "#general", id: newMessageId(), text: "still here" });
			await boss.call("unban", { network: `${outside}/30` });
			await server.account("ann", { address });
		},
	);

	test("is a ban of exactly the addresses that Node says it has", () => {
		const octet = fc.integer({ min: 0, max: 255 });
		const ipv4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join("."));
		const group = fc.constantFrom("0", "0", "1", "2001", "db8", "ffff");
		const ipv6 = fc
			.array(group, { minLength: 8, maxLength: 8 })
			.map((groups) => groups.join(":"))
			.filter((address) => !/^(0:){5}ffff/.test(address));
		const both = fc.oneof(fc.tuple(ipv4, ipv4), fc.tuple(ipv6, ipv6));
		fc.assert(
			fc.property(both, fc.integer({ min: 1, max: 128 }), ([address, base], length) => {
				const family = isIPv6(base) ? "ipv6" : "ipv4";
				const bits = isIPv6(base) ? length : Math.ceil(length / 4);
				const list = new BlockList();
				list.addSubnet(base, bits, family);
				const parsed = parseNetwork(`${base}/${bits}`);
				expect(parsed.ok && isWithin(address, parsed.network)).toBe(list.check(address, family));
			}),
		);
	});
});
