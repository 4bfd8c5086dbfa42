import { rmSync } from "node:fs";
import { openStore } from "@partyline/server/journal";
import { accountName, newMessageId } from "@partyline/shared/protocol/ids";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeFolder, passwordOf, TestDaemon } from "../support/daemon.ts";
import { operate } from "../support/operator.ts";

const room = "#general";

describe("the devices of an account", () => {
	test("are listed with what they are, when they came last, and which of them asks", async () => {
		await using server = await TestDaemon.start();
		const laptop = await server.native();
		await laptop.call("hello", { protocol: 1, client: "partyline/1" });
		const secret = { account: "ann", password: passwordOf("ann") };
		await laptop.call("register", { ...secret, device: "laptop" });
		const phone = await server.greeted();
		const { token } = await phone.call("login", { ...secret, device: "phone" });
		const { devices } = await phone.call("devices", {});
		expect(devices).toMatchObject([
			{ name: "laptop", client: "partyline/1", online: true },
			{ name: "phone", client: "test", online: true, current: true },
		]);
		expect(devices[0]?.current).toBeUndefined();
		for (const { device } of devices) expect(device).toMatch(/^[0-9a-f]{12}$/);
		await phone.call("quit", {});
		await phone.ended();
		const [, gone] = (await laptop.call("devices", {})).devices;
		expect(gone?.online).toBeUndefined();
		await server.device(token);
		await expect
			.poll(async () => (await laptop.call("devices", {})).devices[1]?.seenAt)
			.toBeGreaterThan(gone?.seenAt ?? 0);
	});

	test("are one presence, and share what was read and who is ignored", async () => {
		await using server = await TestDaemon.start();
		const bob = await server.member("bob");
		const first = await server.account("ann");
		await first.peer.call("join", { room });
		const second = await server.account("ann");
		await second.peer.call("join", { room });
		const { seq } = await bob.call("post", { room, id: newMessageId(), text: "hello" });
		await first.peer.call("read", { room, seq });
		expect(await second.peer.next("read")).toEqual({ room, seq });
		await first.peer.call("ignore", { account: "bob", on: true });
		expect(await second.peer.next("ignored")).toEqual({ accounts: ["bob"] });
		expect((await server.account("ann")).login.ignored).toEqual(["bob"]);
		await first.peer.call("quit", {});
		await first.peer.ended();
		await second.peer.call("post", { room, id: newMessageId(), text: "still here" });
		await bob.event(room, (event) => event.type === "message" && event.text === "still here");
		const came = bob.inbox.filter(
			(frame) => frame.type === "notification" && frame.method === "presence",
		);
		expect(came.filter((frame) => JSON.stringify(frame).includes("offline"))).toEqual([]);
		const { members } = await bob.call("members", { room });
		expect(members.filter(({ account }) => account === "ann")).toHaveLength(1);
	});

	test("can be signed out: the connections of the device end at once, and its token is void", async () => {
		await using server = await TestDaemon.start();
		const kept = await server.account("ann");
		const lost = await server.account("ann");
		const twice = await server.device(lost.login.token);
		const { devices } = await lost.peer.call("devices", {});
		const device = devices.find(({ current }) => current)?.device ?? "";
		expect(await kept.peer.call("revoke", { device })).toEqual({});
		for (const { peer } of [lost, twice]) {
			expect(await peer.next("bye")).toMatchObject({ code: "device_ended" });
			await peer.ended();
		}
		const late = await server.greeted();
		expect((await late.refusal("login", { token: lost.login.token })).why).toBe("token_invalid");
		expect((await kept.peer.call("devices", {})).devices).toHaveLength(1);
		expect((await kept.peer.refusal("revoke", { device })).why).toBe("no_such_device");
	});

	test("can sign themselves out, and hear that it was done first", async () => {
		await using server = await TestDaemon.start();
		const { peer, login } = await server.account("ann");
		const [own] = (await peer.call("devices", {})).devices;
		expect(await peer.call("revoke", { device: own?.device ?? "" })).toEqual({});
		await peer.ended();
		const late = await server.greeted();
		expect((await late.refusal("login", { token: login.token })).why).toBe("token_invalid");
	});

	test("are at most fifty: for one more the one that came the longest ago is signed out", async () => {
		const dataDir = makeFolder();
		onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
		const first = await TestDaemon.start({ dataDir });
		await (await first.account("ann")).peer.call("quit", {});
		await first[Symbol.asyncDispose]();
		const { accounts, journal } = await openStore({ dataDir, onFatal: () => {} });
		const ann = accountName.parse("ann");
		await accounts.revokeTokens(ann);
		for (let at = 1; at <= 50; at++)
			await accounts.issueToken(ann, { name: `${at}`, client: "", at });
		await journal.close();
		await using server = await TestDaemon.start({ dataDir });
		const { peer } = await server.account("ann");
		const { devices } = await peer.call("devices", {});
		expect(devices).toHaveLength(50);
		expect(devices.map(({ name }) => name).slice(0, 2)).toEqual(["2", "3"]);
		expect(devices.at(-1)).toMatchObject({ current: true });
	});

	test("are nobody else's to end", async () => {
		await using server = await TestDaemon.start();
		const { peer: ann } = await server.account("ann");
		const { peer: bob } = await server.account("bob");
		const [own] = (await ann.call("devices", {})).devices;
		expect((await bob.refusal("revoke", { device: own?.device })).why).toBe("no_such_device");
		expect((await ann.call("devices", {})).devices).toHaveLength(1);
	});
});

describe("what the operator does to an account", () => {
	test("is seen by everybody at once: another role is in the list of members", async () => {
		await using server = await TestDaemon.start();
		const bob = await server.member("bob");
		const { peer: ann } = await server.account("ann");
		await ann.call("join", { room });
		await operate(server, "account.role", { account: "ann", role: "owner", reason: "hers" });
		const { members } = await bob.call("members", { room });
		expect(members).toMatchObject([{ account: "ann", role: "owner" }, { account: "bob" }]);
	});

	test("never leaves the server without an owner", async () => {
		await using server = await TestDaemon.start();
		await server.account("ann");
		await server.account("bob");
		await operate(server, "account.role", { account: "ann", role: "owner" });
		const last = "ann is the last owner; make somebody else an owner first.";
		const deeds = [
			() => operate(server, "account.role", { account: "ann", role: "member" }),
			() => operate(server, "account.disable", { account: "ann" }),
			() => operate(server, "account.delete", { account: "ann", messages: "keep" }),
		];
		for (const deed of deeds) await expect(deed()).rejects.toThrow(last);
		await operate(server, "account.role", { account: "bob", role: "owner" });
		// Of two owners who go at the same moment one stays.
		const both = await Promise.allSettled([
			operate(server, "account.disable", { account: "ann" }),
			operate(server, "account.disable", { account: "bob" }),
		]);
		expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
	});

	test("deletes it and keeps what was said: only the name is left, for nobody", async () => {
		await using server = await TestDaemon.start();
		const bob = await server.member("bob");
		const ann = await server.account("ann");
		await ann.peer.call("join", { room });
		await ann.peer.call("post", { room, id: newMessageId(), text: "kept" });
		await operate(server, "account.delete", { account: "ann", messages: "keep" });
		expect(await ann.peer.next("bye")).toMatchObject({ code: "account_disabled" });
		await bob.event(room, (event) => event.type === "part" && event.by === "ann");
		const { events } = await bob.call("history", { room, limit: 10 });
		expect(events.filter((event) => event.type === "message")).toMatchObject([{ text: "kept" }]);
		const peer = await server.greeted();
		const own = { account: "ann", password: passwordOf("ann") };
		expect((await peer.refusal("login", own)).why).toBe("wrong_password");
		expect((await peer.refusal("login", { token: ann.login.token })).why).toBe("token_invalid");
		expect((await peer.refusal("register", own)).why).toBe("name_taken");
		expect((await peer.refusal("login", { guest: "ann" })).why).toBe("name_taken");
		await expect(operate(server, "account.enable", { account: "ann" })).rejects.toThrow(
			"There is no account ann.",
		);
	});

	test("deletes it with what was said, in every room, private ones too", async () => {
		await using server = await TestDaemon.start();
		const { peer: bob } = await server.account("bob");
		const { peer: ann } = await server.account("ann");
		await bob.call("join", { room });
		await ann.call("join", { room });
		const secret = await ann.call("create", { room: "#secret", private: true });
		await ann.call("invite", { room: secret.room, account: "bob" });
		await operate(server, "account.role", { account: "ann", role: "owner" });
		await operate(server, "account.role", { account: "bob", role: "owner" });
		for (const where of [room, secret.room])
			await ann.call("post", { room: where, id: newMessageId(), text: "gone" });
		await operate(server, "account.delete", { account: "ann", messages: "redact" });
		for (const where of [room, secret.room]) {
			const { events } = await bob.call("history", { room: where, limit: 20 });
			const said = events.filter((event) => event.type === "message");
			expect(said).toMatchObject([{ by: "ann", text: "", redacted: true }]);
		}
	});
});
