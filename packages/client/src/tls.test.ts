import { once } from "node:events";
import type { Socket } from "node:net";
import { fingerprintText } from "@partyline/shared/text/server-url";
import { expect, onTestFinished, test, vi } from "vitest";
import { ConnectionError } from "./errors.ts";
import { describeProblem } from "./problem.ts";
import { makeIdentity } from "./testing/certificates.ts";
import { closing, startTcpServer, startTlsServer, type TlsServer } from "./testing/tls-server.ts";
import { createTlsDial } from "./tls.ts";
import type { Address, TransportEvents } from "./transport.ts";
import { trustAuthorities } from "./trust/authorities.ts";
import { createKeyCheck } from "./trust/check-key.ts";
import { type KnownServers, memoryKnownServers } from "./trust/known-servers.ts";
import { ChangedKeyError, UnknownServerError } from "./trust/trust-errors.ts";

const server = makeIdentity();
const another = makeIdentity();
const authority = makeIdentity({ name: "An authority", hosts: [] });

/** Where dialling goes, and what is known before. */
type Dialled = {
	readonly known?: KnownServers;
	readonly pin?: Uint8Array;
	readonly authorities?: readonly string[];
	readonly signal?: AbortSignal;
};

function dial(address: Address, options: Dialled = {}) {
	const { known = memoryKnownServers(), pin, authorities = [], signal } = options;
	const dialTls = createTlsDial(createKeyCheck(known, pin), () => trustAuthorities(authorities));
	const heard: string[] = [];
	const closed = Promise.withResolvers<Error | undefined>();
	const events: TransportEvents = {
		onBytes: (chunk) => heard.push(Buffer.from(chunk).toString()),
		onClosed: closed.resolve,
	};
	const transport = dialTls(address, events, signal ?? new AbortController().signal);
	// A test that looks at the failure only when something else happened.
	transport.catch(() => {});
	return { transport, heard, closed: closed.promise };
}

function knowing(address: Address, pin: Uint8Array): KnownServers {
	const known = memoryKnownServers();
	known.put(address, pin);
	return known;
}

/** The failure of a dial, which must fail. */
async function failureOf({ transport }: ReturnType<typeof dial>): Promise<unknown> {
	try {
		await transport;
	} catch (error) {
		return error;
	}
	throw new Error("It was let in.");
}

/** The connection is over, and nothing but a handshake went over it. */
async function expectNothingSent({ sockets, connections }: TlsServer): Promise<void> {
	await vi.waitUntil(() => sockets.length > 0);
	await Promise.all(sockets.map(closing));
	expect(connections.map(({ received }) => received()).join("")).toBe("");
}

test("a server that nobody knows is told with its fingerprint, and not a byte is sent to it", async () => {
	const unknown = await startTlsServer(server, onTestFinished);
	const { address } = unknown;
	const failure = await failureOf(dial(address));
	expect(failure).toBeInstanceOf(UnknownServerError);
	const fingerprint = fingerprintText(server.pin);
	expect(failure).toMatchObject({ code: "unknown_server", address, fingerprint });
	const problem = describeProblem(failure, address);
	expect(problem).toContain(`is not known here yet; its key is ${fingerprint}.`);
	expect(problem).toContain(`partyline servers accept 127.0.0.1:${address.port} ${fingerprint}`);
	await expectNothingSent(unknown);
});

test("a server with another key than the known one is sent nothing, and both fingerprints are told", async () => {
	const changed = await startTlsServer(another, onTestFinished);
	const { address } = changed;
	const failure = await failureOf(dial(address, { known: knowing(address, server.pin) }));
	expect(failure).toBeInstanceOf(ChangedKeyError);
	const [known, offered] = [server, another].map(({ pin }) => fingerprintText(pin));
	expect(failure).toMatchObject({ code: "changed_key", address, known, offered });
	expect(describeProblem(failure, address)).toBe(
		`127.0.0.1:${address.port} has another key than it should: ${offered} and not ${known}. Nothing was sent. If whoever runs it says that this is right: partyline servers accept 127.0.0.1:${address.port} ${offered}`,
	);
	await expectNothingSent(changed);
});

test("a server with the known key is spoken to by TLS 1.3, in both directions", async () => {
	const { address, connection } = await startTlsServer(server, onTestFinished);
	const line = dial(address, { known: knowing(address, server.pin) });
	const transport = await line.transport;
	expect(transport.key).toEqual(server.pin);
	const { socket, received } = await connection(0);
	expect(socket.getProtocol()).toBe("TLSv1.3");
	transport.write(Buffer.from("hello\n"));
	await vi.waitUntil(() => received() === "hello\n");
	socket.write("welcome\n");
	await vi.waitUntil(() => line.heard.join("") === "welcome\n");
});

test("what the server says at once is heard", async () => {
	const greets = await startTlsServer(server, onTestFinished);
	const line = dial(greets.address, { pin: server.pin });
	const { socket, closed } = await greets.connection(0);
	socket.end("welcome\n");
	await line.closed;
	await closed;
	expect(line.heard.join("")).toBe("welcome\n");
});

test("the key in an invitation makes its server known, and no other", async () => {
	const [right, wrong] = await Promise.all(
		[server, another].map((identity) => startTlsServer(identity, onTestFinished)),
	);
	if (!right || !wrong) throw new Error("unreachable");
	expect((await dial(right.address, { pin: server.pin }).transport).key).toEqual(server.pin);
	const failure = await failureOf(dial(wrong.address, { pin: server.pin }));
	expect(failure).toMatchObject({ code: "changed_key", known: fingerprintText(server.pin) });
});

test("an invitation does not overrule the key that is known of a server", async () => {
	const { address } = await startTlsServer(another, onTestFinished);
	const known = knowing(address, server.pin);
	const failure = await failureOf(dial(address, { known, pin: another.pin }));
	expect(failure).toMatchObject({ code: "changed_key", known: fingerprintText(server.pin) });
});

test("a server that an authority vouches for needs no key, and may change it", async () => {
	const vouched = makeIdentity({ name: "chat", hosts: ["127.0.0.1"], issuer: authority });
	const { address } = await startTlsServer(vouched, onTestFinished);
	const authorities = [authority.cert];
	expect((await dial(address, { authorities }).transport).key).toEqual(vouched.pin);
	const known = knowing(address, another.pin);
	expect((await dial(address, { authorities, known }).transport).key).toEqual(vouched.pin);
	expect(await failureOf(dial(address))).toMatchObject({ code: "unknown_server" });
});

test("what an authority says of another host counts for nothing", async () => {
	const vouched = makeIdentity({ name: "chat", hosts: ["chat.example"], issuer: authority });
	const { address } = await startTlsServer(vouched, onTestFinished);
	const failure = await failureOf(dial(address, { authorities: [authority.cert] }));
	expect(failure).toMatchObject({ code: "unknown_server" });
});

test("a variable that turns checks off turns off none of ours", async () => {
	vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
	onTestFinished(() => void vi.unstubAllEnvs());
	const { address } = await startTlsServer(server, onTestFinished);
	expect(await failureOf(dial(address))).toMatchObject({ code: "unknown_server" });
	const known = knowing(address, another.pin);
	expect(await failureOf(dial(address, { known }))).toMatchObject({ code: "changed_key" });
});

test("no connection goes on from an earlier one without its check", async () => {
	const ticketKeys = Buffer.alloc(48, 7);
	const first = await startTlsServer(server, onTestFinished, { ticketKeys });
	const known = knowing(first.address, server.pin);
	for (const at of [0, 1]) {
		const line = dial(first.address, { known });
		const transport = await line.transport;
		// By now the ticket is there, by which a connection could be resumed.
		const { socket } = await first.connection(at);
		socket.write("x");
		await vi.waitUntil(() => line.heard.length > 0);
		expect(socket.isSessionReused()).toBe(false);
		transport.end();
		await line.closed;
	}
});

test("the name of the server is asked for where it has one, and no number is", async () => {
	const names: string[] = [];
	const { address } = await startTlsServer(server, onTestFinished, {
		SNICallback(name, done) {
			names.push(name);
			done(null);
		},
	});
	await dial({ ...address, host: "localhost" }, { pin: server.pin }).transport;
	await dial(address, { pin: server.pin }).transport;
	expect(names).toEqual(["localhost"]);
});

test("a server that knows no TLS 1.3 is not spoken to, and it is said why", async () => {
	const old = { minVersion: "TLSv1.2", maxVersion: "TLSv1.2" } as const;
	const { address, connections } = await startTlsServer(server, onTestFinished, old);
	const failure = await failureOf(dial(address, { pin: server.pin }));
	expect(failure).toBeInstanceOf(ConnectionError);
	expect(describeProblem(failure, address)).toBe(
		`127.0.0.1:${address.port} speaks no TLS 1.3, and nothing older is safe enough.`,
	);
	expect(connections).toEqual([]);
});

const rude = {
	"answers in words": (socket: Socket) => void socket.end("Welcome to partyline.\nusername: "),
	"answers in JSON": (socket: Socket) => void socket.end('{"jsonrpc":"2.0","id":null}\n'),
	"answers as the web does": (socket: Socket) =>
		void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"),
	"answers once it has heard us": (socket: Socket) =>
		void socket.once("data", () => socket.end("What?\n")),
	"closes at once": (socket: Socket) => void socket.end(),
	"closes once it has heard us": (socket: Socket) =>
		void socket.once("data", () => socket.destroy()),
	"resets once it has heard us": (socket: Socket) =>
		void socket.once("data", () => socket.resetAndDestroy()),
};

test.each(Object.entries(rude))("a server that %s does not speak TLS", async (_, onConnection) => {
	const address = await startTcpServer(onConnection, onTestFinished);
	const failure = await failureOf(dial(address, { pin: server.pin }));
	expect(failure).toBeInstanceOf(ConnectionError);
	expect(describeProblem(failure, address)).toBe(
		`127.0.0.1:${address.port} does not speak TLS; an old partyline, or the wrong port?`,
	);
});

test("where nothing listens it is said as without TLS", async () => {
	const address = await startTcpServer(() => {}, onTestFinished);
	const nowhere = { ...address, port: await closedPort() };
	const failure = await failureOf(dial(nowhere));
	expect(describeProblem(failure, nowhere)).toMatch(/^Nothing is listening on 127\.0\.0\.1:/);
});

async function closedPort(): Promise<number> {
	const ends: (() => void)[] = [];
	const { port } = await startTcpServer(
		() => {},
		(end) => ends.push(end),
	);
	for (const end of ends) end();
	return port;
}

test.each([
	["says nothing", () => {}],
	[
		"says a little now and then",
		(socket: Socket) => {
			// The head of a TLS record that never comes to its end.
			socket.write(Buffer.of(0x16, 3, 3, 0x3f, 0xff));
			socket.on("data", () => socket.write(Buffer.of(0)));
		},
	],
])("a server that %s is given up after ten seconds", async (_, onConnection) => {
	vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
	onTestFinished(() => void vi.useRealTimers());
	const met = Promise.withResolvers<Socket>();
	const address = await startTcpServer((peer) => {
		onConnection(peer);
		met.resolve(peer);
	}, onTestFinished);
	const line = dial(address);
	const socket = await met.promise;
	await once(socket, "data");
	vi.advanceTimersByTime(9_999);
	const undecided = Symbol();
	expect(await Promise.race([line.transport, Promise.resolve(undecided)])).toBe(undecided);
	vi.advanceTimersByTime(1);
	const failure = await failureOf(line);
	expect(describeProblem(failure, address)).toMatch(/does not answer\. Is the address right/);
	await closing(socket);
});

test("a dial that is given up in the middle of the handshake leaves no connection", async () => {
	const met = Promise.withResolvers<Socket>();
	const address = await startTcpServer(met.resolve, onTestFinished);
	const giveUp = new AbortController();
	const line = dial(address, { signal: giveUp.signal });
	const socket = await met.promise;
	await once(socket, "data");
	giveUp.abort();
	expect(await failureOf(line)).toMatchObject({ message: "Cannot connect: given up" });
	await closing(socket);
});

test("a dial that was given up before it began connects to nobody", async () => {
	const { address, sockets, connection } = await startTlsServer(server, onTestFinished);
	const line = dial(address, { pin: server.pin, signal: AbortSignal.abort() });
	expect(await failureOf(line)).toMatchObject({ message: "Cannot connect: given up" });
	// One that was dialled after it is there, and it is not.
	await dial(address, { pin: server.pin }).transport;
	await connection(0);
	expect(sockets).toHaveLength(1);
});

test("what was written before the end arrives, and then the end", async () => {
	const { address, connection } = await startTlsServer(server, onTestFinished);
	const line = dial(address, { pin: server.pin });
	const transport = await line.transport;
	const long = "x".repeat(1_000_000);
	transport.write(Buffer.from(long));
	transport.end();
	const { received, closed } = await connection(0);
	await closed;
	expect(received()).toHaveLength(long.length);
	expect(await line.closed).toBeUndefined();
});

test("a server that ends in good order, and one that breaks off, are told apart", async () => {
	const { address, sockets, connection } = await startTlsServer(server, onTestFinished);
	const ended = dial(address, { pin: server.pin });
	await ended.transport;
	(await connection(0)).socket.end("bye\n");
	expect(await ended.closed).toBeUndefined();
	expect(ended.heard.join("")).toBe("bye\n");
	const broken = dial(address, { pin: server.pin });
	await broken.transport;
	await connection(1);
	sockets[1]?.resetAndDestroy();
	expect(await broken.closed).toMatchObject({ code: "ECONNRESET" });
});
