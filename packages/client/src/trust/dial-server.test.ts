import { writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { StorageError } from "../errors.ts";
import { describeProblem } from "../problem.ts";
import { makeIdentity } from "../testing/certificates.ts";
import { temporaryFolder } from "../testing/folder.ts";
import { startTcpServer, startTlsServer } from "../testing/tls-server.ts";
import type { Address, Dial, TransportEvents } from "../transport.ts";
import { trustAuthorities } from "./authorities.ts";
import { createServerDial, type ServerDialOptions } from "./dial-server.ts";
import { memoryKnownServers } from "./known-servers.ts";
import { fileKnownServers } from "./known-servers-file.ts";
import { PlainRefusedError, UnknownServerError } from "./trust-errors.ts";

const server = makeIdentity();
const events: TransportEvents = { onBytes: () => {}, onClosed: () => {} };

function createDial(options: Partial<ServerDialOptions> = {}): Dial {
	return createServerDial({
		scheme: "bare",
		knownServers: memoryKnownServers(),
		authorities: () => trustAuthorities([]),
		...options,
	});
}

function open(dial: Dial, address: Address) {
	return dial(address, events, new AbortController().signal);
}

/** A server without TLS that keeps what it is sent. */
async function startPlainServer() {
	const chunks: Buffer[] = [];
	const sockets: Socket[] = [];
	const address = await startTcpServer((socket) => {
		sockets.push(socket);
		socket.on("data", (chunk) => chunks.push(chunk));
	}, onTestFinished);
	return { address, sockets, heard: () => Buffer.concat(chunks) };
}

test("this machine is spoken to plainly, until a key of the server is known", async () => {
	const { address, sockets, heard } = await startPlainServer();
	const knownServers = memoryKnownServers();
	const dial = createDial({ knownServers });
	const transport = await open(dial, address);
	expect(transport.key).toBeUndefined();
	transport.write(Buffer.from("hello"));
	await vi.waitUntil(() => heard().toString() === "hello");
	knownServers.put(address, server.pin);
	const encrypted = open(dial, address).catch((error: unknown) => error);
	// The head of a TLS hello, and nothing else.
	await vi.waitUntil(() => heard().length > 6);
	expect(heard()[5]).toBe(0x16);
	for (const socket of sockets) socket.destroy();
	expect(describeProblem(await encrypted, address)).toMatch(/does not speak TLS/);
});

test("a server whose key is known is not even connected to by partyline+insecure://", async () => {
	const { address, sockets } = await startPlainServer();
	const knownServers = memoryKnownServers();
	knownServers.put(address, server.pin);
	const failure = await open(createDial({ scheme: "insecure", knownServers }), address).catch(
		(error: unknown) => error,
	);
	expect(failure).toBeInstanceOf(PlainRefusedError);
	expect(describeProblem(failure, address)).toBe(
		`127.0.0.1:${address.port} encrypted what it said before, so nothing is sent to it in the clear; its address is partyline://127.0.0.1:${address.port}`,
	);
	await open(createDial({ scheme: "insecure" }), address);
	expect(sockets).toHaveLength(1);
});

test("a key that is accepted meanwhile, in another window perhaps, is good for the next attempt", async () => {
	const { address } = await startTlsServer(server, onTestFinished);
	const path = join(temporaryFolder(onTestFinished), "known-servers");
	const dial = createDial({ scheme: "secure", knownServers: fileKnownServers(path) });
	await expect(open(dial, address)).rejects.toThrow(UnknownServerError);
	fileKnownServers(path).put(address, server.pin);
	expect((await open(dial, address)).key).toEqual(server.pin);
});

test("where it cannot be told whether a server is known, nothing is sent to it", async () => {
	const { address, connections } = await startTlsServer(server, onTestFinished);
	const path = join(temporaryFolder(onTestFinished), "known-servers");
	writeFileSync(path, "half a li");
	const knownServers = fileKnownServers(path);
	for (const scheme of ["secure", "insecure", "bare"] as const) {
		const failure = await open(
			createDial({ scheme, knownServers, pin: server.pin }),
			address,
		).catch((error: unknown) => error);
		expect(failure).toBeInstanceOf(StorageError);
		expect(describeProblem(failure, address)).toBe(
			`Line 1 of ${path} cannot be read; mend it or delete it.`,
		);
	}
	expect(connections.map(({ received }) => received()).join("")).toBe("");
});
