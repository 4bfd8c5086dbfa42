import { newMessageId } from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { roomIn } from "../state/place.ts";
import { hostileText } from "../testing/arbitrary.ts";
import { event, events, joinedRoom, noon, person, place, post } from "../testing/samples.ts";
import { showable } from "../text/glyphs.ts";
import { PlainRig } from "./testing/plain-chat-rig.ts";

const down = (rig: PlainRig, problem = "Nothing is listening there.") =>
	rig.client.tell({
		type: "status",
		status: { state: "waiting", retryAtMs: rig.nowMs + 4_000, problem, attempt: 1 },
	});
const up = (rig: PlainRig) => rig.client.tell({ type: "status", status: { state: "live" } });

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

describe("a connection that is cut", () => {
	test("is told once, each way it fails once, and what came meanwhile when it is back", async () => {
		const rig = await PlainRig.open();
		rig.hear(1);
		rig.lines();
		down(rig, "The connection broke.");
		down(rig, "Nothing is listening there.");
		rig.lines();
		down(rig, "The connection broke.");
		rig.client.tell({ type: "status", status: { state: "connecting", attempt: 2 } });
		expect(rig.lines()).toEqual([]);
		rig.client.tell({ type: "status", status: { state: "syncing" } });
		rig.hear(2);
		rig.hear(3);
		expect(rig.lines()).toEqual([]);
		up(rig);
		expect(rig.lines()).toEqual([
			"Connected to chat.example.org again.",
			"2 messages came meanwhile:",
			"bob 12:00: text 2",
			"bob 12:00: text 3",
		]);
		up(rig);
		expect(rig.lines()).toEqual([]);
	});

	test("makes what was typed wait, and says when it was sent after all", async () => {
		const rig = await PlainRig.open();
		down(rig);
		rig.lines();
		expect(await rig.type("one")).toEqual(["Not sent yet: no connection. 1 message waits."]);
		expect(await rig.type("two")).toEqual(["Not sent yet: no connection. 2 messages wait."]);
		up(rig);
		rig.lines();
		for (const { id, room } of rig.client.entries)
			rig.client.tell({
				type: "post",
				state: "kept",
				id,
				room: roomIn(place(room)),
				seq: event(5).seq,
				at: noon,
			});
		expect(rig.lines()).toEqual(["Sent: 2 messages that waited."]);
	});

	test("is tried again by an empty line", async () => {
		const rig = await PlainRig.open();
		expect(await rig.type("")).toEqual([]);
		down(rig);
		rig.lines();
		expect(await rig.type("")).toEqual(["Trying to connect."]);
		expect(rig.client.askedOf("retryNow")).toHaveLength(1);
	});
});

test("another history of the server is told, and the room begins anew", async () => {
	const rig = await PlainRig.open();
	rig.hear(1);
	rig.hear(2);
	rig.lines();
	rig.client.tell({ type: "epoch", epoch: "another" });
	rig.hear(1, { text: "a new beginning" });
	await rig.settle();
	rig.pass(4);
	expect(rig.lines()).toEqual([
		"chat.example.org has another history now; what follows begins anew.",
		"You are in #general, room 1.",
		"Last, 1 message:",
		"bob 12:00: a new beginning",
	]);
});

describe("one's own message", () => {
	test("that is refused is told with the reason and the text", async () => {
		const rig = await PlainRig.open();
		const entry = post("too much", "Too fast; wait a moment.");
		rig.client.tell({ type: "post", state: "refused", entry });
		expect(rig.lines()).toEqual(["Refused: Too fast; wait a moment. It was: too much"]);
		rig.client.entries.push(entry);
		expect(await rig.type("/drop")).toEqual(["Dropped: 1 refused message."]);
	});

	test("that the server does not confirm is told after a while", async () => {
		const rig = await PlainRig.open();
		await rig.type("hello");
		rig.pass(4);
		expect(rig.lines()).toEqual([]);
		rig.pass(2);
		expect(rig.lines()).toEqual(["Not sent yet: the server does not confirm it. 1 message waits."]);
	});

	test("goes on in the next line after a backslash, and up to /end after /paste", async () => {
		const rig = await PlainRig.open();
		await rig.type("one\\");
		await rig.type("two");
		await rig.type("/paste");
		for (const line of ["three", "/quit", "", "four\\", "/end"]) await rig.type(line);
		await rig.type("C:\\\\");
		expect(rig.client.askedOf("post")).toEqual([
			"post #general one\ntwo",
			"post #general three\n/quit\n\nfour\\",
			"post #general C:\\\\",
		]);
		expect(rig.left).toBe(0);
	});
});

test("what is begun and not ended when one leaves is kept for the next time", async () => {
	const rig = await PlainRig.open();
	await rig.type("/paste");
	await rig.type("begun");
	rig.session.close();
	expect(rig.client.noted.get("draft:#general")).toBe("begun");
});

describe("commands", () => {
	test("that are mistyped are never said", async () => {
		const rig = await PlainRig.open();
		expect(await rig.type("/jion #ops")).toEqual([
			"There is no command /jion. Did you mean /join? //jion would say it.",
		]);
		expect(await rig.type("  /quit")).toEqual([
			"An empty line runs /quit now; //quit would say it.",
		]);
		expect(rig.left).toBe(0);
		await rig.type("");
		expect(rig.left).toBe(1);
		expect(rig.client.askedOf("post")).toEqual([]);
		expect(rig.session.failures()).toBe(2);
	});

	test("of the screen answer in words, and the help does not have them", async () => {
		const rig = await PlainRig.open();
		expect(await rig.type("/pane mentions")).toEqual([
			"/pane is for the screen, and there is none here.",
		]);
		const help = await rig.type("?");
		expect(help).toContain("/more [NUMBER]: read so many messages from before what was read");
		expect(help.join("\n")).not.toMatch(/\/(?:pane|mouse|theme|hints|keys)/);
		expect(await rig.type("/help go")).toEqual([
			"/go NUMBER: go to a room of yours by its number or name (also /g)",
		]);
	});

	test("read further back, page by page, up to the beginning", async () => {
		const rig = await PlainRig.open();
		rig.client.log = events(1, 30);
		rig.hear(30);
		expect(await rig.type("/read 1")).toEqual([
			"bob 12:00: text 30",
			"Last, 1 message:",
			"bob 12:00: text 30",
			"Up to here.",
		]);
		const page = await rig.type("/more");
		expect(page.slice(0, 2)).toEqual(["Before that, 20 messages:", "bob 12:00: text 10"]);
		expect(page.at(-1)).toBe("Up to here; /more goes further back.");
		const rest = await rig.type("/more");
		expect(rest.slice(0, 3)).toEqual([
			"The room begins here.",
			"Before that, 9 messages:",
			"bob 12:00: text 1",
		]);
		expect(await rig.type("/more")).toEqual([
			"There is nothing before that; the room begins here.",
		]);
	});

	test("tell the rooms by number, and go there by number or name", async () => {
		const rig = await PlainRig.open(["#general", "#ops", "#web"]);
		rig.hear(1, { room: "#ops" });
		expect(await rig.type("/rooms")).toEqual([
			"1 #general, you are here",
			"2 #ops, 1 new",
			"3 #web",
		]);
		for (const [line, room] of [
			["/go web", "#web"],
			["/go 1", "#general"],
			["/next", "#ops"],
		] as const) {
			const told = rig.type(line);
			await rig.settle();
			expect((await told)[0]).toMatch(`You are in ${room}, room`);
		}
		expect(await rig.type("/go nowhere")).toEqual([
			"You are in no room nowhere; /rooms lists yours, /join goes to another.",
		]);
	});
});

test("Ctrl+C twice leaves; the first lets go of what is begun", async () => {
	const rig = await PlainRig.open();
	await rig.type("begun\\");
	rig.session.interrupt();
	expect(rig.lines()).toEqual(["What you had begun is dropped."]);
	rig.session.interrupt();
	expect(rig.lines()).toEqual(["Ctrl+C once more leaves."]);
	expect(rig.left).toBe(0);
	rig.session.interrupt();
	expect(rig.left).toBe(1);
	expect(rig.client.askedOf("post")).toEqual([]);
});

test("whoever comes for the first time is told once how one gets along, but not in a pipe", () => {
	const welcomed = (isTerminal: boolean, rig = new PlainRig({ isTerminal, isFirst: true })) => {
		down(rig);
		return rig.lines().filter((line) => line.startsWith("Welcome"));
	};
	expect(welcomed(true)).toEqual(["Welcome to partyline. What you type is said in #general."]);
	expect(welcomed(false)).toEqual([]);
	expect(welcomed(true, new PlainRig())).toEqual([]);
});

test("a pipe is not welcomed when it is connected either, and leaves that to the first chat", async () => {
	const rig = new PlainRig({ isTerminal: false, isFirst: true });
	rig.client.goLive("ann", "#general");
	await rig.settle();
	expect(rig.printed).toContain("Connected to chat.example.org as ann.");
	expect(rig.printed).not.toMatch(/Welcome|F1/);
	expect(rig.client.notes("window:welcomed").size).toBe(0);
});

describe("whatever people say", () => {
	const steps = fc.array(
		fc.oneof(
			hostileText.map((text) => ["hear", text] as const),
			hostileText.map((text) => ["elsewhere", text] as const),
			hostileText.map((text) => ["topic", text] as const),
			hostileText.map((text) => ["name", text] as const),
			hostileText.map((text) => ["problem", text] as const),
			fc.constant(["back", ""] as const),
			hostileText.map((text) => ["refused", text] as const),
			hostileText.map((text) => ["type", text] as const),
			fc
				.constantFrom("/rooms", "/read", "/names", "/topic", "/go 2", "/help", "/servers")
				.map((text) => ["type", text] as const),
		),
		{ maxLength: 25 },
	);

	const happenings: Readonly<Record<string, (rig: PlainRig, text: string, seq: number) => void>> = {
		hear: (rig, text, seq) => rig.hear(seq, { text, by: "eve" }),
		elsewhere: (rig, text, seq) => rig.hear(seq, { room: "#ops", text: `ann ${text}` }),
		topic: (rig, text) => {
			const rooms = ["#general", "#ops"].map((name) => joinedRoom(name, undefined, text));
			rig.client.tell({ type: "rooms", rooms });
		},
		name: (rig, text) => {
			const { room } = event(1);
			const told = { account: person("eve").account, name: text, state: "online" } as const;
			rig.client.tell({ type: "presence", room, ...told });
		},
		problem: (rig, text) => down(rig, text),
		back: (rig) => up(rig),
		refused: (rig, text) =>
			rig.client.tell({ type: "post", state: "refused", entry: post(text, text) }),
	};

	async function run(rig: PlainRig, happened: readonly (readonly [string, string])[]) {
		for (const [at, [what, text]] of happened.entries()) {
			happenings[what]?.(rig, text, at + 1);
			if (what === "type") await Promise.race([rig.session.takeLine(text), rig.settle()]);
			rig.pass(2);
		}
		rig.pass(5);
		await rig.settle();
	}

	test("no byte of it is a control", async () => {
		await fc.assert(
			fc.asyncProperty(steps, async (happened) => {
				const rig = await PlainRig.open(["#general", "#ops"]);
				await run(rig, happened);
				expect(rig.printed).not.toMatch(/(?![\n\t])\p{Cc}|[\u2028\u2029\u202a-\u202e]/u);
			}),
			{ numRuns: 60 },
		);
	});

	test("a terminal that has only ASCII gets only ASCII", async () => {
		const glyphs = { ascii: true, utf8: false, lies: new Set<never>() };
		const look = { show: (text: string) => showable(text, glyphs) };
		await fc.assert(
			fc.asyncProperty(steps, async (happened) => {
				const rig = await PlainRig.open(["#general", "#ops"], { look });
				await run(rig, happened);
				expect(rig.printed).toMatch(/^[\n\t -~]*$/);
			}),
			{ numRuns: 60 },
		);
	});
});
