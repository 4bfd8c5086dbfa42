import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { encodeFrame } from "@partyline/shared/framing/encoder";
import { beforeEach, describe, expect, inject, onTestFinished, test } from "vitest";
import { z } from "zod";
import { Machine } from "../support/machine.ts";
import { json } from "./operator-support.ts";
import { refused, run, stop, succeed } from "./upkeep-support.ts";

let machine: Machine;
beforeEach(async () => {
	machine = await Machine.create();
});

const socketOf = (dataDir: string) => join(dataDir, "control.sock");
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

/** What the daemon of a data folder says of itself. */
function told(dataDir: string): Record<string, unknown> {
	const value: unknown = JSON.parse(readFileSync(join(dataDir, "running.json"), "utf8"));
	return z.record(z.string(), z.unknown()).parse(value);
}

/** A connection to a control socket, and all that comes over it until its end. */
async function dialControl(path: string): Promise<{ socket: Socket; heard: Promise<string> }> {
	const socket = connect(path);
	onTestFinished(() => void socket.destroy());
	await new Promise<void>((resolve, reject) =>
		socket.once("connect", resolve).once("error", reject),
	);
	socket.on("error", () => {});
	let text = "";
	socket.setEncoding("utf8").on("data", (chunk: string) => {
		text += chunk;
	});
	return { socket, heard: new Promise((resolve) => socket.once("close", () => resolve(text))) };
}

describe("the control socket", () => {
	test("is its owner's alone, whatever the umask, and goes with the daemon", async () => {
		const flags = ["--port", `${machine.port}`, "--data", machine.dataDir, "--log", "json"];
		const [node = "", bin = ""] = machine.command("partylined");
		const script = `umask 000; exec '${node}' '${bin}' "$@"`;
		const daemon = machine.pipe(["sh", "-c", script, "sh", ...flags]);
		await daemon.line("listening", (line) => line.includes('"msg":"listening"'));
		expect(modeOf(socketOf(machine.dataDir))).toBe("600");
		expect(modeOf(machine.dataDir)).toBe("700");
		await stop(machine);
		await daemon.ended;
		expect(existsSync(socketOf(machine.dataDir))).toBe(false);
	});

	test("of a daemon that was killed is passed over by commands, and replaced by the next daemon", async () => {
		await machine.startDaemon();
		await machine.killDaemon();
		expect(existsSync(socketOf(machine.dataDir))).toBe(true);
		await succeed(machine, "room", "create", "#team");
		await machine.startDaemon();
		const rooms = (await json(machine, "room", "list")).map(({ room }) => room);
		expect(rooms).toEqual(["#general", "#team"]);
		expect(modeOf(socketOf(machine.dataDir))).toBe("600");
	});

	test("takes the place of no file of somebody else's: 73", async () => {
		mkdirSync(machine.dataDir, { recursive: true });
		const path = socketOf(machine.dataDir);
		writeFileSync(path, "precious");
		const flags = ["--port", `${machine.port}`, "--data", machine.dataDir, "--log", "json"];
		const { code, stderr } = await run(machine, ...flags);
		expect({ code, stderr }).toEqual({
			code: 73,
			stderr: `partylined: ${path} is in the way: it is not a socket; move it elsewhere.\n`,
		});
		expect(readFileSync(path, "utf8")).toBe("precious");
	});

	test("of a data folder too deep for a socket is elsewhere, as private, and goes too", async () => {
		const deep = join(machine.home, "d".repeat(100), "server");
		const flags = ["--port", `${machine.port}`, "--log", "json", "--data", deep];
		const daemon = machine.pipe(machine.command("partylined", ...flags));
		await daemon.line("listening", (line) => line.includes('"msg":"listening"'));
		const path = String(told(deep).control);
		expect(path.length).toBeLessThan(104);
		expect([modeOf(path), modeOf(dirname(path))]).toEqual(["600", "700"]);
		expect(await succeed(machine, "room", "list", "--data", deep)).toContain("#general");
		await succeed(machine, "stop", "--data", deep);
		await daemon.ended;
		expect(existsSync(dirname(path))).toBe(false);
		expect(await succeed(machine, "room", "list", "--data", deep)).toContain("#general");
	});

	test("answers what is no request with a problem, and what is unknown with what to do", async () => {
		await machine.startDaemon();
		const path = socketOf(machine.dataDir);
		for (const [sent, answer] of [
			["hello\n", "This is no request."],
			["{}\n", "This is no request."],
			["x".repeat(70_000), "This is no request."],
			['{"command":"cake.bake","params":{}}\n', "The daemon does not know cake.bake"],
			['{"command":"constructor"}\n', "The daemon does not know constructor"],
			['{"command":"act.undo","params":{"act":"one"}}\n', '"exit":64'],
		] as const) {
			const { socket, heard } = await dialControl(path);
			socket.write(sent);
			expect(await heard, sent.slice(0, 40)).toContain(answer);
		}
	});

	test("does one request a connection, and lets nobody wait for who says nothing", async () => {
		await machine.startDaemon();
		const path = socketOf(machine.dataDir);
		const silent = await dialControl(path);
		const mute = await dialControl(path);
		mute.socket.end();
		expect(await mute.heard).toBe("");
		const half = await dialControl(path);
		half.socket.write('{"command":"room.');
		const create = (room: string) => encodeFrame({ command: "room.create", params: { room } });
		const greedy = await dialControl(path);
		greedy.socket.write(Buffer.concat([create("#one"), create("#two")]));
		await once(greedy.socket, "data");
		greedy.socket.end(create("#three"));
		expect(await greedy.heard).toBe('{"row":{"room":"#one"}}\n{"done":true}\n');
		const rooms = (await json(machine, "room", "list")).map(({ room }) => room);
		expect(rooms).toEqual(["#general", "#one"]);
		await stop(machine);
		expect(await Promise.all([silent.heard, half.heard])).toEqual(["", ""]);
	});
});

describe("a command of the operator", () => {
	/** Lets somebody else answer for the daemon that runs. */
	async function answerInstead(hear: (socket: Socket) => void): Promise<void> {
		await machine.startDaemon();
		const path = join(machine.home, "other.sock");
		const server = createServer(hear).listen(path);
		await new Promise((resolve) => server.once("listening", resolve));
		onTestFinished(() => void server.close());
		tell({ control: path });
	}

	/** Changes what the daemon says of itself. */
	function tell(changes: Record<string, unknown>): void {
		const path = join(machine.dataDir, "running.json");
		writeFileSync(path, JSON.stringify({ ...told(machine.dataDir), ...changes }));
	}

	test("says that it cannot tell what was done when the daemon breaks off: 69", async () => {
		const sentence = "The daemon ended before it answered: look whether it was done.";
		await answerInstead((socket) => void socket.once("data", () => socket.destroy()));
		expect(await refused(machine, ["room", "list"], 69)).toBe(sentence);
	});

	test.each(['{"row":{"room":', "not JSON\n", '{"row":{}}\n', '{"cake":1}\n'])(
		"takes from a daemon %j for no answer: 69",
		async (said) => {
			await answerInstead((socket) => void socket.once("data", () => socket.end(said)));
			await refused(machine, ["room", "list"], 69);
		},
	);

	test("says that rows of another version mean another version: 69", async () => {
		const answer = '{"row":{"room":7}}\n{"done":true}\n';
		await answerInstead((socket) => void socket.once("data", () => socket.end(answer)));
		expect(await refused(machine, ["room", "list"], 69)).toBe(
			"The daemon is of another version: restart it.",
		);
	});

	test("says of a daemon that has no control socket that it is older: 69", async () => {
		await machine.startDaemon();
		tell({ control: undefined });
		expect(await refused(machine, ["room", "list"], 69)).toMatch(
			/^The partylined \S+ that runs there is older than these commands: restart it\.$/,
		);
	});

	test("finds a daemon that is started while it waits for the folder", async () => {
		await run(machine, "invite");
		const commands = Array.from({ length: 5 }, (_, at) =>
			run(machine, "room", "create", `#room-${at}`),
		);
		const ends = await Promise.all(commands);
		expect(ends.map(({ code, stderr }) => `${code} ${stderr}`)).toEqual(Array(5).fill("0 "));
		expect(await json(machine, "room", "list")).toHaveLength(6);
	});

	test.skipIf(process.getuid?.() !== 0)(
		"is refused to another user than the one who runs the server (needs root, who may be anybody): 77",
		async () => {
			await machine.startDaemon();
			const folder = join(machine.home, "program");
			cpSync(inject("bins"), folder, { recursive: true });
			writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
			const [node = ""] = machine.command("partylined");
			// Every folder above is one that they may go through; the data folder is not.
			const open = `chmod 755 '${machine.home}' '${join(machine.home, "state")}' '${dirname(machine.dataDir)}'`;
			const bin = join(folder, "partylined.js");
			const asNobody = (args: string) =>
				`'${node}' -e 'process.setgid(65534); process.setuid(65534); process.argv.splice(1, 1); import(process.argv[1])' x '${bin}' ${args}`;
			for (const args of ["room list", "invite", "ban list"]) {
				const script = `${open}; ${asNobody(`${args} --data '${machine.dataDir}'`)}`;
				expect(await machine.pipe(["sh", "-c", script]).ended).toEqual({
					code: 77,
					stdout: "",
					stderr: `partylined: The data folder ${machine.dataDir} is somebody else's: run this as the user who runs partylined.\n`,
				});
			}
		},
	);
});
