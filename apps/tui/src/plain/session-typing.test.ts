import { describe, expect, test } from "vitest";
import { events, post } from "../testing/samples.ts";
import { PlainRig } from "./testing/plain-chat-rig.ts";

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
