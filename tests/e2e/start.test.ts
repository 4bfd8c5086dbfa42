import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import type { Screen } from "../support/pty.ts";

const wide = { columns: 160 };

function start(machine: Machine, name: string, ...flags: string[]): Screen {
	const server = ["--port", `${machine.port}`, "--as", name];
	return machine.screen(machine.command("partyline", "start", ...server, ...flags), wide);
}

async function leave(screen: Screen): Promise<void> {
	screen.say("/quit");
	expect(await screen.exited).toBe(0);
}

/** Runs the command that was printed, as a person would who copies it. */
async function runPrinted(machine: Machine, screen: Screen) {
	const printed = /Stop it with: (.*)/.exec(screen.rows().join("\n"))?.[1] ?? "no command printed";
	const path = `${machine.installBins()}:${machine.env.PATH}`;
	return await machine.pipe(["env", `PATH=${path}`, "sh", "-c", printed]).ended;
}

describe("partyline start with nothing running", () => {
	test("opens the chat in #general on a server of its own, and says on leaving that it goes on and how to stop it", async () => {
		const machine = await Machine.create();
		const ann = start(machine, "ann");
		await ann.sees("● connected");
		expect(ann.rows()[0]).toMatch(/^#general /);
		const pid = machine.backgroundPid();
		await leave(ann);
		expect(ann.shows(`The server keeps running in the background (pid ${pid}`)).toBe(true);
		expect((await machine.send("ann", "#general", "still there?")).code).toBe(0);
		const stopped = await runPrinted(machine, ann);
		expect(stopped).toMatchObject({ code: 0, stdout: expect.stringContaining("nothing was lost") });
		expect((await machine.send("ann", "#general", "and now?")).code).toBe(69);
	});

	test("says in four lines how one gets along, the first time and never again", async () => {
		const machine = await Machine.create();
		const first = start(machine, "ann");
		await first.sees(/Welcome to partyline\..*\n.*F1 .*\n.*Ctrl\+K .*\n.*\/quit leaves\./);
		first.say("I have read it");
		await first.sees("I have read it");
		await leave(first);
		const second = start(machine, "ann");
		await second.sees("I have read it");
		await second.sees("● connected");
		second.doesNotSee("Welcome to partyline");
	});

	test("with a data folder of one's own prints a command that stops that server, whatever the folder is called", async () => {
		const machine = await Machine.create();
		const dataDir = join(machine.home, "ann's data");
		const ann = start(machine, "ann", "--data", dataDir);
		await ann.sees("● connected");
		machine.alsoEnds(dataDir);
		await leave(ann);
		expect(await runPrinted(machine, ann)).toMatchObject({ code: 0 });
		expect(machine.backgroundPid(dataDir)).toBeUndefined();
	});

	test("starts the server on the port that PARTYLINE_PORT says", async () => {
		const machine = await Machine.create();
		const port = `PARTYLINE_PORT=${machine.port}`;
		const command = machine.command("partyline", "start", "--as", "ann");
		const ann = machine.screen(["env", port, ...command], wide);
		await ann.sees("● connected");
		await leave(ann);
		expect(ann.shows(`127.0.0.1 port ${machine.port}`)).toBe(true);
	});

	test("twice at once ends in one server with both people on it", async () => {
		const machine = await Machine.create();
		const [ann, bob] = [start(machine, "ann"), start(machine, "bob")];
		await Promise.all([ann.sees("● connected"), bob.sees("● connected")]);
		ann.say("is anybody there?");
		await bob.sees("ann  is anybody there?");
	});

	test.for([
		["a port that is none", ["--port", "99999"], 64, /^partyline: --port: must be 0 to 65535\.$/],
		["a folder that cannot be", ["--data", "/dev/null/x"], 73, /^partyline: The data folder .*$/],
	] as const)("with %s says so in one sentence", async ([, flags, code, sentence]) => {
		const machine = await Machine.create();
		const ann = start(machine, "ann", ...flags);
		expect(await ann.exited).toBe(code);
		expect(ann.rows().filter((row) => row !== "")).toEqual([expect.stringMatching(sentence)]);
	});

	test("on a port that another program has says that it is not a partyline server", async () => {
		const machine = await Machine.create();
		const other = machine.pipe([
			process.execPath,
			"-e",
			`require("node:http").createServer().listen(${machine.port}, "127.0.0.1", () => console.log("up"))`,
		]);
		await other.line("up", (line) => line === "up");
		const ann = start(machine, "ann");
		await ann.sees(/is not a partyline server/);
	});
});

describe("partyline start with a server running", () => {
	test("joins it, and says on leaving that it goes on", async () => {
		const machine = await Machine.create();
		const ann = start(machine, "ann");
		await ann.sees("● connected");
		const pid = machine.backgroundPid();
		const bob = start(machine, "bob");
		await bob.sees("● connected");
		expect(machine.backgroundPid()).toBe(pid);
		bob.say("two on one server");
		await ann.sees("bob  two on one server");
		await leave(bob);
		expect(bob.shows("The server keeps running")).toBe(true);
		await leave(ann);
	});
});

describe("partyline start without a terminal", () => {
	test("runs the server in the foreground, prints how to join, and ends with a signal", async () => {
		const machine = await Machine.create();
		const served = machine.pipe(machine.command("partyline", "start", "--port", `${machine.port}`));
		const printed = await served.line("how to join", (line) => line.includes("join"));
		expect(printed).toContain(`partyline --port ${machine.port}`);
		const ann = await machine.connectedChat("ann");
		served.kill("SIGTERM");
		expect((await served.ended).code).toBe(0);
		await ann.sees("The server is going down.");
	});
});
