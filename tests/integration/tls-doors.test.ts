import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { duplexPair } from "node:stream";
import { connect as connectTls, createSecureContext, TLSSocket } from "node:tls";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { Connection } from "../../apps/server/src/doors/connection.ts";
import { makeCertificate } from "../../apps/server/src/tls/make-certificate.ts";
import { TestDaemon } from "../support/daemon.ts";
import { dial } from "../support/dial.ts";
import { installed } from "../support/installed.ts";
import { NativePeer } from "../support/native-peer.ts";
import { Program } from "../support/program.ts";
import { socketPair } from "../support/socket-pair.ts";

const room = "#general";
const tls = true;
const lax = { rejectUnauthorized: false, allowHalfOpen: true };

/** Everything that comes until the end. */
async function readAll(socket: NodeJS.ReadableStream): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of socket) chunks.push(Buffer.from(chunk));
	return Buffer.concat(chunks);
}

describe("over TLS, on the same port", () => {
	test("the native protocol is spoken as without, by TLS 1.3", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann", room, { tls });
		const bob = await server.member("bob");
		expect(ann.socket instanceof TLSSocket && ann.socket.getProtocol()).toBe("TLSv1.3");
		await ann.call("post", { room, id: newMessageId(), text: "unheard" });
		const { seq } = await bob.call("post", { room, id: newMessageId(), text: "of" });
		const texts = (await ann.eventsUpTo(room, seq)).filter(({ type }) => type === "message");
		expect(texts).toMatchObject([{ text: "unheard" }, { text: "of" }]);
	});

	test("a person gets the plain door after a second of silence, and leaves by quit", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.person("ann", { tls });
		const bob = await server.member("bob");
		await bob.call("post", { room, id: newMessageId(), text: "hello" });
		await ann.sees("<bob> hello\n");
		ann.type("hello back");
		await bob.event(room, (event) => event.type === "message" && event.by === "ann");
		ann.type("quit");
		await ann.sees("*** bye\n");
		await ann.ended();
		expect(await bob.next("presence")).toMatchObject({ account: "ann", state: "offline" });
	});

	test("a web page's request gets the answer of HTTP, and nothing of it is obeyed", async () => {
		await using server = await TestDaemon.start();
		const socket = dial(server.address, { tls });
		socket.write("POST / HTTP/1.1\r\n\r\nann\n\nsaid by a page\n");
		expect((await readAll(socket)).toString()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
		const bob = await server.member("bob");
		const { events } = await bob.call("history", { room, limit: 200 });
		expect(events.filter(({ by }) => by === "ann")).toEqual([]);
	});

	test("TLS once more inside is refused with an alert", async () => {
		await using server = await TestDaemon.start();
		const outer = dial(server.address, { tls });
		const [near, far] = duplexPair();
		near.pipe(outer);
		const inner = connectTls({ socket: far, rejectUnauthorized: false });
		inner.on("error", () => {});
		// The fatal alert protocol_version, RFC 8446 §6.
		expect((await readAll(outer)).toString("hex")).toBe("15030100020246");
		inner.destroy();
	});

	test("a client that ends its side gets every answer it asked for before the end", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.native({ tls, allowHalfOpen: true });
		const text = "x".repeat(16_000);
		peer.write(NativePeer.request(1, "hello", { protocol: 1, client: "x" }));
		peer.write(NativePeer.request(2, "login", { guest: "ann" }));
		peer.write(NativePeer.request(3, "join", { room }));
		for (let id = 4; id < 24; id++)
			peer.write(NativePeer.request(id, "post", { room, id: newMessageId(), text }));
		peer.write(NativePeer.request(24, "history", { room, limit: 200 }));
		peer.end();
		await peer.ended();
		const answered = peer.inbox.flatMap((frame) => ("id" in frame ? [Number(frame.id)] : []));
		expect(answered.sort((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, at) => at + 1));
	});

	test("a person whose program does not hang up by itself is cut soon after the last words", async () => {
		const pair = await socketPair();
		pair.client.allowHalfOpen = true;
		const connection = new Connection(pair.server);
		const secure = Promise.withResolvers<void>();
		const [first, far] = [once(pair.server, "data"), connectTls({ ...lax, socket: pair.client })];
		far.on("error", () => {}).resume();
		const [hello]: Buffer[] = await first;
		const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
		const pem = key.export({ type: "pkcs8", format: "pem" });
		const context = createSecureContext({ key: pem, cert: makeCertificate(key) });
		connection.encrypt(context, hello ?? Buffer.alloc(0), secure.resolve);
		await secure.promise;
		const closed = once(pair.server, "close");
		connection.send(Buffer.from("bye"));
		connection.hangUp();
		await closed;
		pair.close();
	});

	test("a line that is cut is noticed at once", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const raw = dial(server.address);
		const cut = await NativePeer.over(raw);
		await cut.call("hello", { protocol: 1, client: "x" });
		await cut.call("login", { guest: "bob" });
		await cut.call("join", { room });
		raw.resetAndDestroy();
		expect(await ann.next("presence")).toMatchObject({ account: "bob", state: "offline" });
	});

	test("a peer that goes with much unread is noticed at once, and nobody else minds", async () => {
		await using server = await TestDaemon.start();
		const [ann, gone] = [await server.member("ann"), await server.member("bob", room, { tls })];
		gone.socket.pause();
		const text = "x".repeat(16_000);
		for (let count = 0; count < 50; count++)
			await ann.call("post", { room, id: newMessageId(), text });
		gone.socket.destroy();
		expect(await ann.next("presence")).toMatchObject({ account: "bob", state: "offline" });
	});

	test("a reader who stops is told what it was not sent, and delays nobody", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.member("ann"), await server.member("bob", room, { tls })];
		const slow = await server.member("slow", room, { tls });
		slow.socket.pause();
		const text = "x".repeat(16_000);
		let last = 0;
		for (let round = 0; round < 16; round++) {
			const posts = Array.from({ length: 60 }, () =>
				ann.call("post", { room, id: newMessageId(), text }),
			);
			last = (await Promise.all(posts)).at(-1)?.seq ?? 0;
			await bob.eventsUpTo(room, last);
		}
		slow.socket.resume();
		const missed = await slow.next("limited");
		expect(missed).toMatchObject({ room, to: last });
		expect(slow.events(room).at(-1)?.seq).toBe(missed.from - 1);
		await ann.call("post", { room, id: newMessageId(), text: "live again" });
		await slow.event(room, ({ seq }) => seq === last + 1);
	}, 60_000);

	test("everybody hears that the server goes down", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.member("ann", room, { tls }), server.plain({ tls })];
		await bob.signIn("bob");
		await server.stop();
		expect((await ann.next("bye")).code).toBe("shutting_down");
		await bob.sees("The server is going down.");
	});
});

describe.skipIf(!installed.openssl)("openssl s_client, where it is installed", () => {
	test("is all that a person needs", async () => {
		await using server = await TestDaemon.start({ trustLoopback: false, guests: true });
		const where = `${server.address.host}:${server.address.port}`;
		const bob = await server.member("bob");
		await using program = new Program("openssl", ["s_client", "-quiet", "-connect", where]);
		await program.prints("username: ");
		program.type("ann");
		await program.prints("password: ");
		program.type("");
		await program.prints("you are ann in #general");
		program.type("hello");
		await bob.event(room, (event) => event.type === "message" && event.by === "ann");
		program.type("quit");
		await program.prints("*** bye\n");
		// By itself: nobody has to press a key.
		await program.exit();
	});

	test("can send a whole conversation at once and close its side", async () => {
		await using server = await TestDaemon.start();
		const where = `${server.address.host}:${server.address.port}`;
		const bob = await server.member("bob");
		await using program = new Program("openssl", ["s_client", "-quiet", "-connect", where]);
		program.child.stdin?.end("ann\n\nhello from a pipe\n");
		const heard = await bob.event(room, ({ type }) => type === "message");
		expect(heard).toMatchObject({ by: "ann", text: "hello from a pipe" });
	});
});

test("a TLS client that is slower than a second to speak still gets its own door", async () => {
	await using server = await TestDaemon.start();
	const peer = await server.native({ tls, skipsText: true });
	const [welcome]: Buffer[] = await once(peer.socket, "data");
	expect(welcome?.toString()).toContain("Welcome");
	await peer.call("hello", { protocol: 1, client: "late" });
	await peer.call("login", { guest: "ann" });
});
