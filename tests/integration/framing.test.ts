import type { Socket } from "node:net";
import type { ErrorCode } from "@partyline/shared/protocol/errors";
import { newMessageId } from "@partyline/shared/protocol/ids";
import type { MethodName } from "@partyline/shared/protocol/methods";
import { describe, expect, test } from "vitest";
import { TestDaemon } from "../support/daemon.ts";
import { NativePeer } from "../support/native-peer.ts";

const ping = '{"jsonrpc":"2.0","id":99,"method":"ping"}\n';
const nested = `${'{"a":'.repeat(20)}1${"}".repeat(20)}`;

describe("a frame that is refused", () => {
	test.each<[ErrorCode, string | Buffer]>([
		["not_json", "{hello}\n"],
		["not_json", '{"jsonrpc":"2.0",\n'],
		["not_utf8", Buffer.from('{"jsonrpc":"2.0","id":1,"method":"\xff"}\n', "latin1")],
		["not_an_object", '[{"jsonrpc":"2.0","id":1,"method":"ping"}]\n'],
		["not_an_object", "17\n"],
		["too_deep", `{"jsonrpc":"2.0","id":1,"method":"ping","params":${nested}}\n`],
		["lone_surrogate", '{"jsonrpc":"2.0","id":1,"method":"\\ud83d"}\n'],
		["unsafe_integer", '{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}\n'],
		["unsafe_integer", '{"jsonrpc":"2.0","id":1e400,"method":"ping"}\n'],
	])("as %s leaves the connection usable: %s", async (why, bytes) => {
		await using server = await TestDaemon.start();
		const peer = await server.greeted();
		peer.write(bytes);
		expect((await peer.refusalOfFrame()).why).toBe(why);
		peer.write(ping);
		expect((await peer.answerTo(99)).type).toBe("result");
	});

	test.each<[ErrorCode, string]>([
		["frame_too_long", `{"x":"${"x".repeat(65_536)}"}\n`],
		["frame_too_long", "{".repeat(65_537)],
		["bad_body_length", '{"jsonrpc":"2.0","id":1,"method":"ping","body":-1}\n'],
		["bad_body_length", '{"jsonrpc":"2.0","id":1,"method":"ping","body":"5"}\n'],
		["body_too_long", '{"jsonrpc":"2.0","id":1,"method":"ping","body":262145}\n'],
	])("as %s ends the connection, because nobody knows where the next begins", async (why, text) => {
		await using server = await TestDaemon.start();
		const peer = await server.greeted();
		peer.write(text);
		expect((await peer.refusalOfFrame()).why).toBe(why);
		await peer.ended();
	});

	test.each<[ErrorCode, string]>([
		["unsafe_integer", '{"jsonrpc":"2.0","id":1e400,"method":"ping","body":3}\n'],
		["not_json", '{"jsonrpc":"2.0" "id":1,"method":"ping","body":3}\n'],
	])("as %s ends the connection too when a body follows it", async (why, text) => {
		await using server = await TestDaemon.start();
		const peer = await server.greeted();
		peer.write(text);
		expect((await peer.refusalOfFrame()).why).toBe(why);
		await peer.ended();
		expect(peer.inbox).toEqual([]);
	});

	test("is not the end of others that came before it", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.greeted();
		peer.write(`${ping}{oops}\n${"x".repeat(70_000)}\n${ping}`);
		expect((await peer.answerTo(99)).type).toBe("result");
		expect((await peer.refusalOfFrame()).why).toBe("not_json");
		expect((await peer.refusalOfFrame()).why).toBe("frame_too_long");
		await peer.ended();
		expect(peer.inbox).toEqual([]);
	});
});

/** Writes each byte by itself, the next when the one before has gone out. */
async function drip(socket: Socket, bytes: Buffer): Promise<void> {
	for (const byte of bytes)
		await new Promise<void>((resolve) => {
			socket.write(Buffer.of(byte), () => setImmediate(resolve));
		});
}

describe("what comes one byte at a time", () => {
	test("is the same conversation at the native door", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.native();
		const id = newMessageId();
		const conversation: [MethodName, object][] = [
			["hello", { protocol: 1, client: "drip" }],
			["login", { guest: "ann" }],
			["join", { room: "#general" }],
			["post", { room: "#general", id, text: "drop by drop: 世界 👩‍👩‍👧‍👦" }],
		];
		await drip(
			peer.socket,
			Buffer.concat(
				conversation.map(([method, params], at) => NativePeer.request(at + 1, method, params)),
			),
		);
		for (const at of conversation.keys())
			expect(await peer.answerTo(at + 1)).toMatchObject({ type: "result" });
		expect(await peer.event("#general", ({ type }) => type === "message")).toMatchObject({
			by: "ann",
			id,
			text: "drop by drop: 世界 👩‍👩‍👧‍👦",
		});
	});

	test("is the same conversation at the plain door", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.member("ann");
		const bob = server.plain();
		await drip(bob.socket, Buffer.from("bob\r\n\r\nhello 世界\r\n"));
		expect(await ann.event("#general", ({ type }) => type === "message")).toMatchObject({
			by: "bob",
			text: "hello 世界",
		});
	});
});

describe("a request", () => {
	test("of exactly 64 KiB is taken", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.greeted();
		const line = '{"jsonrpc":"2.0","id":99,"method":"ping","params":{"x":""}}';
		peer.write(`${line.replace('""', `"${"x".repeat(65_536 - line.length)}"`)}\n`);
		expect((await peer.answerTo(99)).type).toBe("result");
	});

	test.each<[string, string]>([
		["without jsonrpc", '{"id":5,"method":"ping"}'],
		["of another version", '{"jsonrpc":"1.0","id":5,"method":"ping"}'],
		["without a method", '{"jsonrpc":"2.0","id":5}'],
		["whose method is a number", '{"jsonrpc":"2.0","id":5,"method":7}'],
		["whose params are a list", '{"jsonrpc":"2.0","id":5,"method":"ping","params":[1]}'],
	])("%s is refused under its id", async (_what, line) => {
		await using server = await TestDaemon.start();
		const peer = await server.greeted();
		peer.write(`${line}\n`);
		expect(await peer.answerTo(5)).toMatchObject({
			type: "error",
			error: { code: -32600, data: { code: "invalid_request" } },
		});
		await peer.call("ping", {});
	});

	test.each(["null", "1.5", "true", "[]", `"${"x".repeat(65)}"`])(
		"with the id %s is refused under null",
		async (id) => {
			await using server = await TestDaemon.start();
			const peer = await server.greeted();
			peer.write(`{"jsonrpc":"2.0","id":${id},"method":"ping"}\n`);
			expect((await peer.refusalOfFrame()).why).toBe("invalid_request");
			await peer.call("ping", {});
		},
	);

	test("is answered under the id it came with, be it text or a number", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.greeted();
		for (const id of ["a", "", 0, -7, Number.MAX_SAFE_INTEGER]) {
			peer.write(`${JSON.stringify({ jsonrpc: "2.0", id, method: "ping" })}\n`);
			expect((await peer.answerTo(id)).type).toBe("result");
		}
	});

	test("for a method that is not there is refused", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.native();
		for (const method of ["", "toString", "__proto__", "x".repeat(60_000), "\u{1f600}".repeat(99)])
			expect(await peer.refusal(method)).toMatchObject({ why: "unknown_method", code: -32601 });
	});

	test("with a body is refused by a method that takes none, and the body is not read as frames", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.greeted();
		peer.write(`{"jsonrpc":"2.0","id":5,"method":"ping","body":${ping.length}}\n${ping}`);
		expect(await peer.answerTo(5)).toMatchObject({ error: { data: { code: "body_not_allowed" } } });
		await peer.call("ping", {});
		expect(peer.inbox).toEqual([]);
	});

	test("without an id is not answered", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.native();
		peer.tell("hello", { protocol: 7, client: "x" });
		peer.tell("there is no such thing");
		await peer.call("ping", {});
		expect(peer.inbox).toEqual([]);
	});

	test("may be followed by a carriage return, and blank lines are nothing", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.native();
		peer.write(`${ping.trimEnd()}\r\n\r\n\n  \t\n`);
		expect((await peer.answerTo(99)).type).toBe("result");
		await peer.call("ping", {});
		expect(peer.inbox).toEqual([]);
	});

	test("may have members that nobody knows", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.native();
		peer.write(
			'{"jsonrpc":"2.0","id":5,"method":"ping","__proto__":{"id":6},"x":1,"params":{"y":2}}\n',
		);
		expect((await peer.answerTo(5)).type).toBe("result");
	});

	test("whose parameters are wrong is told which and why, in a short sentence", async () => {
		await using server = await TestDaemon.start();
		const { peer } = await server.guest("ann");
		const cases: [string, object, RegExp][] = [
			["join", {}, /^join: room: /],
			["join", { room: 7 }, /^join: room: /],
			["join", { room: "general" }, /^join: room: Room names begin with #/],
			["create", { room: "#two words" }, /^create: room: A room name may have/],
			["create", { with: [] }, /^create: with: /],
			["history", { room: "#general", limit: 201 }, /^history: limit: /],
			["history", { room: "#general", before: 3, after: 1 }, /one of before, after and around/],
			[
				"post",
				{ room: "#general", id: "1", text: "x" },
				/^post: id: A message id must be a UUIDv7/,
			],
			["sync", { rooms: { [`#${"x".repeat(60_000)}`]: -1 } }, /^sync: rooms/],
			["sync", { rooms: { [`#${"x".repeat(60_000)}`]: 0 } }, /^sync: /],
			["login", { guest: "\u0301".repeat(20_000) }, /./],
		];
		for (const [method, params, sentence] of cases) {
			const refusal = await peer.refusal(method, params);
			expect(refusal.why).toBe(method === "login" ? "already_logged_in" : "invalid_params");
			if (method !== "login") expect(refusal.message).toMatch(sentence);
			expect(refusal.message.length).toBeLessThan(300);
		}
	});
});

describe("the bytes of a conversation", () => {
	const conversation = Buffer.concat([
		NativePeer.request(1, "hello", { protocol: 1, client: "test" }),
		NativePeer.request(2, "login", { guest: "ann" }),
		NativePeer.request(3, "join", { room: "#general" }),
		NativePeer.request(4, "rooms"),
		NativePeer.request(5, "quit"),
	]);

	test("may come in one write", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.native();
		peer.write(conversation);
		for (const id of [1, 2, 3, 4, 5]) expect((await peer.answerTo(id)).type).toBe("result");
		await peer.ended();
	});

	test("may come one at a time", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.native();
		for (const byte of conversation) {
			peer.write(Buffer.of(byte));
			await new Promise(setImmediate);
		}
		for (const id of [1, 2, 3, 4, 5]) expect((await peer.answerTo(id)).type).toBe("result");
		await peer.ended();
	});

	test("may end before the answers have come", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.native({ allowHalfOpen: true });
		peer.socket.end(conversation.subarray(0, conversation.indexOf('{"jsonrpc":"2.0","id":5')));
		for (const id of [1, 2, 3, 4]) expect((await peer.answerTo(id)).type).toBe("result");
		await peer.ended();
	});

	test("may stop in the middle of a frame", async () => {
		await using server = await TestDaemon.start();
		const peer = await server.native({ allowHalfOpen: true });
		peer.socket.end(conversation.subarray(0, 90));
		expect((await peer.answerTo(1)).type).toBe("result");
		await peer.ended();
	});
});
