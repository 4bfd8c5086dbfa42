import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { describe, expect, onTestFinished, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { otherProgram } from "../support/other-program.ts";
import { loggedTexts, postNumbered } from "../support/pages.ts";

const room = "#general";

async function withDaemon(): Promise<Machine> {
	const machine = await Machine.create();
	await machine.startDaemon();
	return machine;
}

describe("send", () => {
	test("ends with 0 only when the message is kept: a server killed right after has it", async () => {
		const machine = await withDaemon();
		expect(await machine.send("ann", room, "keep this")).toEqual({
			code: 0,
			stdout: "",
			stderr: "",
		});
		await machine.killDaemon();
		await machine.startDaemon();
		expect(await loggedTexts(machine)).toEqual(["keep this"]);
	});

	test("ends only when the server could store the message, though it had to wait for its disk", async () => {
		const machine = await withDaemon();
		const bob = await machine.peer("bob");
		// She is in the room already: the message is the first thing of hers to be stored.
		await machine.connectedChat("ann");
		// Another program that holds the database: the server gives up after two seconds.
		const other = otherProgram(machine.dataDir);
		onTestFinished(() => other.close());
		other.exec("BEGIN IMMEDIATE");
		const send = machine.verb("ann", "send", room, "worth the wait");
		const post = { room, id: newMessageId(), text: "not now" };
		// Twice, so that hers, which comes between, is refused too and must be sent again.
		for (const _ of [1, 2])
			expect((await bob.refusal("post", post)).why).toBe("storage_unavailable");
		other.exec("ROLLBACK");
		expect((await send.ended).code).toBe(0);
		expect(await loggedTexts(machine)).toEqual(["worth the wait"]);
	});

	test("reads stdin as one message", async () => {
		const machine = await withDaemon();
		const send = machine.verb("ann", "send", room);
		send.feed("make: 2 errors\nsee the log\n");
		expect((await send.ended).code).toBe(0);
		expect(await loggedTexts(machine)).toEqual(["make: 2 errors\nsee the log"]);
	});

	test.for([
		["an empty text", [room, ""], 65],
		["a text of more than 16 KiB", [room, "x".repeat(16 * 1024 + 1)], 65],
		["a room that is not there", ["#nowhere", "hello"], 67],
		["what is no room name", ["no room", "hello"], 64],
		["no room at all", [], 64],
		["a flag that is none", ["--loud", room, "hello"], 64],
	] as const)("of %s ends with its exit code and one sentence", async ([, args, code]) => {
		const machine = await withDaemon();
		const ended = await machine.verb("ann", "send", ...args).ended;
		expect(ended).toMatchObject({ code, stdout: "" });
		expect(ended.stderr).toMatch(/^partyline: [^\n]+\n(\(partyline --help [^\n]+\)\n)?$/);
		expect(await loggedTexts(machine)).toEqual([]);
	});

	test("without a server ends with 69 and says where it looked", async () => {
		const machine = await Machine.create();
		const ended = await machine.send("ann", room, "hello?");
		expect(ended.code).toBe(69);
		expect(ended.stderr).toContain(`Nothing is listening on 127.0.0.1:${machine.port}.`);
	});

	test("as somebody who is here already ends with 77", async () => {
		const machine = await withDaemon();
		await machine.peer("ann");
		expect((await machine.send("ann", room, "it is me")).code).toBe(77);
	});

	test("as somebody whose chat is open on this machine speaks for them", async () => {
		const machine = await withDaemon();
		const ann = await machine.connectedChat("ann");
		expect((await machine.send("ann", room, "from my other hand")).code).toBe(0);
		await ann.sees(/ann +from my other hand/);
	});
});

describe("tail", () => {
	test("prints the last events for people, -n of them", async () => {
		const machine = await withDaemon();
		await postNumbered(await machine.peer("ann"), 5);
		const { stdout, code } = await machine.verb("bob", "tail", room, "-n", "3", "--no-follow")
			.ended;
		expect(code).toBe(0);
		expect(stdout.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "TIME")).toBe(
			"TIME <ann> message 4\nTIME <ann> message 5\nTIME *** bob joined\n",
		);
	});

	test("--json prints one event a line as the protocol has it, --since begins after a seq", async () => {
		const machine = await withDaemon();
		const ann = await machine.peer("ann");
		await postNumbered(ann, 450);
		const json = ["--json", "--no-follow"];
		const all = await machine.verb("ann-reads", "tail", room, "--since", "0", ...json).ended;
		const events = all.stdout
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line));
		expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
		expect(events[2]).toMatchObject({
			room,
			seq: 3,
			by: "ann",
			type: "message",
			text: "message 1",
		});
		const rest = await machine.verb("ann-reads", "tail", room, "--since", "450", ...json).ended;
		expect(rest.stdout.trim().split("\n")).toEqual(all.stdout.trim().split("\n").slice(450));
	});

	test("follows across a restart of the server without loss or repeat, and ends with SIGINT", async () => {
		const machine = await withDaemon();
		const tail = machine.verb("bob", "tail", room, "--json", "--since", "0");
		await postNumbered(await machine.peer("ann"), 20);
		// #general made, two joins and twenty messages.
		await tail.linesUpTo(23);
		await machine.killDaemon();
		await machine.startDaemon();
		await postNumbered(await machine.peer("cleo"), 20);
		await tail.line(
			"the last message",
			(line) => JSON.parse(line).text === "message 20" && JSON.parse(line).by === "cleo",
		);
		tail.kill("SIGINT");
		const { code, stdout } = await tail.ended;
		expect(code).toBe(0);
		const seqs = stdout
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line).seq);
		expect(seqs).toEqual(seqs.map((_, index) => index + 1));
	});

	test("ends when whoever reads it is gone", async () => {
		const machine = await withDaemon();
		const tail = machine.command(
			"partyline",
			"tail",
			room,
			"--port",
			`${machine.port}`,
			"--since",
			"0",
		);
		const piped = machine.pipe(["sh", "-c", '"$@" | head -n 1', "sh", ...tail]);
		await piped.linesUpTo(1);
		const ann = await machine.peer("ann");
		await postNumbered(ann, 2);
		expect((await piped.ended).code).toBe(0);
	});

	test("of a room that is not there ends with 67", async () => {
		const machine = await withDaemon();
		expect((await machine.verb("ann", "tail", "#nowhere").ended).code).toBe(67);
	});
});

describe("an output", () => {
	test.each([
		["that nobody reads any more ends a verb without a word", "| true", 0],
		["that cannot be written ends it with 74", "> /dev/full", 74],
	])("%s", async (_what, redirection, code) => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const words = machine.command("partyline", "rooms", "--port", `${machine.port}`);
		const line = words.map((word) => `'${word}'`).join(" ");
		// Told by the verb's own shell, since a pipe ends with the code of its last part.
		const script = `{ ${line}; echo "ended with $?" >&2; } ${redirection}`;
		const { stderr } = await machine.pipe(["sh", "-c", script]).ended;
		expect(stderr).toBe(`ended with ${code}\n`);
	});

	test("that is read late is given whole before the verb ends", async () => {
		const machine = await withDaemon();
		const ann = await machine.peer("ann");
		// More than a pipe holds.
		const long = "x".repeat(8 * 1024);
		for (let number = 0; number < 100; number++)
			await ann.call("post", { room, id: newMessageId(), text: long });
		const [program = "", ...args] = machine.command("partyline", "tail", room, "--since", "0");
		const server = ["--port", `${machine.port}`, "--as", "cleo", "--no-follow"];
		const late = spawn(program, [...args, ...server], { env: { ...machine.env } });
		onTestFinished(() => void late.kill("SIGKILL"));
		await once(late.stdout, "readable");
		// Long enough for it to have printed everything: another one does.
		expect(
			(await machine.verb("bob", "tail", room, "--since", "0", "--no-follow").ended).code,
		).toBe(0);
		const lines = (await text(late.stdout)).split("\n");
		expect(lines.filter((line) => line.endsWith(`<ann> ${long}`))).toHaveLength(100);
	});
});

describe("rooms", () => {
	test("lists name, members, last seq and topic, and with --json all of it", async () => {
		const machine = await withDaemon();
		const ann = await machine.peer("ann");
		await ann.call("create", { room: "#tea", topic: "at four" });
		const people = await machine.verb("bob", "rooms").ended;
		expect(people).toMatchObject({ code: 0, stderr: "" });
		expect(people.stdout).toMatch(
			/^#general {2}1 member {5}✓2\n#tea {6}1 member {5}✓\d {2}at four\n$/,
		);
		const json = await machine.verb("bob", "rooms", "--json").ended;
		expect(
			json.stdout
				.trim()
				.split("\n")
				.map((line) => JSON.parse(line)),
		).toMatchObject([
			{ room: "#general", kind: "public", members: 1, lastSeq: 2, topic: "" },
			{ room: "#tea", topic: "at four" },
		]);
	});
});
