import { once } from "node:events";
import { createServer } from "node:net";
import { UnicodeGraphemesAddon } from "@xterm/addon-unicode-graphemes";
import type { Terminal } from "@xterm/headless";
import { describe, expect, onTestFinished, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { loggedTexts } from "../support/pages.ts";

const family = "👨‍👩‍👧";

/** A terminal that draws an emoji of several people in two columns. */
const modern = {
	prepare: (terminal: Terminal) => terminal.loadAddon(new UnicodeGraphemesAddon()),
};

describe("two people", () => {
	test("talk both ways, in CJK and emoji too", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const [ann, bob] = await Promise.all([
			machine.connectedChat("ann", modern),
			machine.connectedChat("bob", modern),
		]);
		ann.say(`hello ${family} 日本語 for bob`);
		await bob.sees(new RegExp(`ann +hello ${family} 日本語 for bob`));
		bob.say(`안녕 ${family}, ann`);
		await ann.sees(new RegExp(`bob +안녕 ${family}, ann`));
		expect(await loggedTexts(machine)).toEqual([
			`hello ${family} 日本語 for bob`,
			`안녕 ${family}, ann`,
		]);
	});

	test("read an emoji by its name where the terminal would draw it too wide, and send it as it is", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const ann = await machine.connectedChat("ann");
		ann.say(`the ${family} comes`);
		await ann.sees(/\d\d:\d\d ann +the :family_man_woman_girl: comes/);
		expect(await loggedTexts(machine)).toEqual([`the ${family} comes`]);
	});

	test("see each other come, type and go", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const ann = await machine.connectedChat("ann");
		const bob = await machine.connectedChat("bob");
		await ann.sees("bob joined");
		bob.type("h");
		await ann.sees("bob types…");
		bob.key("ctrl+u");
		bob.say("/quit");
		await ann.sees(/bob left\b/);
	});

	test("find everything again after both clients and the server were restarted", async () => {
		const machine = await Machine.create();
		const daemon = await machine.startDaemon();
		const [ann, bob] = [await machine.connectedChat("ann"), await machine.connectedChat("bob")];
		ann.say("for the record");
		await bob.sees(/ann +for the record/);
		bob.say("noted");
		await ann.sees(/bob +noted/);
		ann.say("/quit");
		bob.say("/quit");
		expect([await ann.exited, await bob.exited]).toEqual([0, 0]);
		daemon.kill("SIGTERM");
		expect((await daemon.ended).code).toBe(0);
		await machine.startDaemon();
		for (const name of ["ann", "bob"]) {
			const screen = await machine.connectedChat(name);
			await screen.sees(/ann +for the record[\s\S]*bob +noted/);
		}
	});
});

describe("a message", () => {
	test("is on screen as pending before the server has it, and as kept afterwards", async () => {
		const machine = await Machine.create();
		const daemon = await machine.startDaemon();
		const ann = await machine.connectedChat("ann");
		daemon.kill("SIGSTOP");
		ann.say("patience");
		await ann.sees(/⋯ +ann +patience/);
		expect(ann.typed()).toBe("ann>");
		daemon.kill("SIGCONT");
		await ann.sees(/\d\d:\d\d ann +patience/);
		ann.doesNotSee("⋯");
	});

	test("typed and ended by Enter in one write is sent", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const ann = await machine.connectedChat("ann");
		ann.type("hello\r");
		await ann.sees(/\d\d:\d\d ann +hello/);
		expect(await loggedTexts(machine)).toEqual(["hello"]);
	});

	test("typed while the room is busy appears once, in the order of the server", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const [ann, bob] = await Promise.all([
			machine.connectedChat("ann"),
			machine.connectedChat("bob"),
		]);
		for (let number = 1; number <= 8; number++) {
			ann.say(`a${number}`);
			bob.say(`b${number}`);
		}
		await Promise.all([ann.sees(/a8[\s\S]*b8|b8[\s\S]*a8/), bob.sees(/a8[\s\S]*b8|b8[\s\S]*a8/)]);
		for (const screen of [ann, bob]) await screen.losesSight("⋯");
		const order = (await loggedTexts(machine)).join(" ");
		for (const screen of [ann, bob])
			expect(
				screen
					.rows()
					.flatMap((row) => /\b[ab]\d$/.exec(row) ?? [])
					.join(" "),
			).toBe(order);
	});
});

describe("without a server", () => {
	test("the screen opens with yesterday's messages, says what is wrong and when it tries again", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const before = await machine.connectedChat("ann");
		before.say("said yesterday");
		await before.sees(/\d\d:\d\d ann +said yesterday/);
		before.say("/quit");
		await before.exited;
		await machine.killDaemon();
		const ann = machine.chat("ann");
		await ann.sees(/ann +said yesterday/);
		await ann.sees(`Nothing is listening on 127.0.0.1:${machine.port}.`);
		await ann.sees(`no answer from 127.0.0.1:${machine.port}, next try in `);
		ann.say("said meanwhile");
		await ann.sees(/offline: 1 message waiting, next try in \d+ s, Enter to try now/);
		await machine.startDaemon();
		await ann.sees("● connected");
		ann.doesNotSee("Nothing is listening");
		await ann.sees(/ann +said yesterday[\s\S]*\d\d:\d\d +said meanwhile/);
	});

	test("Enter on an empty line tries again at once", async () => {
		const machine = await Machine.create();
		const ann = machine.chat("ann");
		// The pauses grow: after some tries more than two seconds are left.
		await ann.sees(/next try in ([3-9]|\d\d) s/);
		const server = createServer().listen(machine.port, "127.0.0.1");
		onTestFinished(() => void server.close());
		await once(server, "listening");
		const since = performance.now();
		ann.key("enter");
		const [socket] = await once(server, "connection");
		expect(performance.now() - since).toBeLessThan(2_000);
		socket.destroy();
	});
});
