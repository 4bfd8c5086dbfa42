import { mkdirSync, readFileSync, rmdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import { WireError } from "@partyline/shared/protocol/errors";
import { fingerprintText } from "@partyline/shared/text/server-url";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "../client.ts";
import type { ClientOptions } from "../client-api.ts";
import { dialTcp } from "../tcp.ts";
import { type Identity, makeIdentity } from "../testing/certificates.ts";
import { FakeServer } from "../testing/fake-server.ts";
import { temporaryFolder } from "../testing/folder.ts";
import { Notices } from "../testing/notices.ts";
import { trustAuthorities } from "./authorities.ts";
import { createServerDial } from "./dial-server.ts";
import { memoryKnownServers } from "./known-servers.ts";
import { fileKnownServers } from "./known-servers-file.ts";

const general = "#general";
const mine = makeIdentity();
const another = makeIdentity();

async function startServer(): Promise<FakeServer> {
	const server = new FakeServer();
	await server.listen();
	onTestFinished(() => server.close());
	server.rooms.open(general, "ann", "bob");
	return server;
}

/** TLS in front of a server, on a port of its own. */
async function encrypt(server: FakeServer, { key, cert }: Identity) {
	const front = createServer({ key, cert });
	const sockets = new Set<Socket>();
	let connections = 0;
	front.on("connection", (socket: Socket) => {
		connections++;
		sockets.add(socket);
	});
	front.on("secureConnection", (socket) => {
		const inner = connect(server.port, "127.0.0.1");
		for (const end of [socket, inner]) end.on("error", () => {});
		socket.on("close", () => inner.destroy());
		inner.on("close", () => socket.destroy());
		socket.pipe(inner).pipe(socket);
	});
	await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => void front.close());
	const address = front.address();
	if (address === null || typeof address === "string") throw new Error("not listening");
	const cut = () => {
		for (const socket of sockets) socket.destroy();
	};
	onTestFinished(cut);
	return {
		port: address.port,
		connections: () => connections,
		cut,
		show: ({ key: newKey, cert: newCert }: Identity) =>
			front.setSecureContext({ key: newKey, cert: newCert }),
	};
}

function open(port: number, options: Partial<ClientOptions> = {}) {
	const client = createClient({
		host: "127.0.0.1",
		port,
		as: "ann",
		random: () => 0,
		scheme: "secure",
		...options,
	});
	onTestFinished(() => client.close());
	return { client, notices: new Notices(client) };
}

function filePath(): string {
	return join(temporaryFolder(onTestFinished), "known-servers");
}

test("who comes in by an invitation knows the server from then on, encrypted on this machine too", async () => {
	const front = await encrypt(await startServer(), mine);
	const path = filePath();
	const invited = open(front.port, { pin: mine.pin, knownServers: fileKnownServers(path) });
	invited.client.start();
	await invited.client.live();
	expect(readFileSync(path, "utf8")).toBe(`127.0.0.1:${front.port} ${fingerprintText(mine.pin)}\n`);
	await invited.client.close();
	const back = open(front.port, { scheme: "bare", knownServers: fileKnownServers(path) });
	back.client.start();
	await back.client.live();
	await back.client.post(general, "hello").kept;
});

test("an invitation whose server lets nobody in leaves nothing behind", async () => {
	const server = await startServer();
	const front = await encrypt(server, mine);
	server.override("login", () => {
		throw new WireError("banned");
	});
	const knownServers = memoryKnownServers();
	const { client, notices } = open(front.port, { pin: mine.pin, knownServers });
	const closed = notices.status("closed");
	client.start();
	expect(await closed).toMatchObject({ code: "banned" });
	expect(knownServers.all()).toEqual([]);
});

test("a server that nobody knows is told with its key, asked nothing, and spoken to once it is accepted", async () => {
	const server = await startServer();
	const front = await encrypt(server, mine);
	const knownServers = memoryKnownServers();
	const { client, notices } = open(front.port, { knownServers });
	const closed = notices.status("closed");
	client.start();
	expect(await closed).toEqual({
		state: "closed",
		code: "unknown_server",
		fingerprint: fingerprintText(mine.pin),
		problem: expect.stringContaining("is not known here yet"),
	});
	expect(server.peers.size).toBe(0);
	knownServers.put({ host: "127.0.0.1", port: front.port }, mine.pin);
	client.retryNow();
	await client.live();
	expect(server.paramsOf("login")).toHaveLength(1);
});

test("a key that changes while one is connected ends the connecting, and what waits is sent to nobody else", async () => {
	const server = await startServer();
	const front = await encrypt(server, mine);
	const knownServers = memoryKnownServers();
	const { client, notices } = open(front.port, { pin: mine.pin, knownServers });
	client.start();
	await client.live();
	const asked = server.asked.length;
	const closed = notices.status("closed");
	front.show(another);
	front.cut();
	client.post(general, "for my server only");
	expect(await closed).toMatchObject({
		code: "changed_key",
		fingerprint: fingerprintText(another.pin),
		problem: expect.stringMatching(/another key than it should.*partyline servers accept/),
	});
	expect(front.connections()).toBe(2);
	expect(server.asked).toHaveLength(asked);
	knownServers.put({ host: "127.0.0.1", port: front.port }, another.pin);
	client.retryNow();
	await notices.until(() => client.outbox().length === 0);
	expect(server.paramsOf("post").map(({ text }) => text)).toEqual(["for my server only"]);
});

test("a server that wants encryption is not asked again and again without, and its address is told", async () => {
	const server = await startServer();
	server.override("hello", () => {
		throw new WireError("tls_required");
	});
	const { client, notices } = open(server.port, { scheme: "bare" });
	const closed = notices.status("closed");
	client.start();
	expect(await closed).toEqual({
		state: "closed",
		code: "tls_required",
		problem: `127.0.0.1:${server.port} takes encrypted connections only: partyline://127.0.0.1:${server.port}`,
	});
	expect(server.asked).toHaveLength(1);
});

test("a server whose key is known is not spoken to by partyline+insecure://", async () => {
	const server = await startServer();
	const knownServers = memoryKnownServers();
	knownServers.put({ host: "127.0.0.1", port: server.port }, mine.pin);
	const { client, notices } = open(server.port, { scheme: "insecure", knownServers });
	const closed = notices.status("closed");
	client.start();
	expect(await closed).toMatchObject({
		code: "plain_refused",
		problem: expect.stringContaining("nothing is sent to it in the clear"),
	});
	expect(server.asked).toEqual([]);
});

test("who speaks in the clear with another machine is told so, and nobody else is", async () => {
	const server = await startServer();
	const front = await encrypt(server, mine);
	// As if the name led to this machine.
	const dial: ClientOptions["dial"] = (_, events, signal) =>
		dialTcp({ host: "127.0.0.1", port: server.port }, events, signal);
	const elsewhere = open(server.port, { host: "lab.example", scheme: "insecure", dial });
	const here = open(server.port, { scheme: "bare" });
	const encrypted = open(front.port, { pin: mine.pin });
	for (const { client } of [elsewhere, here, encrypted]) {
		client.start();
		await client.live();
	}
	expect(elsewhere.client.status()).toMatchObject({ state: "live", isPlain: true });
	for (const { client } of [here, encrypted]) expect(client.status()).not.toHaveProperty("isPlain");
});

test("a server that an authority vouches for is known from then on, and no authority changes a key that is known", async () => {
	const authority = makeIdentity({ name: "An authority", hosts: [] });
	const [first, second] = ["one", "two"].map((name) => makeIdentity({ name, issuer: authority }));
	if (!first || !second) throw new Error("unreachable");
	const server = await startServer();
	const front = await encrypt(server, first);
	const knownServers = memoryKnownServers();
	const authorities = () => trustAuthorities([authority.cert]);
	const dial = createServerDial({ scheme: "secure", knownServers, authorities });
	for (const identity of [first, second]) {
		front.show(identity);
		const { client } = open(front.port, { dial, knownServers });
		client.start();
		await client.live();
		await client.close();
	}
	expect(knownServers.all().map(({ pin }) => pin)).toEqual([first.pin]);
});

test("a key that cannot be kept keeps nobody out who may come in", async () => {
	const front = await encrypt(await startServer(), mine);
	const path = filePath();
	mkdirSync(`${path}.lock`);
	const { client } = open(front.port, { pin: mine.pin, knownServers: fileKnownServers(path) });
	client.start();
	await client.live();
	expect(fileKnownServers(path).all()).toEqual([]);
});

test("where it cannot be told whether a server is known, it is tried again once the file is mended", async () => {
	const front = await encrypt(await startServer(), mine);
	const path = filePath();
	const knownServers = fileKnownServers(path);
	mkdirSync(path);
	const { client, notices } = open(front.port, { knownServers, pin: mine.pin });
	const waiting = notices.status("waiting");
	client.start();
	expect((await waiting).problem).toMatch(/^The known servers cannot be read from /);

	rmdirSync(path);
	client.retryNow();
	await client.live();
});

test("a server is the same one however its address is spelled", () => {
	const stateDir = temporaryFolder(onTestFinished);
	const spelled = ["Chat.Example", "chat.example", "chat.example."].map((host) =>
		open(7420, { host, stateDir }),
	);
	spelled[0]?.client.post(general, "waits");
	expect(spelled.map(({ client }) => client.outbox().map(({ text }) => text))).toEqual([
		["waits"],
		["waits"],
		["waits"],
	]);
});

/** A folder with the token of ann, which came by TLS or in the clear; its server has both at one address. */
async function arrangeToken(scheme: "secure" | "insecure") {
	const server = await startServer();
	server.accounts.set("ann", "correct horse battery staple");
	const front = await encrypt(server, mine);
	const stateDir = temporaryFolder(onTestFinished);
	// One address, which the client keeps the token by, whatever is there.
	const come = (how: "secure" | "insecure", options: Partial<ClientOptions> = {}) => {
		const trusted = memoryKnownServers();
		const there = { host: "127.0.0.1", port: how === "secure" ? front.port : server.port };
		const dial = createServerDial({ scheme: how, pin: mine.pin, knownServers: trusted });
		const opened = open(7420, {
			stateDir,
			dial: (_, events, signal) => dial(there, events, signal),
			...options,
		});
		opened.client.start();
		return opened;
	};
	const { client } = come(scheme, { signIn: { password: "correct horse battery staple" } });
	await client.live();
	await client.close();
	return { server, come };
}

test("a token that came encrypted is never sent in the clear, which is told, and a password is asked for", async () => {
	const { server, come } = await arrangeToken("secure");
	const { client } = come("insecure");
	await expect(client.live()).rejects.toThrow(
		"This device signed in to 127.0.0.1 encrypted, so its token is not sent in the clear; the address is partyline://127.0.0.1",
	);
	expect(client.status()).toMatchObject({ state: "closed", code: "plain_refused" });
	expect(server.paramsOf("login")).toHaveLength(1);
	await client.signIn({ password: "correct horse battery staple" }).done;
	expect(server.paramsOf("login").map((params) => Object.keys(params))).toEqual([
		["account", "password"],
		["account", "password"],
	]);
	await client.close();
	const back = come("secure");
	await back.client.live();
});

test("a token that came in the clear brings one back by an encrypted connection too", async () => {
	const { server, come } = await arrangeToken("insecure");
	await come("secure").client.live();
	expect(server.paramsOf("login").at(-1)).toEqual({ token: "token of ann" });
});
