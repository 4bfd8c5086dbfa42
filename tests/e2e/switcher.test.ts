import { expect, test } from "vitest";
import { Machine } from "../support/machine.ts";

const ctrlK = "\x0b";

test("Ctrl+K goes to a room, to a person and into a room one is not in, by some letters of the name", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	const bob = await machine.connectedChat("bob");
	bob.say("/join #deploys");
	await bob.sees("#deploys is new");
	const ann = await machine.connectedChat("ann");

	ann.type(ctrlK);
	await ann.sees("Go to a room, a person, a command");
	ann.type("dpl");
	await ann.sees("▸ #deploys  join, 1 is in it");
	ann.key("enter");
	await ann.losesSight("Go to a room");
	await ann.sees(/^#deploys/);
	await bob.sees("ann joined");

	// What was used lately comes first: Enter alone goes back.
	ann.type(ctrlK);
	await ann.sees("▸ #general");
	ann.key("enter");
	await ann.sees(/^#general/);

	ann.type(ctrlK);
	ann.type("@bo");
	await ann.sees("▸ bob");
	ann.key("enter");
	await ann.sees(/^bob/);
	ann.say("only for you");
	await bob.sees("3 ann·1");
	ann.say("/quit");
	expect(await ann.exited).toBe(0);
});

test("the switcher follows a resize, keeps the cursor in its line, and leaves a half typed text alone", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	const ann = await machine.connectedChat("ann");
	ann.type("half a sentence");
	await ann.hasTyped("half a sentence");
	ann.type("\x1bj");
	await ann.sees("│> ");
	ann.type("gen");
	await ann.hasTyped("│> gen");
	ann.resize(40, 12);
	await ann.until("the narrow switcher", (rows) => rows[1] === "> gen");
	expect(ann.cursor()).toEqual({ row: 1, column: 5 });
	ann.resize(120, 30);
	await ann.hasTyped("│> gen");
	ann.key("escape");
	await ann.hasTyped("half a sentence");
	ann.doesNotSee("Go to a room");
});

test("what was used lately, favourites and what is muted are there again after a restart", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	const size = { columns: 110, rows: 30 };
	const ann = await machine.connectedChat("ann", size);
	for (const room of ["#alpha", "#beta", "#gamma"]) {
		ann.say(`/join ${room}`);
		await ann.sees(`${room} is new`);
	}
	ann.say("/fav #gamma");
	await ann.sees("1★#gamma");
	ann.say("/mute #alpha");
	await ann.sees("4∅#alpha");
	ann.key("alt+2");
	await ann.sees(/^#beta/);
	ann.say("/move 1");
	await ann.sees("1 #beta");
	ann.type("\x1b4");
	await ann.sees(/^#alpha/);
	ann.say("/quit");
	await ann.exited;
	const again = await machine.connectedChat("ann", size);
	await again.sees(/1 #beta +│[\s\S]*2★#gamma +│[\s\S]*3 #general +│[\s\S]*4∅#alpha +│/);
	again.type(ctrlK);
	await again.sees(/▸ #alpha +│\n.*│ {2}#beta +│\n.*│ {2}#gamma +│\n.*│ {2}#general +│/);
});
