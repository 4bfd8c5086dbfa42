import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FrameDecoder } from "@partyline/shared/framing/decoder";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type Address, TestDaemon } from "../support/daemon.ts";
import { NativePeer } from "../support/native-peer.ts";

const room = "#general";

async function raw({ host, port }: Address, allowHalfOpen = false): Promise<Socket> {
	const socket = connect({ host, port, allowHalfOpen });
	socket.on("error", () => {});
	await once(socket, "connect");
	return socket;
}

describe("a peer that sends and does not read", () => {
	test.each([
		["at the prompt for a name", "", "!\n"],
		["in a room of the plain door", "pat\n\n", "/help\n"],
		[
			"at the native door",
			`${NativePeer.request(1, "hello", { protocol: 1, client: "x" })}`,
			`${NativePeer.request(2, "nonsense")}`,
		],
	])(
		"%s is read no further, and delays nobody",
		async (_where, beginning, again) => {
			await using server = await TestDaemon.start();
			const bystander = await server.member("ann");
			const socket = await raw(server.address);
			socket.pause();
			const before = process.memoryUsage().rss;
			socket.write(beginning + again.repeat(3_000_000 / again.length));
			for (let count = 0; count < 100; count++) await bystander.call("ping", {});
			expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
			socket.destroy();
		},
		60_000,
	);
});

test("a peer that closes its side and reads slowly gets every answer it asked for", async () => {
	await using server = await TestDaemon.start();
	const ann = await server.member("ann");
	const text = "x".repeat(16_000);
	for (let count = 0; count < 12; count++)
		await ann.call("post", { room, id: newMessageId(), text });
	const socket = await raw(server.address, true);
	socket.pause();
	const pages = Array.from({ length: 60 }, (_, at) =>
		NativePeer.request(10 + at, "history", { room, limit: 4 }),
	);
	socket.end(
		Buffer.concat([
			NativePeer.request(1, "hello", { protocol: 1, client: "x" }),
			NativePeer.request(2, "login", { guest: "slow" }),
			NativePeer.request(3, "join", { room }),
			...pages,
		]),
	);
	const decoder = new FrameDecoder();
	let frames = 0;
	socket.on("data", (chunk: Buffer) => {
		frames += decoder.push(chunk).length;
		// Reads on only now and then, for longer than a stop may take.
		socket.pause();
		setTimeout(() => socket.resume(), 100);
	});
	socket.resume();
	await once(socket, "end");
	// Its own join is told as an event as well.
	expect(frames).toBe(3 + pages.length + 1);
}, 60_000);

test("a session that ended while a room was made for it hears nothing and keeps no name", async () => {
	await using server = await TestDaemon.start();
	for (let count = 0; count < 10; count++) {
		const { peer } = await server.guest("ghost");
		peer.write(NativePeer.request(90, "create", { room: `#made-${count}` }));
		peer.socket.resetAndDestroy();
		const next = await server.greeted();
		// Free at once or in a moment: the reset has to be noticed.
		for (;;) {
			const answer = await next.ask("login", { guest: "ghost" });
			if (answer.type === "result") break;
		}
		next.socket.destroy();
		await once(next.socket, "close");
	}
	const ann = await server.member("ann");
	const { members } = await ann.call("members", { room });
	expect(members.map(({ account }) => account)).toEqual(["ann"]);
});

test("of a token and a guest who want one name at the same moment one gets it", async () => {
	await using server = await TestDaemon.start();
	for (let count = 0; count < 20; count++) {
		const name = `twin${count}`;
		const { peer, login } = await server.guest(name);
		peer.socket.end();
		await once(peer.socket, "close");
		const [one, other] = await Promise.all([server.greeted(), server.greeted()]);
		const answers = await Promise.all([
			one.ask("login", { guest: name }),
			other.ask("login", { token: login.token ?? "" }),
		]);
		expect(answers.filter(({ type }) => type === "result")).toHaveLength(1);
	}
});

test("what a sync or join has answered does not come once more after the answer", async () => {
	await using server = await TestDaemon.start();
	const ann = await server.member("ann");
	const bob = await raw(server.address);
	const decoder = new FrameDecoder();
	let answers = 0;
	let covered = 0;
	const late: number[] = [];
	const ask = () => {
		const method = answers % 2 === 0 ? "join" : "sync";
		const params = method === "join" ? { room } : { rooms: { [room]: covered } };
		bob.write(NativePeer.request(10, method, params));
	};
	const done = Promise.withResolvers<void>();
	const take = ({ id, params, result }: z.output<typeof anyFrame>) => {
		if (params?.seq !== undefined && params.seq <= covered) late.push(params.seq);
		if (id !== 10) return;
		const last = result?.rooms?.[room]?.events?.at(-1)?.seq;
		covered = Math.max(covered, result?.lastSeq ?? last ?? 0);
		if (++answers < 400) ask();
		else done.resolve();
	};
	bob.on("data", (chunk: Buffer) => {
		for (const decoded of decoder.push(chunk))
			if (decoded.type === "frame") take(anyFrame.parse(decoded.frame.value));
	});
	bob.write(
		Buffer.concat([
			NativePeer.request(1, "hello", { protocol: 1, client: "x" }),
			NativePeer.request(2, "login", { guest: "bob" }),
		]),
	);
	ask();
	let posting = true;
	const posts = Array.from({ length: 20 }, async () => {
		while (posting) await ann.call("post", { room, id: newMessageId(), text: "on and on" });
	});
	await done.promise;
	posting = false;
	await Promise.all(posts);
	expect(late).toEqual([]);
	bob.destroy();
}, 60_000);

const anyFrame = z.object({
	id: z.number().optional(),
	params: z.object({ seq: z.number().optional() }).optional(),
	result: z
		.object({
			lastSeq: z.number().optional(),
			rooms: z
				.record(z.string(), z.object({ events: z.array(z.object({ seq: z.number() })).optional() }))
				.or(z.array(z.unknown()).transform(() => undefined))
				.optional(),
		})
		.optional(),
});

test("a data folder that holds things of somebody else keeps its mode", async () => {
	const dataDir = mkdtempSync(join(tmpdir(), "partyline-test-"));
	const shared = join(dataDir, "shared");
	mkdirSync(shared);
	writeFileSync(join(shared, "their.txt"), "");
	chmodSync(shared, 0o755);
	await (await TestDaemon.start({ dataDir: shared })).stop();
	expect(statSync(shared).mode & 0o777).toBe(0o755);
	expect(statSync(join(shared, "partyline.db")).mode & 0o777).toBe(0o600);
	rmSync(dataDir, { recursive: true });
});
