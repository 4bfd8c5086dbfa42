import { createClient } from "@partyline/client";
import { expect, onTestFinished, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { numbersIn } from "../support/pages.ts";

const room = "#general";
const flood = 240;
/** So tall that the whole conversation is on screen at once. */
const tall = { columns: 80, rows: 360 };

test("a server that is killed again and again in a flood loses nothing, doubles nothing and keeps the order, on every screen", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	const [ann, bob] = await Promise.all([
		machine.connectedChat("ann", tall),
		machine.connectedChat("bob", tall),
	]);
	const cleo = createClient({ host: "127.0.0.1", port: machine.port, as: "cleo", rooms: [room] });
	onTestFinished(() => cleo.close());
	cleo.start();
	await cleo.live();

	const kept: Promise<unknown>[] = [];
	for (let number = 1; number <= flood; number++) {
		kept.push(cleo.post(room, `message ${number}`).kept);
		if (number % 60 === 30) {
			ann.say(`ann at ${number}`);
			// In the middle of what is under way: as soon as one more of these is kept.
			await kept[number - 20];
			await machine.killDaemon();
			bob.say(`bob at ${number}`);
			await bob.sees(`bob at ${number}`);
			await machine.startDaemon();
		}
	}
	await Promise.all(kept);
	for (const screen of [ann, bob]) {
		await screen.sees(`message ${flood}`);
		await screen.sees("● connected");
		await screen.losesSight("⋯");
		// What was being read again when the server was killed is asked for again some seconds later.
		await screen.losesSight(/on (?:its|their) way/);
		for (const number of [30, 90, 150, 210]) {
			await screen.sees(`ann at ${number}`);
			await screen.sees(`bob at ${number}`);
		}
	}

	const tail = await machine.verb("dan", "tail", room, "--json", "--since", "0", "--no-follow")
		.ended;
	const events = tail.stdout
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
	const texts = events.flatMap(({ type, text }) => (type === "message" ? [text] : []));
	expect(numbersIn(texts)).toEqual(Array.from({ length: flood }, (_, index) => index + 1));
	expect(texts).toHaveLength(flood + 8);
	expect(new Set(texts).size).toBe(texts.length);
	for (const screen of [ann, bob]) {
		const shown = screen
			.rows()
			// Whoever goes on is not named again; the texts stand in one column.
			.flatMap((row) => /^\d\d:\d\d (?:ann {5}|bob {5}|cleo {4}| {8})(.*)$/.exec(row)?.[1] ?? []);
		expect(shown).toEqual(texts);
	}
});

test("tail follows through every restart without loss or repeat", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	const tail = machine.verb("dan", "tail", room, "--json", "--since", "0");
	await tail.linesUpTo(1);
	const cleo = createClient({ host: "127.0.0.1", port: machine.port, as: "cleo", rooms: [room] });
	onTestFinished(() => cleo.close());
	cleo.start();
	for (let round = 1; round <= 3; round++) {
		for (let number = 1; number <= 20; number++) await cleo.post(room, `${round}.${number}`).kept;
		await machine.killDaemon();
		await machine.startDaemon();
	}
	await cleo.post(room, "the end").kept;
	await tail.line("the end", (line) => JSON.parse(line).text === "the end");
	const events = tail.lines().map((line) => JSON.parse(line));
	expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
	expect(events.filter(({ type }) => type === "message")).toHaveLength(61);
});
