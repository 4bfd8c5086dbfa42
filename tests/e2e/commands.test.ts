import { describe, expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { loggedTexts } from "../support/pages.ts";
import type { Screen } from "../support/pty.ts";

async function withChat(size = {}): Promise<{ machine: Machine; ann: Screen }> {
	const machine = await Machine.create();
	await machine.startDaemon();
	return { machine, ann: await machine.connectedChat("ann", size) };
}

async function withTwo() {
	const { machine, ann } = await withChat();
	const bob = await machine.connectedChat("bob");
	await ann.sees("bob joined");
	return { machine, ann, bob };
}

describe("a slash command", () => {
	test("/join makes a room and goes there, /part leaves it and goes back", async () => {
		const { machine, ann } = await withChat();
		ann.say("/join #tea");
		await ann.sees("#tea is new; you made it.");
		expect(ann.rows()[0]).toMatch(/^#tea /);
		ann.say("milk first");
		await ann.sees(/\d\d:\d\d ann +milk first/);
		const bob = await machine.connectedChat("bob");
		bob.say("/join tea");
		await bob.sees(/ann +milk first/);
		bob.doesNotSee("you made it");
		bob.say("/part");
		await bob.until("#general", ([title = ""]) => title.startsWith("#general"));
		await ann.sees(/bob left\b/);
	});

	test("/msg opens a conversation that the other side sees and can answer", async () => {
		const { ann, bob } = await withTwo();
		ann.say("/msg bob psst");
		await ann.until("the conversation", ([title = ""]) => title.startsWith("bob"));
		await bob.sees("[2 ann·1]");
		bob.doesNotSee("psst");
		bob.key("alt+2");
		await bob.sees(/ann +psst/);
		bob.say("what?");
		await ann.sees(/bob +what\?/);
	});

	test("/me says what one does", async () => {
		const { ann, bob } = await withTwo();
		ann.say("/me waves");
		await Promise.all([ann.sees(/\d\d:\d\d \* ann waves/), bob.sees("* ann waves")]);
	});

	test("/nick changes the name for everyone, and back", async () => {
		const { ann, bob } = await withTwo();
		ann.say("/nick Queen");
		await bob.sees("ann is Queen now");
		await ann.hasTyped("Queen>");
		ann.say("off with their heads");
		await bob.sees(/Queen +off with their heads/);
	});

	test("/nick to a name that is somebody's says so and changes nothing", async () => {
		const { ann } = await withTwo();
		ann.say("/nick bob");
		await ann.sees(/· .*bob/);
		await ann.hasTyped("/nick bob");
	});

	test("/names tells who is here", async () => {
		const { ann } = await withTwo();
		ann.say("/names");
		await ann.sees("2 here: ann, bob");
	});

	test("/topic sets what everyone reads in the first row, and tells it", async () => {
		const { ann, bob } = await withTwo();
		ann.say("/topic Release on Friday");
		await bob.until("the topic", ([title = ""]) => title.includes("Release on Friday"));
		bob.say("/topic");
		await bob.sees("The topic is: Release on Friday");
		bob.say("/topic -");
		await ann.until("no topic", ([title = ""]) => !title.includes("Friday"));
	});

	test("/help shows keys and commands over the conversation, finds what one types, and Esc goes back", async () => {
		const { ann } = await withChat();
		ann.say("before");
		await ann.sees(/\d\d:\d\d ann +before/);
		ann.say("/help");
		await ann.sees("Help. Esc closes");
		ann.doesNotSee(/ann +before/);
		ann.type("talk to one");
		await ann.sees(/\/msg @who\.\.\. \[text\] +talk to one person/);
		ann.doesNotSee("Alt+Home");
		ann.key("escape");
		await ann.sees("Alt+Home");
		ann.key("escape");
		await ann.sees(/ann +before/);
		ann.doesNotSee("Help. Esc closes");
		ann.say("/help msg");
		await ann.sees("/msg @who... [text]: talk to one person, or to a few: each with an @");
	});

	test("that is none is not sent, stays in the line and names the nearest", async () => {
		const { machine, ann } = await withChat();
		ann.say("/jion #tea");
		await ann.sees("There is no command /jion. Did you mean /join?");
		expect(ann.typed()).toBe("ann> /jion #tea");
		ann.key("ctrl+c");
		ann.say("//jion is how one says it");
		await ann.sees(/\d\d:\d\d ann +\/jion is how one says it/);
		expect(await loggedTexts(machine)).toEqual(["/jion is how one says it"]);
	});

	test("without what it needs tells how it is used", async () => {
		const { ann } = await withChat();
		ann.say("/msg");
		await ann.sees("Type /msg @who... [text]: talk to one person, or to a few");
		await ann.hasTyped("/msg");
		ann.say(" nobody-here hi");
		await ann.sees(/· .*nobody-here/);
		await ann.hasTyped("/msg nobody-here hi");
	});

	test("typed without a connection says that there is none", async () => {
		const { machine, ann } = await withChat();
		await machine.killDaemon();
		await ann.sees("no answer from 127.0.0.1");
		ann.say("/join #tea");
		await ann.sees("There is no connection to the server now.");
		await ann.hasTyped("/join #tea");
	});
});

describe("a key", () => {
	test("F1 opens and closes the help", async () => {
		const { ann } = await withChat();
		ann.key("f1");
		await ann.sees("Help. Esc closes");
		ann.key("f1");
		await ann.losesSight("Help. Esc closes");
		await ann.sees("ann joined");
	});

	test("F7 lists the rooms and F8 the people, over the conversation, and Esc takes them away", async () => {
		const { ann } = await withTwo();
		ann.say("/join #tea");
		await ann.sees("you made it");
		ann.key("f7");
		await ann.sees(/^1 #general +│.*\n2 #tea +│/m);
		ann.key("f8");
		await ann.sees(/│1 of 1 here\n.*│● ann$/m);
		ann.doesNotSee("1 #general");
		ann.key("escape");
		await ann.losesSight("│● ann");
		ann.key("alt+1");
		await ann.sees("bob joined");
		ann.key("f8");
		await ann.sees(/│2 of 2 here\n.*│● ann\n.*│● bob/);
	});

	test("F7 and F8 put the lists beside the conversation where the terminal is wide", async () => {
		const { ann } = await withChat({ columns: 200, rows: 30 });
		await ann.sees(/^1 #general +│/m);
		ann.key("f8");
		await ann.sees(/^1 #general +│.*│1 of 1 here\n.*│● ann$/m);
		ann.key("f7");
		await ann.losesSight("1 #general");
	});

	test("Tab completes commands, rooms and names, and goes round", async () => {
		const { ann } = await withTwo();
		ann.type("/na\t");
		await ann.hasTyped("/names");
		ann.key("ctrl+u");
		ann.type("see #g\t");
		await ann.hasTyped("see #general");
		ann.key("ctrl+u");
		ann.type("b\t");
		await ann.hasTyped("bob:");
		ann.key("ctrl+u");
		ann.type("ask b\t?");
		await ann.hasTyped("ask bob ?");
		ann.key("ctrl+u");
		ann.type("/n\t");
		await ann.hasTyped("/names");
		await ann.sees(/▸ \/names .*\n {2}\/nick NAME /);
		ann.key("tab");
		await ann.hasTyped("/nick");
		await ann.sees(/▸ \/nick NAME /);
		ann.key("tab");
		await ann.hasTyped("/names");
	});

	test("Ctrl+C clears the line, and twice on an empty one leaves with exit code 0", async () => {
		const { ann } = await withChat();
		ann.type("never mind");
		await ann.hasTyped("never mind");
		ann.key("ctrl+c");
		await ann.hasTyped(/^ann>$/);
		ann.key("ctrl+c");
		await ann.sees("Ctrl+C once more leaves");
		ann.key("ctrl+c");
		expect(await ann.exited).toBe(0);
	});

	test("Ctrl+C, then something typed, then Ctrl+C does not leave", async () => {
		const { ann } = await withChat();
		ann.key("ctrl+c");
		await ann.sees("Ctrl+C once more leaves");
		ann.type("x");
		await ann.hasTyped("ann> x");
		ann.key("ctrl+c");
		await ann.hasTyped(/^ann>$/);
		ann.say("still here");
		await ann.sees(/\d\d:\d\d ann +still here/);
	});

	test.for(["/quit", "/q", ":q", ":wq"])("%s leaves with exit code 0", async (line) => {
		const { ann } = await withChat();
		ann.say(line);
		expect(await ann.exited).toBe(0);
	});
});
