import { newMessageId } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { Connection, checkStalls } from "../../apps/server/src/doors/connection.ts";
import { TestDaemon } from "../support/daemon.ts";
import type { NativePeer } from "../support/native-peer.ts";
import { socketPair } from "../support/socket-pair.ts";

const room = "#general";

function post(peer: NativePeer, text: string) {
	return peer.call("post", { room, id: newMessageId(), text });
}

describe("a room", () => {
	test("of 200 clients gives all of 500 messages to each, in one order", async () => {
		await using server = await TestDaemon.start();
		const peers = await Promise.all(range(1, 200).map((index) => server.member(`guest-${index}`)));
		const last = 201 + 500;
		const writers = peers.slice(0, 10);
		await Promise.all(
			writers.map(async (peer, index) => {
				for (const count of range(1, 50)) await post(peer, `${index} says ${count}`);
			}),
		);
		const expected = range(202, last);
		const [first] = await Promise.all(peers.map((peer) => peer.eventsUpTo(room, last)));
		const texts = first!.filter(({ type }) => type === "message");
		for (const peer of peers) {
			const heard = (await peer.eventsUpTo(room, last)).filter(({ type }) => type === "message");
			expect(heard.map(({ seq }) => seq)).toEqual(expected);
			expect(heard).toEqual(texts);
		}
	}, 60_000);
});

describe("a reader who stops reading", () => {
	test("is told what it was not sent, catches up from the log, and delays nobody", async () => {
		await using server = await TestDaemon.start();
		const [ann, bob] = [await server.member("ann"), await server.member("bob")];
		const slow = await server.member("slow");
		slow.socket.pause();
		const text = "x".repeat(16_000);
		// The kernel takes some megabytes before the server notices.
		let last = 0;
		for (let round = 0; round < 16; round++) {
			const acks = await Promise.all(range(1, 60).map(() => post(ann, text)));
			last = acks.at(-1)?.seq ?? 0;
			await bob.eventsUpTo(room, last);
		}
		slow.socket.resume();
		const range1 = await slow.next("limited");
		expect(range1.room).toBe(room);
		const live = slow.events(room).map(({ seq }) => seq);
		expect(live).toEqual(range(4, range1.from - 1));
		expect(range1.to).toBe(last);
		const fetched: number[] = [];
		for (let after = range1.from - 1; after < range1.to; after = fetched.at(-1) ?? after) {
			const page = await slow.call("history", { room, after, limit: 200 });
			fetched.push(...page.events.map(({ seq }) => seq).filter((seq) => seq <= range1.to));
		}
		expect(fetched).toEqual(range(range1.from, last));
		await post(ann, "live again");
		await slow.eventsUpTo(room, last + 1);
		expect(slow.events(room).at(-1)).toMatchObject({ seq: last + 1, text: "live again" });
	}, 60_000);

	test("and has little waiting is not slow for ever once it has taken that", async () => {
		const pair = await socketPair();
		const connection = new Connection(pair.server);
		let drained = 0;
		connection.onDrained = () => drained++;
		pair.client.pause();
		// Up to what the kernel does not take: less than a high-water mark, which makes no "drain".
		while (connection.waitingBytes === 0) {
			connection.send(Buffer.alloc(32 * 1024));
			connection.flush();
			await new Promise(setImmediate);
		}
		expect(pair.server.writableNeedDrain).toBe(false);
		const now = performance.now();
		checkStalls(now);
		checkStalls(now + 11_000);
		expect(connection.isSlow).toBe(true);
		pair.client.resume();
		for await (const chunk of pair.client) if (chunk && connection.waitingBytes === 0) break;
		checkStalls(now + 12_000);
		expect(connection.isSlow).toBe(false);
		expect(drained).toBe(1);
		pair.close();
	});

	test("for a minute is let go", async () => {
		const pair = await socketPair();
		const connection = new Connection(pair.server);
		pair.client.pause();
		while (connection.waitingBytes === 0) {
			connection.send(Buffer.alloc(256 * 1024));
			connection.flush();
			await new Promise(setImmediate);
		}
		const closed = new Promise<void>((resolve) => {
			connection.onClosed = resolve;
		});
		const now = performance.now();
		checkStalls(now);
		checkStalls(now + 59_000);
		expect(pair.server.destroyed).toBe(false);
		checkStalls(now + 61_000);
		await closed;
		pair.close();
	});
});

function range(from: number, to: number): number[] {
	return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
