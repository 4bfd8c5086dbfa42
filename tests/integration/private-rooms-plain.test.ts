import { newMessageId } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { passwordOf, type TestDaemon } from "../support/daemon.ts";
import type { PlainPeer } from "../support/plain-peer.ts";
import { startStaffed } from "../support/staffed.ts";

/** Bob at the plain door, in the private room #secret that Ann made. */
async function arrange(server: TestDaemon) {
	const { peer: ann } = await server.account("ann");
	const { room } = await ann.call("create", { room: "#secret", private: true, topic: "plans" });
	const bob = await signIn(server, "bob");
	await ann.call("invite", { room, account: "bob" });
	bob.type("/join #secret");
	await bob.sees("you are in #secret");
	return { ann, bob, room };
}

async function signIn(server: TestDaemon, name: string): Promise<PlainPeer> {
	const peer = server.plain();
	await peer.sees("username: ");
	peer.type(name);
	await peer.sees("password: ");
	peer.type(passwordOf(name));
	await peer.sees(`you are ${name}`);
	return peer;
}

const staff = { ann: "admin", bob: "member", cleo: "member" } as const;

describe("at the plain door", () => {
	test("a private room is joined by its title, listed by it, and told apart", async () => {
		await using server = await startStaffed(staff);
		const { ann, bob, room } = await arrange(server);
		bob.type("hello");
		const event = await ann.event(room, ({ type }) => type === "message");
		expect(event).toMatchObject({ by: "bob", text: "hello" });
		bob.type("/rooms");
		await bob.sees("#general (1)");
		await bob.sees("#secret (2, private): plans");
		bob.type("/names");
		await bob.sees("2 in #secret: ann, bob");
		await ann.call("rename", { room, name: "#den" });
		await bob.sees("ann renamed #secret to #den");
		bob.type("/names");
		await bob.sees("2 in #den: ann, bob");
		expect(bob.screen).not.toContain(room);
	});

	test("whoever is taken out is told so, hears nothing more of the room, and is in none", async () => {
		await using server = await startStaffed(staff);
		const { ann, bob, room } = await arrange(server);
		await ann.call("kick", { room, account: "bob", reason: "a word too many" });
		await bob.sees("ann took bob out: a word too many");
		await bob.sees("you are no longer in #secret; /join another");
		await ann.call("post", { room, id: newMessageId(), text: "he is gone" });
		bob.type("am I still here?");
		await bob.sees("You are in no room; /join one.");
		bob.type(`/join ${room}`);
		await bob.sees(`There is no room ${room}.`);
		bob.type("/join #general");
		await bob.sees("you are in #general");
		expect(bob.screen).not.toContain("he is gone");
	});

	test("what one does on another device is followed: leaving puts one out, coming back does not", async () => {
		await using server = await startStaffed(staff);
		const { ann, bob, room } = await arrange(server);
		const { peer: phone } = await server.account("bob");
		await phone.call("leave", { room });
		await bob.sees("you left #secret; /join another");
		await ann.call("invite", { room, account: "bob" });
		bob.type("/join #secret");
		await bob.sees("you are in #secret");
		bob.type("/part");
		await bob.sees("you left #secret; /join another");
	});

	test("how a room is kept is told in words, and to those who come later", async () => {
		await using server = await startStaffed(staff);
		const { ann, bob, room } = await arrange(server);
		await ann.call("settings", { room, readOnly: true, slowSeconds: 90, retentionDays: 1 });
		await bob.sees("ann changed how the room is kept: read-only, slow mode 1m30s, kept 1 day");
		await bob.sees("only moderators speak here now");
		bob.type("hello");
		await bob.sees("Only moderators speak in #secret.");
		await ann.call("settings", { room, readOnly: false, slowSeconds: 0, retentionDays: 0 });
		await bob.sees("no longer read-only, no slow mode, kept for ever");
		await ann.call("settings", { room, archived: true });
		await bob.sees("archived");
		await bob.sees("nobody speaks here any more");
		bob.type("hello");
		await bob.sees("#secret is archived.");
		bob.type("/join #secret");
		await bob.sees("it is archived: nobody speaks here any more");
	});

	test("whoever is banned from the first room comes in all the same, and goes to another", async () => {
		await using server = await startStaffed(staff);
		const { ann } = await arrange(server);
		await ann.call("join", { room: "#general" });
		await ann.call("ban", { room: "#general", account: "cleo" });
		await ann.call("create", { room: "#tea" });
		const cleo = await signIn(server, "cleo");
		expect(cleo.screen).toContain("cleo is banned from #general.");
		expect(cleo.screen).toContain("in no room; /rooms lists them");
		cleo.type("/join #tea");
		await cleo.sees("you are in #tea");
	});

	test("a message that was taken back is not shown again", async () => {
		await using server = await startStaffed(staff);
		const { ann, bob, room } = await arrange(server);
		const { seq } = await ann.call("post", { room, id: newMessageId(), text: "a slip" });
		await ann.call("redact", { room, seqs: [seq], reason: "wrong room" });
		await bob.sees("ann took 1 message back: wrong room");
	});
});
