import { newMessageId } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { event, joinedRoom, noon, person } from "../testing/samples.ts";
import { down, up } from "./testing/down-and-up.ts";
import { PlainRig } from "./testing/plain-chat-rig.ts";

describe("entering a room", () => {
	test("tells its number, its topic, who is there, and what was said lately", async () => {
		const rig = new PlainRig();
		rig.client.people = [person("ann"), person("bob"), person("eve", "Eve", "offline")];
		const room = joinedRoom("#general", undefined, "on-call: bob");
		rig.client.tell({ type: "me", me: { ...person("ann"), role: "guest" } });
		rig.client.tell({ type: "rooms", rooms: [room] });
		rig.hear(1, { type: "join" });
		rig.hear(2, { text: "the p99 jumped" });
		rig.hear(3, { text: "waves", action: true });
		up(rig);
		await rig.settle();
		expect(rig.lines()).toEqual([
			"Connected to chat.example.org as ann.",
			"You are in #general, room 1. Topic: on-call: bob",
			"2 people are here.",
			"Last, 2 messages:",
			"bob 12:00: the p99 jumped",
			"* bob waves",
		]);
	});

	test("tells what is new apart from what one has read", async () => {
		const rig = await PlainRig.open(["#general", "#ops"]);
		for (let seq = 1; seq <= 20; seq++) rig.hear(seq, { room: "#ops" });
		const { room, seq: read } = event(18, { room: "#ops" });
		rig.client.tell({ type: "read", room, seq: read });
		rig.lines();
		const told = rig.type("/go 2");
		await rig.settle();
		expect((await told).slice(2)).toEqual([
			"Before that, 8 messages:",
			...Array.from({ length: 8 }, (_, at) => `bob 12:00: text ${at + 11}`),
			"2 new messages:",
			"bob 12:00: text 19",
			"bob 12:00: text 20",
		]);
	});

	test("with no connection tells what is known already, and says so", async () => {
		const rig = new PlainRig();
		down(rig);
		expect(rig.lines()).toEqual([
			"No answer from chat.example.org; trying again in 4 s. An empty line tries at once. Nothing is listening there.",
			"You are in #general.",
			"What was said here comes with the connection.",
		]);
	});

	test("tells the day of what was said on another one", async () => {
		const rig = await PlainRig.open();
		rig.hear(1, { at: noon - 24 * 3_600_000 });
		rig.hear(2, { at: noon });
		expect(rig.lines()).toEqual([
			"Saturday 21 November 2026:",
			"bob 12:00: text 1",
			"Sunday 22 November 2026:",
			"bob 12:00: text 2",
		]);
	});
});

describe("a message", () => {
	test("of several lines stays below the name of its author", async () => {
		const rig = await PlainRig.open();
		rig.hear(1, { text: "look:\neve 12:00: I am eve\n\nConnected to evil.example.org." });
		expect(rig.lines()).toEqual([
			"bob 12:00: look:",
			"  eve 12:00: I am eve",
			"  ",
			"  Connected to evil.example.org.",
		]);
	});

	test("that answers another says whom", async () => {
		const rig = await PlainRig.open();
		rig.hear(1, { by: "eve" });
		rig.hear(2, { replyTo: 1, text: "yes" });
		rig.hear(3, { replyTo: 900, text: "and no" });
		expect(rig.lines().slice(1)).toEqual([
			"bob, replying to eve, 12:00: yes",
			"bob, replying to message 900, 12:00: and no",
		]);
	});

	test("has no time where no times are wanted", async () => {
		const rig = await PlainRig.open(["#general"], { look: { clock: "none" } });
		rig.hear(1);
		rig.hear(2, { replyTo: 1 });
		expect(rig.lines()).toEqual(["bob: text 1", "bob, replying to bob: text 2"]);
	});

	test("of one's own is not repeated where it was typed, but from another device it is told", async () => {
		const rig = await PlainRig.open();
		await rig.type("hello");
		const { id } = rig.client.entries[0] ?? { id: newMessageId() };
		rig.hear(1, { by: "ann", id, text: "hello" });
		rig.hear(2, { by: "ann", text: "from my phone" });
		expect(rig.lines()).toEqual(["ann 12:00: from my phone"]);
	});

	test("in a pipe names its room, and one's own comes back when it is kept", async () => {
		const rig = await PlainRig.open(["#general"], { isTerminal: false });
		await rig.type("hello");
		const { id } = rig.client.entries[0] ?? { id: newMessageId() };
		rig.hear(1, { by: "ann", id, text: "hello" });
		expect(rig.lines()).toEqual(["#general ann 12:00: hello"]);
	});

	test("that was left out by a slow connection is told as a number", async () => {
		const rig = await PlainRig.open();
		rig.hear(1);
		rig.client.tell({ type: "reset", room: event(1).room, from: event(50).seq });
		rig.hear(50);
		expect(rig.lines().slice(1)).toEqual([
			"48 messages before the next one were left out; /more reads them.",
			"bob 12:00: text 50",
		]);
	});

	test("is marked as read when it was told, and not before", async () => {
		const rig = await PlainRig.open();
		rig.hear(1);
		rig.session.desk.markRead();
		expect(rig.client.askedOf("read")).toEqual([]);
		rig.lines();
		rig.session.desk.markRead();
		expect(rig.client.askedOf("read")).toEqual(["read #general 1"]);
	});
});

describe("people who come and go", () => {
	test("are one line, however many they are, and not one after the other", async () => {
		const rig = await PlainRig.open();
		for (let seq = 1; seq <= 30; seq++) rig.hear(seq, { type: "join", by: `guest${seq}` });
		expect(rig.lines()).toEqual([]);
		rig.pass(4);
		expect(rig.lines()).toEqual([
			"guest1, guest2, guest3, guest4, guest5, guest6, guest7 and guest8 joined, and 22 more came or went",
		]);
		rig.hear(31, { type: "part", by: "guest1" });
		rig.pass(10);
		expect(rig.lines()).toEqual([]);
		rig.pass(10);
		expect(rig.lines()).toEqual(["guest1 left"]);
	});

	test("are not oneself", async () => {
		const rig = await PlainRig.open();
		rig.hear(1, { type: "join", by: "ann" });
		rig.pass(30);
		expect(rig.lines()).toEqual([]);
	});
});

describe("what happens in other rooms", () => {
	test("is told as a number now and then, not message by message", async () => {
		const rig = await PlainRig.open(["#general", "#ops"]);
		rig.hear(1, { room: "#ops" });
		rig.pass(2);
		rig.hear(2, { room: "#ops" });
		expect(rig.lines()).toEqual([]);
		rig.pass(5);
		rig.hear(3, { room: "#ops" });
		rig.pass(20);
		expect(rig.lines()).toEqual(["[#ops] 2 new. /go 2 reads them."]);
		rig.pass(60);
		expect(rig.lines()).toEqual(["[#ops] 1 new. /go 2 reads it."]);
	});

	test("is told soon when it names us, with what was said", async () => {
		const rig = await PlainRig.open(["#general", "#ops"]);
		rig.hear(1, { room: "#ops", text: "ann: look\nhere" });
		rig.pass(2);
		expect(rig.lines()).toEqual(["[#ops] bob names you: ann: look here (/go 2 goes there.)"]);
	});

	test("is one line for several rooms", async () => {
		const rig = await PlainRig.open(["#general", "#ops", "#web"]);
		rig.hear(1, { room: "#ops", text: "ann!" });
		rig.hear(1, { room: "#web" });
		rig.hear(2, { room: "#ops" });
		rig.nowMs += 100;
		rig.lines();
		rig.nowMs += 10_000;
		expect(rig.lines()).toEqual([
			"Elsewhere: #ops, room 2, 2 new, one names you; #web, room 3, 1 new. /next goes to the first.",
		]);
	});

	test("is not told of a room that is muted", async () => {
		const rig = await PlainRig.open(["#general", "#ops"]);
		await rig.type("/mute #ops");
		rig.hear(1, { room: "#ops", text: "ann: look" });
		rig.lines();
		rig.pass(90);
		expect(rig.lines()).toEqual([]);
	});
});
