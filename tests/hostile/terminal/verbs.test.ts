import { describe, expect, test } from "vitest";
import { foreignControls, kindsIn } from "../../support/control-sequences.ts";
import { Machine } from "../../support/machine.ts";
import { attacks, everything, halves, lineEnds } from "./attacks.ts";
import { LyingServer, room } from "./lying-server.ts";
import { Recorder } from "./recorder.ts";

const all = [...attacks, ...halves.flat(), ...lineEnds];

/** What a newline is on a terminal. */
const newline = ["C0 0A", "C0 0D"];

/** A server where somebody has said each attack, or what a reader is to see of it. */
async function heardAll(key: "text" | "shown"): Promise<{ machine: Machine; server: LyingServer }> {
	const spoil = (text: string) =>
		key === "text" ? `${everything}${text.replaceAll(" ", "\r\n\u2028\t")}${everything}` : text;
	const machine = await Machine.create();
	const server = await LyingServer.listen(machine.port, spoil);
	for (const each of all) server.message(`«${each[key]}»`);
	for (const each of [...halves.flat(), ...lineEnds]) server.message(each[key]);
	server.message(spoil("done"), { action: true });
	server.event({ type: "topic", topic: spoil("a topic") });
	server.event({ type: spoil("a poll") });
	return { machine, server };
}

/** Runs a verb in a terminal; resolves with what it wrote there. */
async function run(machine: Machine, [verb = "", ...args]: readonly string[], name = "ann") {
	const server = ["--port", `${machine.port}`, "--as", name];
	const recorder = new Recorder(machine.command("partyline", verb, ...server, ...args), machine, {
		columns: 200,
		rows: 50,
	});
	const code = await recorder.exited;
	expect(recorder.effects).toEqual({ titles: [], bells: 0, answers: [] });
	return { code, bytes: recorder.bytes };
}

describe("a verb in a terminal writes, of a server that lies in every text, only the words", () => {
	test.for([
		[0, "tail", room, "--no-follow", "-n", "2000"],
		[0, "rooms"],
		[77, "send", room, "hello"],
		[77, "tail", "#other"],
	] as const)("%i %s %s", async ([code, ...verb]) => {
		const [plain, hostile] = await Promise.all([heardAll("shown"), heardAll("text")]);
		const expected = await run(plain.machine, verb);
		expect(expected.code).toBe(code);
		expect(kindsIn(expected.bytes)).toEqual(newline);
		const actual = await run(hostile.machine, verb);
		expect(actual.code).toBe(code);
		expect(actual.bytes.toString()).toBe(expected.bytes.toString());
	});

	test("when it is not let in", async () => {
		const { machine } = await heardAll("text");
		const { code, bytes } = await run(machine, ["rooms"], "nobody");
		expect(code).toBe(77);
		expect(bytes.toString()).toBe("partyline: a refusal\r\n");
	});

	test.for([
		["tail", room, "--no-follow", "-n", "2000", "--json"],
		["rooms", "--json"],
	])("as JSON it is whole, and nothing of it is obeyed: %s", async (verb) => {
		const { machine } = await heardAll("text");
		const { code, bytes } = await run(machine, verb);
		expect(code).toBe(0);
		expect(kindsIn(bytes)).toEqual(newline);
		const told = bytes
			.toString()
			.trimEnd()
			.split("\r\n")
			.map((line) => JSON.parse(line));
		if (verb[0] === "rooms")
			expect(told[0].topic).toBe(`${everything}a\r\n\u2028\ttopic${everything}`);
		else
			expect(told.slice(0, all.length).map(({ text }) => text)).toEqual(
				all.map(({ text }) => `«${text}»`),
			);
	});
});

describe("a wrong command line is told without what a terminal would obey", () => {
	test.for([
		[(words: string) => ["tail", words], "a room"],
		[(words: string) => ["tail", "#general", words], "an argument too many"],
		[(words: string) => [words], "a command"],
		[(words: string) => ["send", `--${words}`], "a flag"],
		[(words: string) => ["tail", "#general", "-n", words], "a number"],
		[(words: string) => ["rooms", "--host", words], "a host"],
	] as const)("%s", async ([command, what]) => {
		const machine = await Machine.create();
		const attack = everything.replaceAll("\0", "");
		const write = async (words: string) => {
			const recorder = new Recorder(machine.command("partyline", ...command(words)), machine);
			expect(await recorder.exited, what).not.toBe(0);
			return recorder.bytes;
		};
		expect(foreignControls(await write("pwned"), await write(`pwned${attack}`), attack)).toEqual(
			[],
		);
	});
});
