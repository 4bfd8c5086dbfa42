import { once } from "node:events";
import { readdirSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { z } from "zod";
import { type Address, makeFolder } from "../support/daemon.ts";
import { NativePeer } from "../support/native-peer.ts";
import { Program } from "../support/program.ts";
import { hasProc } from "../support/target.ts";

/** The whole hello of a TLS client, as it would go over the wire. */
let hello: Buffer;
let dataDir: string;
let program: Program;
let address: Address;

// A process of its own: whatever is thrown, logged or kept there is seen.
beforeAll(async () => {
	hello = await clientHello();
	const bin = join(inject("bins"), "partylined.js");
	dataDir = makeFolder();
	const flags = ["--host", "127.0.0.1", "--port", "0", "--data", dataDir, "--log", "json"];
	program = new Program(process.execPath, [bin, ...flags, "--no-trust-loopback", "--guests"]);
	address = z
		.object({ host: z.string(), port: z.int() })
		.parse(JSON.parse(await program.line('"msg":"listening"')));
});
afterAll(async () => {
	await program[Symbol.asyncDispose]();
	rmSync(dataDir, { recursive: true, force: true });
});

async function clientHello(): Promise<Buffer> {
	const { promise, resolve } = Promise.withResolvers<Buffer>();
	const listener = createServer((socket) => socket.once("data", resolve));
	listener.listen(0, "127.0.0.1");
	await once(listener, "listening");
	const at = listener.address();
	const port = typeof at === "object" && at !== null ? at.port : 0;
	const client = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false });
	client.on("error", () => {});
	const first = await promise;
	client.destroy();
	listener.close();
	return first;
}

async function raw(): Promise<Socket> {
	const socket = connect({ ...address, noDelay: true });
	socket.on("error", () => {});
	await once(socket, "connect");
	return socket;
}

/** Resolves with what came when the server has let go. */
async function told(socket: Socket): Promise<Buffer> {
	const chunks: Buffer[] = [];
	socket.on("data", (chunk: Buffer) => chunks.push(chunk));
	if (!socket.closed) await once(socket, "close");
	return Buffer.concat(chunks);
}

/** Fails unless somebody can come in. */
async function expectOpen(): Promise<void> {
	const peer = await NativePeer.connect(address, { tls: true });
	await peer.call("hello", { protocol: 1, client: "x" });
	await peer.call("quit", {});
	await peer.ended();
}

function connections(): number {
	return readdirSync(`/proc/${program.child.pid}/fd`).length;
}

describe("a handshake", () => {
	test("of TLS 1.2 is refused with an alert", async () => {
		const socket = connectTls({ ...address, rejectUnauthorized: false, maxVersion: "TLSv1.2" });
		const [error]: NodeJS.ErrnoException[] = await once(socket, "error").catch((e) => [e]);
		expect(error?.code).toBe("ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION");
		await expectOpen();
	});

	test.each([
		[
			"that is one byte and then garbage",
			() => Buffer.concat([Buffer.of(0x16), Buffer.alloc(4096, 7)]),
		],
		["with a length that cannot be", () => Buffer.from("160301ffff0100fffc0303", "hex")],
		["whose hello is changed in the middle", () => garbled(hello)],
		["behind which garbage comes", () => Buffer.concat([hello, Buffer.alloc(4096, 0xff)])],
	])("%s is cut, and costs nobody else anything", async (_what, bytes) => {
		const socket = await raw();
		socket.write(bytes());
		await told(socket);
		await expectOpen();
	});

	test("behind which something else than TLS comes later is cut, and costs nobody else anything", async () => {
		const line = await raw();
		const peer = await NativePeer.over(line);
		await peer.call("hello", { protocol: 1, client: "x" });
		await peer.call("login", { guest: "garbler" });
		// With an error or without.
		const closed = new Promise((resolve) => peer.socket.once("close", resolve));
		// Past TLS, on the line itself.
		line.write(Buffer.alloc(4096, 0xff));
		await closed;
		await expectOpen();
	});

	test.each([
		["ends", (socket: Socket) => socket.end()],
		["is reset", (socket: Socket) => socket.resetAndDestroy()],
	])("that %s half way is forgotten", async (_how, leave) => {
		for (const part of [1, 5, 100, hello.length]) {
			const socket = await raw();
			socket.write(hello.subarray(0, part));
			leave(socket);
			await told(socket);
		}
		await expectOpen();
	});

	test("that never ends is cut after the ten seconds there are to log in, as one that was for nothing", async () => {
		const socket = await raw();
		const since = performance.now();
		socket.write(hello.subarray(0, 100));
		const idle = await NativePeer.connect(address, { tls: true });
		await idle.call("hello", { protocol: 1, client: "x" });
		expect(await told(socket)).toEqual(Buffer.alloc(0));
		expect((performance.now() - since) / 1000).toBeGreaterThan(9);
		expect((await idle.next("bye")).code).toBe("login_timeout");
		await idle.ended();
	});

	test.skipIf(!hasProc)(
		"begun by a flood and never ended keeps nobody out, and leaves nothing behind (needs /proc)",
		async () => {
			const ann = await NativePeer.connect(address, { tls: true });
			await ann.call("hello", { protocol: 1, client: "x" });
			await ann.call("login", { guest: "ann" });
			await expectOpen();
			const before = connections();
			const flood = await Promise.all(Array.from({ length: 300 }, raw));
			for (const socket of flood) socket.write(hello.subarray(0, 100));
			await expectOpen();
			await ann.call("ping", {});
			// Of one address 32 may stay; the others go as newer ones come.
			const cut = flood.slice(0, -32).map((socket) => told(socket));
			expect(Buffer.concat(await Promise.all(cut))).toEqual(Buffer.alloc(0));
			for (const socket of flood) socket.destroy();
			while (connections() > before) await expectOpen();
			ann.socket.destroy();
		},
	);

	test("that went wrong is nothing that the operator hears of", () => {
		const lines = program.stdout.trimEnd().split("\n");
		const levels = lines.map(
			(line) => z.object({ level: z.number() }).parse(JSON.parse(line)).level,
		);
		expect(levels.filter((level) => level > 30)).toEqual([]);
		expect(program.stderr).toBe("");
	});
});

function garbled(bytes: Buffer): Buffer {
	const changed = Buffer.from(bytes);
	changed.fill(0xff, 60, 200);
	return changed;
}
