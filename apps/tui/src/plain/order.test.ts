import { describe, expect, test } from "vitest";
import { event, joinedRoom, person } from "../testing/samples.ts";
import { PlainRig } from "./testing/plain-chat-rig.ts";

async function opened(): Promise<PlainRig> {
	const rig = await PlainRig.open(["#general", "#ops"]);
	rig.client.people = [person("ann"), person("bob")];
	return rig;
}

test("a command that asks is answered by the next line, which is said nowhere", async () => {
	const rig = await opened();
	expect(await rig.type("/mute @bob 1h rude")).toEqual([
		"Mute bob for everybody here?",
		"They read on in #general and cannot speak. It takes a moderator.",
		"/ignore @bob hides them from you alone.",
		"yes does it; Enter or Esc leaves it.",
		"The next line is the answer; Ctrl+C gives none.",
	]);
	await rig.type("yes");
	const asked = { room: "#general", account: "bob", forMs: 3_600_000, reason: "rude" };
	expect(rig.client.askedOf("mute")).toEqual([`mute ${JSON.stringify(asked)}`]);
	expect(rig.client.askedOf("post")).toEqual([]);
	await rig.type("hello");
	expect(rig.client.askedOf("post")).toEqual(["post #general hello"]);
});

test("a question is let go of by Ctrl+C, and the next line is said", async () => {
	const rig = await opened();
	await rig.type("/mute @bob");
	rig.session.interrupt();
	await rig.type("hello");
	expect(rig.left).toBe(0);
	expect(rig.client.askedOf("mute")).toEqual([]);
	expect(rig.client.askedOf("post")).toEqual(["post #general hello"]);
});

test("a password is asked for line by line, and kept in no note", async () => {
	const rig = await opened();
	await rig.type("/password");
	await rig.type("old secret");
	await rig.type("new secret");
	expect(await rig.type("new secret")).toEqual([
		"Your password is another one now. Your other devices stay signed in.",
	]);
	expect(rig.client.askedOf("password")).toEqual([
		'password {"old":"old secret","new":"new secret"}',
	]);
	expect(JSON.stringify([...rig.client.noted])).not.toContain("secret");
	expect(rig.printed).not.toContain("secret");
});

test("what is done to people is told at once", async () => {
	const rig = await opened();
	rig.hear(1, { type: "mute", by: "eve", who: "bob", reason: "rude" });
	expect(rig.lines()).toEqual(["eve muted bob: rude"]);
});

test("a message that was taken back says so, and its text is read no more", async () => {
	const rig = await opened();
	rig.hear(1, { text: "buy now" });
	rig.hear(2, { type: "redact", by: "eve", seqs: [1] });
	rig.lines();
	expect((await rig.type("/read")).join("\n")).toContain("bob: (message taken back by eve)");
	rig.hear(3, { text: "ok", replyTo: 1 });
	expect(rig.lines().join("\n")).not.toContain("buy now");
});

test("who is ignored is not read aloud", async () => {
	const rig = await opened();
	rig.client.tell({ type: "ignored", accounts: [person("bob").account] });
	rig.hear(1, { text: "look at me" });
	expect(rig.lines()).toEqual([]);
	expect((await rig.type("/read")).join("\n")).not.toContain("look at me");
});

describe("whoever is taken out of a room", () => {
	test("is told why, and the line that was begun there is said nowhere, but kept", async () => {
		const rig = await opened();
		rig.hear(1, { type: "kick", by: "eve", who: "ann", reason: "too loud" });
		rig.client.tell({ type: "rooms", rooms: [joinedRoom("#ops")] });
		await rig.settle();
		expect(rig.lines()).toContain("eve took you out of #general: too loud.");
		expect(await rig.type("what I wanted to say")).toEqual([
			"Not sent: what you were writing is kept for #general. Type it again to say it here.",
		]);
		expect(rig.client.askedOf("post")).toEqual([]);
		await rig.type("what I wanted to say");
		expect(rig.client.askedOf("post")).toEqual(["post #ops what I wanted to say"]);
	});
});

test("a room where one speaks in vain says so when one comes there", async () => {
	const rig = await opened();
	const rooms = [joinedRoom("#general"), { ...joinedRoom("#ops"), readOnly: true }];
	rig.client.tell({ type: "rooms", rooms });
	const lines = await rig.type("/go ops");
	await rig.settle();
	expect([...lines, ...rig.lines()]).toContain("Only moderators speak here.");
});

test("what was said before and is asked for again is the event's own words", async () => {
	const rig = await opened();
	rig.client.log = [event(1, { type: "topic", topic: "all of it" }), event(2)];
	rig.hear(3);
	rig.lines();
	expect((await rig.type("/more")).join("\n")).toContain("set the topic: all of it");
});
