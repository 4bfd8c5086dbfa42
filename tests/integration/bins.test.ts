import { once } from "node:events";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { z } from "zod";
import { type Address, makeFolder } from "../support/daemon.ts";
import { NativePeer } from "../support/native-peer.ts";
import { Program } from "../support/program.ts";

const bin = join(inject("bins"), "partylined.js");
const listening = z.object({
	msg: z.literal("listening"),
	host: z.string(),
	port: z.int().min(1),
	pid: z.int(),
	version: z.string().regex(/^\d+\.\d+\.\d+/),
});

let dataDir: string;
beforeEach(() => {
	dataDir = makeFolder();
});
afterEach(() => {
	rmSync(dataDir, { recursive: true, force: true });
});

function partylined(...args: string[]): Program {
	return new Program(process.execPath, [bin, ...args], { PARTYLINED_DATA: dataDir, TZ: "UTC" });
}

/** A daemon as a script starts it, once it accepts connections. */
async function startServer(): Promise<{ program: Program; address: Address & { pid: number } }> {
	const program = partylined(
		"--host",
		"127.0.0.1",
		"--port",
		"0",
		"--data",
		dataDir,
		"--log",
		"json",
	);
	const line = await program.line('"msg":"listening"');
	return { program, address: listening.parse(JSON.parse(line)) };
}

async function logIn(address: Address, name: string): Promise<NativePeer> {
	const peer = await NativePeer.connect(address);
	await peer.call("hello", { protocol: 1, client: "test" });
	await peer.call("login", { guest: name });
	await peer.call("join", { room: "#general" });
	return peer;
}

/** Ends with that code and one sentence on stderr, for a person: no stack. */
async function endsWith(program: Program, code: number, sentence: RegExp): Promise<void> {
	expect(await program.exit(), program.stderr).toBe(code);
	expect(program.stderr).toMatch(sentence);
	expect(program.stderr).not.toMatch(/^\s+at /m);
	expect(program.stdout).toBe("");
}

describe("partylined for scripts", () => {
	test("says in JSON where it listens, once it accepts connections", async () => {
		const { program, address } = await startServer();
		await using _ = program;
		expect(address).toMatchObject({ host: "127.0.0.1", pid: program.child.pid });
		const ann = await logIn(address, "ann");
		await ann.call("post", { room: "#general", id: newMessageId(), text: "nobody logs this" });
		ann.socket.destroy();
		program.child.kill("SIGTERM");
		expect(await program.exit()).toBe(0);
		for (const line of program.stdout.trimEnd().split("\n"))
			expect(JSON.parse(line)).toMatchObject({ msg: expect.any(String) });
		expect(program.stdout).not.toContain("nobody logs this");
		expect(program.stderr).toBe("");
	});

	test.each(["SIGTERM", "SIGINT"] as const)(
		"ends with 0 within 5 s of a %s, after a bye",
		async (signal) => {
			const { program, address } = await startServer();
			await using _ = program;
			const ann = await logIn(address, "ann");
			const deaf = await logIn(address, "deaf");
			deaf.socket.pause();
			const since = Date.now();
			program.child.kill(signal);
			expect(await ann.next("bye")).toMatchObject({
				code: "shutting_down",
				reconnectAfterMs: 1000,
			});
			expect(await program.exit()).toBe(0);
			expect(Date.now() - since).toBeLessThan(5000);
			deaf.socket.destroy();
		},
	);

	test("loses nothing that was acked when it is killed, and its folder can be taken again", async () => {
		const first = await startServer();
		await using _first = first.program;
		const ann = await logIn(first.address, "ann");
		const acked: number[] = [];
		const posting = (async () => {
			for (;;) {
				const ack = await ann.call("post", {
					room: "#general",
					id: newMessageId(),
					text: `${acked.length}`,
				});
				if (acked.push(ack.seq) === 50) first.program.child.kill("SIGKILL");
			}
		})();
		await expect(posting).rejects.toThrow();
		expect(await first.program.exit()).toBe("SIGKILL");
		const second = await startServer();
		await using _second = second.program;
		const bob = await logIn(second.address, "bob");
		const { events } = await bob.call("history", { room: "#general", limit: 200 });
		expect(events.map(({ seq }) => seq)).toEqual(expect.arrayContaining(acked));
		expect(acked.length).toBeGreaterThanOrEqual(50);
		bob.socket.destroy();
	});
});

describe("partylined for people", () => {
	test("prints one block: version, data, addresses, how to join, what is reachable", async () => {
		await using program = partylined("--port", "0", "--host", "127.0.0.1");
		await program.prints("everything.\n");
		const [title, ...lines] = program.stdout.trimEnd().split("\n");
		const { port } = /port (?<port>\d+)/.exec(program.stdout)!.groups!;
		expect(title).toMatch(/^partyline \d+\.\d+\.\d+$/);
		expect(lines).toEqual([
			`  data        ${dataDir} (SQLite)`,
			`  listens on  127.0.0.1 port ${port}`,
			expect.stringContaining(`partyline --port ${port}`),
			`              nc 127.0.0.1 ${port}`,
			expect.stringMatching(/^ {2}certificate SHA256:.{43}$/),
			"  reachable   from this machine only; --lan opens it to others",
			"  guests      from this machine only; --guests lets them in from everywhere",
			expect.stringContaining(`invite --data ${dataDir}`),
			"              without one: from this machine only; --open allows it from everywhere",
			expect.stringContaining(`stop --data ${dataDir}`),
			expect.stringMatching(
				/^ {2}note {8}Encrypted between you and the server, .* can read everything\.$/,
			),
		]);
		program.child.kill("SIGINT");
		expect(await program.exit()).toBe(0);
	});

	test("takes its settings from the environment, and a flag before them", async () => {
		await using program = new Program(process.execPath, [bin, "--host", "127.0.0.1"], {
			PARTYLINED_DATA: dataDir,
			PARTYLINED_PORT: "0",
			PARTYLINED_HOST: "203.0.113.7",
			PARTYLINED_NAME: "our house",
			PARTYLINED_LOG: "json",
		});
		const address = listening.parse(JSON.parse(await program.line('"msg":"listening"')));
		const peer = await NativePeer.connect(address);
		expect((await peer.call("hello", { protocol: 1, client: "x" })).server).toBe("our house");
		peer.socket.destroy();
	});

	test("tells all flags with --help and its version with --version", async () => {
		await using help = partylined("--help");
		expect(await help.exit()).toBe(0);
		const flags = [
			"--host",
			"--lan",
			"--port",
			"--data",
			"--log",
			"--guests",
			"--no-guests",
			"--open",
		];
		const more = ["--no-open", "--tls-cert", "--tls-key", "--no-trust-loopback", "--name"];
		for (const flag of [...flags, ...more]) expect(help.stdout).toContain(flag);
		expect(help.stderr).toBe("");
		await using version = partylined("--version");
		expect(await version.exit()).toBe(0);
		expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
	});

	test("tells its status, and is stopped by name of its folder", async () => {
		await using before = partylined("status");
		expect(await before.exit()).toBe(69);
		expect(before.stdout).toBe(`No partylined runs with ${dataDir}.\n`);
		const { program, address } = await startServer();
		await using _ = program;
		await using during = partylined("status", "--data", dataDir);
		expect(await during.exit()).toBe(0);
		expect(during.stdout).toContain(
			`pid ${address.pid}, on 127.0.0.1 port ${address.port}, since `,
		);
		await using stop = partylined("stop", "--data", dataDir);
		expect(await stop.exit()).toBe(0);
		expect(stop.stdout).toBe(`partylined with pid ${address.pid} has stopped; nothing was lost.\n`);
		expect(await program.exit()).toBe(0);
		await using again = partylined("stop");
		await endsWith(again, 69, /^partylined: No partylined runs with /);
	});
});

describe("partylined that cannot start", () => {
	test("says that the port is taken: 69", async () => {
		const other = createServer().listen(0, "127.0.0.1");
		await once(other, "listening");
		const address = other.address();
		const port = typeof address === "object" && address !== null ? address.port : 0;
		await using program = partylined("--host", "127.0.0.1", "--port", `${port}`);
		await endsWith(program, 69, new RegExp(`^partylined: Port ${port} on 127.0.0.1 is taken`));
		other.close();
	});

	test("says who has the data folder: 75", async () => {
		const { program, address } = await startServer();
		await using _ = program;
		await using second = partylined("--host", "127.0.0.1", "--port", "0");
		const { pid, port } = address;
		const sentence = `^partylined: partylined with pid ${pid} is already running with .*, on 127.0.0.1 port ${port}\\. Stop it`;
		await endsWith(second, 75, new RegExp(sentence));
	});

	test("says that the data folder cannot be used: 73", async () => {
		const file = join(dataDir, "file");
		writeFileSync(file, "");
		await using program = partylined("--port", "0", "--data", join(file, "below"));
		await endsWith(program, 73, /^partylined: The data folder .* cannot be used: /);
		const foreign = join(dataDir, "foreign");
		mkdirSync(foreign);
		writeFileSync(join(foreign, "partyline.db"), "this is a diary\n".repeat(100));
		await using other = partylined("--port", "0", "--data", foreign);
		await endsWith(other, 73, /^partylined: .* is not a partyline database/);
	});

	test("says that the data folder may not be written: 73", async () => {
		chmodSync(dataDir, 0o500);
		// Root may write everywhere but there.
		const parent = process.getuid?.() === 0 ? "/sys" : dataDir;
		await using program = partylined("--port", "0", "--data", join(parent, "below"));
		await endsWith(program, 73, /^partylined: The data folder .* cannot be used: /);
	});

	test.each<[string[], RegExp]>([
		[["--frobnicate"], /^partylined: unknown option '--frobnicate'/],
		[["frobnicate"], /^partylined: There is no command frobnicate\.$/m],
		[["--port", "70000"], /^partylined: --port: must be 0 to 65535\.$/m],
		[["--port", "seven"], /^partylined: --port: must be a whole number\.$/m],
		[["--port"], /^partylined: option '--port <number>' argument missing/],
		[["--host", "example.org"], /^partylined: --host: must be an IP address of this machine/],
		[["--log", "xml"], /^partylined: --log: must be auto, pretty or json\.$/m],
		[
			["--lan", "--host", "127.0.0.1"],
			/^partylined: --lan listens on every address; leave --host out/,
		],
		[["--tls-key", "key.pem"], /^partylined: --tls-cert and --tls-key .* give both, or none\.$/m],
		[["--data", ""], /^partylined: --data: must name a folder\.$/m],
		[["--name", "x".repeat(65)], /^partylined: --name: /],
		[["stop", "--frobnicate"], /^partylined: unknown option '--frobnicate'/],
	])("says what is wrong with %j: 64", async (args, sentence) => {
		await using program = partylined(...args);
		await endsWith(program, 64, sentence);
	});
});
