import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { connectionLimit } from "../../../apps/server/src/doors/connection-limit.ts";
import { expectUnmoved } from "../../support/hostile-checks.ts";
import { NativePeer } from "../../support/native-peer.ts";
import { PlainPeer } from "../../support/plain-peer.ts";
import { hasProc, Target } from "../../support/target.ts";

let target: Target;
beforeAll(async () => {
	target = await Target.start();
});
afterAll(() => target.end());
afterEach(() => target.disconnect());

const hello = NativePeer.request(1, "hello", { protocol: 1, client: "x" });

/** A fatal alert of TLS: what it is, a version, a length of two, how grave it is, and why (RFC 8446, section 6). */
const fatalAlert = new RegExp(
	`^${String.fromCharCode(0x15, 3)}.${String.fromCharCode(0, 2, 2)}.$`,
	"s",
);

/** A second, after which somebody who is slow on purpose does something again. */
const oneSecond = 1_000;

/** Says the next of these things every second until the connection ends. */
async function sayNowAndThen(socket: Socket, things: Iterable<string | Buffer>): Promise<void> {
	for (const thing of things) {
		if (socket.destroyed || socket.readableEnded) return;
		socket.write(thing);
		await delay(oneSecond);
	}
}

function* forever(thing: string | Buffer): Iterable<string | Buffer> {
	for (;;) yield thing;
}

function* bytesOf(bytes: Buffer): Iterable<Buffer> {
	for (const byte of bytes) yield Buffer.of(byte);
}

type Idler = (socket: Socket) => Promise<void>;

const idlers: Readonly<Record<string, Idler>> = {
	"says nothing at all": async () => {},
	"says hello a byte at a time": (socket) => sayNowAndThen(socket, bytesOf(hello)),
	"says hello and then nothing": async (socket) => void socket.write(hello),
	"says hello and then pings": async (socket) => {
		socket.write(hello);
		await sayNowAndThen(socket, forever(NativePeer.request(2, "ping")));
	},
	"says hello, then empty lines": async (socket) => {
		socket.write(hello);
		await sayNowAndThen(socket, forever("\n"));
	},
	"logs in with tokens that nobody has": async (socket) => {
		socket.write(hello);
		await sayNowAndThen(socket, forever(NativePeer.request(2, "login", { token: "x" })));
	},
	"begins a body that does not come": async (socket) => {
		socket.write('{"jsonrpc":"2.0","id":1,"method":"hello","body":262144}\n');
		await sayNowAndThen(socket, forever("x"));
	},
	"types a name a letter at a time": (socket) => sayNowAndThen(socket, forever("a")),
	"types empty lines at the prompt": (socket) => sayNowAndThen(socket, forever("\r\n")),
	"types what is no name": (socket) => sayNowAndThen(socket, forever("!!\n")),
	"types bytes that are no text": (socket) => sayNowAndThen(socket, forever(Buffer.of(0xff, 10))),
	"goes from the plain door to the native one in the end": async (socket) => {
		await delay(8 * oneSecond);
		await sayNowAndThen(socket, bytesOf(hello));
	},
};

/** How long until the server ended it, in milliseconds. */
async function lifetime(idler: Idler): Promise<number> {
	// Never ends by itself: an attacker need not answer the end of the server with one of their own.
	const socket = connect({ host: "127.0.0.1", port: target.port, allowHalfOpen: true });
	socket.on("error", () => {});
	await once(socket, "connect");
	const since = performance.now();
	socket.resume();
	const [, tookMs] = await Promise.all([
		idler(socket),
		Promise.race([once(socket, "end"), once(socket, "close")]).then(
			() => performance.now() - since,
		),
	]);
	socket.destroy();
	return tookMs;
}

describe("somebody who does not log in", () => {
	test("is shown out after ten seconds, whatever they do meanwhile, and those who log in stay", async () => {
		const ann = await target.member("ann", { stays: true });
		const pat = new PlainPeer({ host: "127.0.0.1", port: target.port });
		await pat.signIn("pat");
		await expectUnmoved(target, async () => {
			const lifetimes = await Promise.all(
				Object.entries(idlers).map(async ([name, idler]) => ({
					name,
					// Ten seconds and the second between two looks; more only where the machine has no time.
					seconds: Math.floor((await lifetime(idler)) / 1000),
				})),
			);
			for (const { name, seconds } of lifetimes) {
				expect(seconds, name).toBeGreaterThanOrEqual(9);
				expect(seconds, name).toBeLessThanOrEqual(13);
			}
		});
		await ann.call("ping", {});
		pat.type("still here");
		await ann.event("#general", (event) => event.type === "message" && event.by === "pat");
		pat.socket.destroy();
		ann.socket.destroy();
	});

	test.skipIf(!hasProc)(
		"and takes nothing of what they are told is cut all the same (needs /proc)",
		async () => {
			const before = target.descriptors();
			const deaf = Array.from({ length: 20 }, () => target.socket());
			for (const socket of deaf) {
				socket.pause();
				socket.write(
					Buffer.concat([hello, ...Array(20_000).fill(NativePeer.request(2, "nothing"))]),
				);
			}
			const held = () => target.descriptors() - before;
			await expect.poll(held, { timeout: 10_000 }).toBeGreaterThan(deaf.length / 2);
			await expect.poll(held, { timeout: 30_000, interval: 200 }).toBeLessThanOrEqual(0);
		},
	);
});

describe("a program that speaks something else", () => {
	const head = "Host: localhost\r\nContent-Type: text/plain\r\n\r\n";
	const words = "mallory\n\n/join #general\nbuy cheap stamps\n";
	const path = "a".repeat(100 * 1024);
	test.each([
		["HTTP", Buffer.from(`POST / HTTP/1.1\r\n${head}${words}`), /^HTTP\/1\.1 400 .*partyline/s],
		[
			"HTTP with a URL of 100 KiB",
			Buffer.from(`POST /${path} HTTP/1.1\r\n${head}${words}`),
			/^HTTP\/1\.1 400 /,
		],
		["HTTP for a proxy", Buffer.from(`GET http://x/ HTTP/1.1\r\n${head}`), /^HTTP\/1\.1 400 /],
		[
			"HTTP for a tunnel",
			Buffer.from(`CONNECT x:443 HTTP/1.1\r\n${head}${words}`),
			/^HTTP\/1\.1 400 /,
		],
		["HTTP/2", Buffer.from(`PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${words}`), /^HTTP\/1\.1 400 /],
		["SSH", Buffer.from(`SSH-2.0-OpenSSH_9.9\r\n${words}`), /^This is a partyline .*SSH\.\r\n$/],
		[
			"TLS that is none",
			// A whole record, whose hello is not what its lengths say.
			Buffer.concat([Buffer.from("16030100300100002c0303", "hex"), Buffer.from(`\n${words}`)]),
			fatalAlert,
		],
	])("%s is told so in it and sent away, and nothing in it is taken for words", async (...row) => {
		const [, bytes, answer] = row;
		const ann = await target.member("ann");
		const peer = new PlainPeer({ host: "127.0.0.1", port: target.port });
		peer.write(bytes);
		await peer.ended();
		expect(peer.screen).toMatch(answer);
		const { members } = await ann.call("members", { room: "#general" });
		expect(members.map(({ account }) => account)).not.toContain("mallory");
		peer.socket.destroy();
	});

	test("HTTP in pieces is told so at the first of them, and nothing in the rest is taken for words", async () => {
		const ann = await target.member("ann");
		const peer = new PlainPeer({ host: "127.0.0.1", port: target.port });
		peer.write("POST /a");
		await peer.sees("HTTP/1.1 400 ");
		peer.write(`${path} HTTP/1.1\r\n${head}${words}`);
		await peer.ended();
		const { members } = await ann.call("members", { room: "#general" });
		expect(members.map(({ account }) => account)).not.toContain("mallory");
		peer.socket.destroy();
	});

	test.each<[string, Buffer]>([
		["a NUL", Buffer.from("\0{}\n")],
		["a byte order mark", Buffer.from("\uFEFF{}\n")],
		["a telnet negotiation", Buffer.of(0xff, 0xfd, 0x03, 10)],
		["[]", Buffer.from("[]\n")],
		["a long line", Buffer.alloc(1024 * 1024, "x")],
	])("%s as the first bytes is a bad name at the plain door", async (_what, bytes) => {
		const peer = new PlainPeer({ host: "127.0.0.1", port: target.port });
		peer.write(bytes);
		peer.write("\n");
		await peer.sees("Welcome to partyline");
		await peer.sees("*** ");
		await peer.sees("username: ");
		peer.socket.destroy();
	});
});

/** More than are ever open at once. */
const thousand = 1_130;

describe("strangers by the thousand", () => {
	test.skipIf(connectionLimit() < thousand + 100)(
		"cost each other their places, the oldest first, and keep nobody out (needs 1,300 open files)",
		async () => {
			const ann = await target.member("ann", { stays: true });
			await expectUnmoved(target, async () => {
				const strangers: NativePeer[] = [];
				for (let count = 0; count < 1_080; count++) strangers.push(await target.greeted());
				// Who came just now may go on yet.
				await delay(oneSecond);
				for (let count = 1_080; count < thousand; count++) strangers.push(await target.greeted());
				for (const stranger of strangers.slice(0, 50)) {
					expect((await stranger.next("bye")).code).toBe("too_many_connections");
					await stranger.ended();
				}
				const operator = await target.greeted();
				await operator.call("login", { guest: "operator" });
			});
			await ann.call("ping", {});
		},
	);
});

describe("strangers who ask for more than anybody could answer", () => {
	const flood = Buffer.alloc(60_000, "{}\n");

	test("and go at the first answer, to come again at once, delay nobody", async () => {
		const floodFor = async (ms: number) => {
			const enoughAt = performance.now() + ms;
			const comeAgain = async () => {
				while (performance.now() < enoughAt) {
					const socket = target.socket();
					socket.write(flood);
					await Promise.race([once(socket, "data"), once(socket, "close")]);
					socket.destroy();
				}
			};
			await Promise.all(Array.from({ length: 4 }, comeAgain));
		};
		// V8 takes once what it needs for so much at a time, and keeps it.
		await floodFor(4 * oneSecond);
		await expectUnmoved(target, () => floodFor(5 * oneSecond));
	});
});
