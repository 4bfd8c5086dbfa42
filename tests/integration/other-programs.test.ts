import { fileURLToPath } from "node:url";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { TestDaemon } from "../support/daemon.ts";
import { installed } from "../support/installed.ts";
import { Program } from "../support/program.ts";

const room = "#general";

function nc(server: TestDaemon, ...flags: string[]): Program {
	return new Program("nc", [...flags, server.address.host, `${server.address.port}`]);
}

function python(script: string, server: TestDaemon, ...args: string[]): Program {
	const path = fileURLToPath(new URL(`../support/python/${script}`, import.meta.url));
	const { host, port } = server.address;
	return new Program("python3", ["-u", path, host, `${port}`, ...args]);
}

describe.skipIf(!installed.nc)("nc", () => {
	test("is all that a person needs", async () => {
		await using server = await TestDaemon.start();
		await using ann = nc(server);
		await ann.prints("Welcome to partyline, a partyline ");
		await ann.prints("username: ");
		ann.type("ann");
		await ann.prints("password: ");
		ann.type("");
		await ann.prints("*** you are ann in #general; /help tells more, quit leaves\n");
		await using bob = nc(server);
		await bob.prints("username: ");
		bob.type("bob");
		await bob.prints("password: ");
		bob.type("");
		await ann.prints("*** bob joined\n");
		await bob.prints("you are bob");
		bob.type("hello");
		await ann.prints("<bob> hello\n");
		bob.type("/quit");
		await bob.prints("*** bye\n");
		await ann.prints("*** bob left\n");
		ann.type("quit");
		await ann.prints("*** bye\n");
		// By itself: nobody has to press a key.
		expect(await ann.exit()).toBe(0);
		expect(await bob.exit()).toBe(0);
	});

	test("can send a whole conversation at once and close its side", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		await using other = nc(server, "-N");
		other.child.stdin?.end("bob\n\nhello from a pipe\n");
		expect(await ann.event(room, ({ type }) => type === "message")).toMatchObject({
			by: "bob",
			text: "hello from a pipe",
		});
		expect(await other.exit()).toBe(0);
	});

	test("speaks the native protocol too, and gets every answer before the end", async () => {
		await using server = await TestDaemon.start();
		await using program = nc(server, "-N");
		const requests = [
			["hello", { protocol: 1, client: "nc" }],
			["login", { guest: "ann" }],
			["join", { room }],
			["post", { room, id: newMessageId(), text: "hello" }],
		].map(([method, params], id) => JSON.stringify({ jsonrpc: "2.0", id, method, params }));
		program.child.stdin?.end(`${requests.join("\n")}\n`);
		expect(await program.exit()).toBe(0);
		const frames: { id?: number; result?: unknown }[] = program.stdout
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line));
		expect(frames.filter((frame) => "result" in frame).map(({ id }) => id)).toEqual([0, 1, 2, 3]);
	});
});

describe.skipIf(!installed.python3)("a Python program with nothing but sockets", () => {
	test("talks at the plain door", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.person("ann");
		await using program = python("plain.py", server, "snake", "hello from Python \u{1f40d}");
		await program.prints("Welcome to partyline");
		await ann.sees("<snake> hello from Python \u{1f40d}\n");
		ann.type("bye");
		await ann.sees("*** snake left\n");
		expect(await program.exit()).toBe(0);
	});

	test("speaks the native protocol", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.person("ann");
		await using program = python("native.py", server, "snake", "hello from Python");
		await ann.sees("<snake> hello from Python\n");
		await program.prints('"seq": 4');
		ann.type("hello, snake");
		await program.prints("ann: hello, snake\n");
		expect(await program.exit()).toBe(0);
	});
});
