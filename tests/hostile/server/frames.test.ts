import { createHash } from "node:crypto";
import { once } from "node:events";
import type { Socket } from "node:net";
import type { ServerFrame } from "@partyline/shared/protocol/envelope";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Bounds, expectSettled, expectUnmoved } from "../../support/hostile-checks.ts";
import { NativePeer } from "../../support/native-peer.ts";
import { Target } from "../../support/target.ts";
import { type Attack, attacks, methodsAfterHello } from "./attacks.ts";

/** Connections that attack at once. */
const attackers = 8;
/** How often each repeats a short attack, and how much it sends of a long one. */
const repeats = 400;
const floodBytes = 1024 * 1024;
/** How long an attack goes on at least, so that a bystander has pinged often enough to tell. */
const floodMs = 120;

const hello = NativePeer.request(1, "hello", { protocol: 1, client: "x" });
const lastPing = NativePeer.request(99, "ping");

/** What all of this file together may leave behind, in MiB: it leaves up to 120, and 900 where every byte that comes is kept. */
const togetherMib = 200;

let target: Target;
let bounds: Bounds;
beforeAll(async () => {
	target = await Target.start();
	// Whatever comes for the first time makes V8, and the threads that hash passwords, take what they then keep:
	// some 200 MiB in all, of which no attack is to blame for its part.
	for (const attack of attacks) await floodByAll(repeated(attack));
	bounds = { beforeMib: target.rssMib(), growthMib: togetherMib };
}, 120_000);
afterAll(async () => {
	await expectSettled(target, bounds);
	await target.end();
}, 30_000);
afterEach(() => target.disconnect());

async function floodByAll(bytes: Buffer): Promise<void> {
	await Promise.all(Array.from({ length: attackers }, () => flood(bytes)));
}

/** Sends it after a hello, reads what comes, and resolves when the server has worked it off or closed. */
async function flood(bytes: Buffer): Promise<void> {
	const socket = target.socket();
	let tail = "";
	const done = new Promise<void>((resolve) => {
		socket.on("data", (chunk: Buffer) => {
			tail = (tail + chunk.toString("latin1")).slice(-chunk.length - 64);
			if (tail.includes('"id":99,')) resolve();
			tail = tail.slice(-64);
		});
		socket.on("end", resolve).on("close", resolve);
	});
	socket.write(Buffer.concat([hello, bytes, lastPing]));
	await done;
	socket.destroy();
}

function repeated({ bytes, ends = false }: Attack): Buffer {
	if (ends || bytes.length >= floodBytes) return bytes;
	const times = Math.min(repeats, Math.ceil(floodBytes / bytes.length));
	return Buffer.concat(Array.from({ length: times }, () => bytes));
}

function toldIn(frame: ServerFrame): string {
	return frame.type === "error" ? String(frame.error.data?.code) : frame.type;
}

describe("after hello", () => {
	test.each(attacks)("$name gets what the protocol says", async (attack) => {
		const peer = await target.greeted();
		await expectUnmoved(target, async () => {
			peer.write(attack.bytes);
			if (attack.ends) await peer.ended();
			else {
				peer.write(lastPing);
				expect((await peer.answerTo(99)).type).toBe("result");
			}
			expect(peer.inbox.map(toldIn)).toEqual(attack.gets);
			const enoughAt = performance.now() + floodMs;
			do await floodByAll(repeated(attack));
			while (performance.now() < enoughAt);
		});
	});

	test("a line that comes one byte at a time is one line, and one without end is refused", async () => {
		await expectUnmoved(target, async () => {
			const drippers = await Promise.all(
				Array.from({ length: attackers }, async () => {
					const peer = await target.greeted();
					await drip(peer.socket, lastPing);
					expect((await peer.answerTo(99)).type).toBe("result");
					await drip(peer.socket, Buffer.alloc(2_000, "{"));
					return peer;
				}),
			);
			for (const peer of drippers) {
				peer.write(Buffer.alloc(70_000, "{"));
				expect((await peer.refusalOfFrame()).why).toBe("frame_too_long");
				await peer.ended();
			}
		});
	});

	test("bodies that are announced and never come take no memory, and nobody's requests are read from one", async () => {
		await expectUnmoved(target, async () => {
			const peers = await Promise.all(Array.from({ length: 300 }, () => target.greeted()));
			const begun = Buffer.from(
				'{"jsonrpc":"2.0","id":1,"method":"ping","body":262144}\n{"jsonrpc":',
			);
			for (const peer of peers) peer.write(begun);
			// What comes after it on another connection is answered: these are all read by then.
			await (await target.greeted()).call("ping", {});
			for (const peer of peers) peer.write(lastPing);
			await (await target.greeted()).call("ping", {});
			for (const peer of peers) peer.end();
			await Promise.all(peers.map((peer) => peer.ended()));
			// Only now has everything come that was said.
			expect(peers.flatMap((peer) => peer.inbox)).toEqual([]);
		});
	});

	test("random bytes get refusals, and in the end a close or an answer", async () => {
		await expectUnmoved(target, async () => {
			const chance = Array.from({ length: 64 }, (_, seed) =>
				createHash("shake256", { outputLength: 64 * 1024 })
					.update(`seed ${seed}`)
					.digest(),
			);
			await Promise.all(chance.map((bytes) => flood(Buffer.concat([bytes, Buffer.from("\n")]))));
		});
	});
});

describe("before hello", () => {
	test("every method but ping and hello is refused, and hello for another protocol ends it", async () => {
		await expectUnmoved(target, async () => {
			const peer = await target.native();
			for (const method of methodsAfterHello)
				expect((await peer.refusal(method)).why, method).toBe("hello_required");
			await peer.call("ping", {});
			const { why } = await peer.refusal("hello", { protocol: 2, client: "x" });
			expect(why).toBe("unsupported_protocol");
			await peer.ended();
		});
	});
});

describe("a login", () => {
	test("while another is under way on the same connection is refused, and the first one counts", async () => {
		const peer = await target.greeted();
		peer.write(
			Buffer.concat([
				NativePeer.request(1, "login", { guest: "first" }),
				NativePeer.request(2, "login", { guest: "second" }),
				NativePeer.request(3, "login", { token: "x" }),
			]),
		);
		expect(await peer.answerTo(1)).toMatchObject({ result: { account: "first" } });
		for (const id of [2, 3])
			expect(await peer.answerTo(id)).toMatchObject({
				error: { data: { code: "already_logged_in" } },
			});
	});

	test("under one name by 50 at once lets one in", async () => {
		await expectUnmoved(target, async () => {
			const peers = await Promise.all(Array.from({ length: 50 }, () => target.greeted()));
			const answers = await Promise.all(peers.map((peer) => peer.ask("login", { guest: "one" })));
			expect(answers.map(toldIn).sort()).toEqual([...Array(49).fill("name_taken"), "result"]);
		});
	});
});

describe("somebody who is in", () => {
	test("finds nothing behind names that objects have", async () => {
		const ann = await target.member("ann");
		const id = newMessageId();
		for (const room of ["__proto__", "constructor", "#__proto__", "#", "@"]) {
			expect((await ann.refusal("join", { room })).why, room).toBe("invalid_params");
			expect((await ann.refusal("create", { room })).why, room).toBe("invalid_params");
		}
		for (const room of ["#constructor", "#tostring", "#hasownproperty"]) {
			expect((await ann.refusal("join", { room })).why, room).toBe("no_such_room");
			expect((await ann.refusal("post", { room, id, text: "x" })).why).toBe("no_such_room");
			expect((await ann.refusal("sync", { rooms: { [room]: 0 } })).why).toBe("no_such_room");
			expect((await ann.call("create", { room })).lastSeq).toBe(2);
		}
		const { rooms } = await ann.call("sync", { rooms: { "#constructor": 0 } });
		expect(Object.keys(rooms)).toEqual(["#constructor"]);
		ann.write('{"jsonrpc":"2.0","id":70,"method":"sync","params":{"rooms":{"__proto__":0}}}\n');
		// A member called __proto__ is one that nobody knows, wherever it stands.
		expect(await ann.answerTo(70)).toMatchObject({ result: { rooms: {} } });
		for (const name of ["__proto__", "constructor"])
			expect(["invalid_params", "no_such_account"]).toContain(
				(await ann.refusal("create", { with: [name] })).why,
			);
	});

	test("cannot say what a terminal would obey: a NUL, an escape and half a character are refused", async () => {
		const peer = await target.member("eve");
		for (const text of ["a\0b", "\x1b[2J", "\x9b2J"]) {
			const params = { room: "#general", id: newMessageId(), text };
			expect((await peer.refusal("post", params)).why).toBe("invalid_params");
		}
	});

	test("may open 65 requests and 500: what is too many waits, and each is answered once", async () => {
		await expectUnmoved(target, async () => {
			const peers = await Promise.all(["p", "q", "r"].map((name) => target.member(name)));
			const asked = Array.from({ length: 500 }, (_, at) => 1_000 + at);
			for (const peer of peers)
				peer.write(
					Buffer.concat(
						asked.map((id) =>
							NativePeer.request(id, "post", { room: "#general", id: newMessageId(), text: "x" }),
						),
					),
				);
			for (const peer of peers) {
				for (const id of asked) expect((await peer.answerTo(id)).type).toBe("result");
				expect(peer.inbox.filter(({ type }) => type !== "notification")).toEqual([]);
			}
		});
	});
});

/** Writes each byte by itself, the next when the one before has gone out. */
async function drip(socket: Socket, bytes: Buffer): Promise<void> {
	for (const byte of bytes) {
		socket.write(Buffer.of(byte));
		if (socket.writableLength > 0) await once(socket, "drain");
		await new Promise(setImmediate);
	}
}
