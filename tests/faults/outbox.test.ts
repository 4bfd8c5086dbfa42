import { expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { loggedTexts } from "../support/pages.ts";

test("a message typed while the server is down is sent when it is back", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	const [ann, bob] = await Promise.all([
		machine.connectedChat("ann"),
		machine.connectedChat("bob"),
	]);
	await machine.killDaemon();
	await ann.sees("no answer from 127.0.0.1");
	ann.say("into the dark");
	await ann.sees(/⋯ +ann +into the dark/);
	await machine.startDaemon();
	await ann.sees(/\d\d:\d\d ann +into the dark/);
	await bob.sees(/ann +into the dark/);
	expect(await loggedTexts(machine)).toEqual(["into the dark"]);
});

test("a client killed right after Enter, with the server down, sends its messages at its next start, once and in order", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	const before = await machine.connectedChat("ann");
	await machine.killDaemon();
	await before.sees("no answer from 127.0.0.1");
	before.type("first words\rlast words\r");
	await before.sees(/⋯ +ann +first words\n +⋯ +last words/);
	await before.end();
	await machine.startDaemon();
	const bob = await machine.connectedChat("bob");
	for (const start of ["the first start", "the second start"]) {
		const ann = await machine.connectedChat("ann");
		await ann.sees(/\d\d:\d\d ann +first words\n\d\d:\d\d +last words/);
		await bob.sees(/ann +first words\n\d\d:\d\d +last words/);
		expect(await loggedTexts(machine), start).toEqual(["first words", "last words"]);
		await ann.end();
	}
});

test("a client killed while its message is under way does not say it twice", async () => {
	const machine = await Machine.create();
	const daemon = await machine.startDaemon();
	const before = await machine.connectedChat("ann");
	// The server gets it, and the client never hears so.
	daemon.kill("SIGSTOP");
	before.say("once");
	await before.sees(/⋯ +ann +once/);
	await before.end();
	daemon.kill("SIGCONT");
	const bob = await machine.connectedChat("bob");
	await bob.sees(/ann +once/);
	const ann = await machine.connectedChat("ann");
	await ann.sees(/\d\d:\d\d ann +once/);
	expect(await loggedTexts(machine)).toEqual(["once"]);
});

test("a message that waits is still on screen after a start without a server", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	const before = await machine.connectedChat("ann");
	await machine.killDaemon();
	await before.sees("no answer from 127.0.0.1");
	before.say("keep me");
	await before.sees(/⋯ +ann +keep me/);
	before.say("/quit");
	expect(await before.exited).toBe(0);
	const ann = machine.chat("ann");
	await ann.sees(/⋯ +ann +keep me/);
	await ann.sees("offline: 1 message waiting");
});
