import { setTimeout as delay } from "node:timers/promises";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Bounds, expectUnmoved } from "../../support/hostile-checks.ts";
import { NativePeer } from "../../support/native-peer.ts";
import { SlowReader } from "../../support/slow-reader.ts";
import { hasProc, Target } from "../../support/target.ts";

const general = "#general";
/** As long as a message may be: what fills a queue soonest. */
const text = "x".repeat(16_384);
/** The kernel takes some 3 MB for each reader on loopback, the queue 1 MiB: this is twice as much. */
const posts = 500;
const atOnce = 20;
const besiegers = 64;
const histories = Buffer.concat(
	Array.from({ length: 500 }, (_, at) =>
		NativePeer.request(1_000 + at, "history", { room: general, limit: 200 }),
	),
);

let target: Target;
let ann: NativePeer;
let bounds: Bounds;
beforeAll(async () => {
	target = await Target.start();
	ann = await target.member("ann", { stays: true });
	await postTo(Array(posts).fill(general));
	// A queue for each and what was begun for it, and garbage of which the system does not get all back:
	// what 64 connections may cost, however long it goes on.
	bounds = { beforeMib: target.rssMib(), growthMib: besiegers * 3 + 50 };
});
afterAll(() => target.end());
afterEach(() => target.disconnect());

/** Posts once for each of the rooms named; resolves with the last seq of each. */
async function postTo(rooms: readonly string[]): Promise<Map<string, number>> {
	const heads = new Map<string, number>();
	const left = rooms.values();
	const postRest = async () => {
		for (const room of left) {
			const { seq } = await ann.call("post", { room, id: newMessageId(), text });
			heads.set(room, Math.max(seq, heads.get(room) ?? 0));
		}
	};
	await Promise.all(Array.from({ length: atOnce }, postRest));
	return heads;
}

function headOf(heads: ReadonlyMap<string, number>, room: string): number {
	return heads.get(room) ?? 0;
}

async function joinAll(names: readonly string[], rooms = [general]): Promise<SlowReader[]> {
	return await Promise.all(names.map((name) => SlowReader.join(target, name, rooms)));
}

function named(count: number, name: string): string[] {
	return Array.from({ length: count }, (_, at) => `${name}${at}`);
}

function pauseAll(readers: readonly SlowReader[]): void {
	for (const { socket } of readers) socket.pause();
}

/** What the daemon holds more when it goes on like this, once it holds what it may. */
async function expectSaturated(goOn: () => Promise<unknown>): Promise<void> {
	const before = target.rssMib();
	await goOn();
	if (hasProc) expect(target.rssMib() - before, "MiB more").toBeLessThan(50);
}

describe("a reader", () => {
	test("who reads nothing costs no more than a queue, delays nobody, and has every place once in the end", async () => {
		await expectUnmoved(
			target,
			async () => {
				const readers = await joinAll(named(16, "deaf"));
				pauseAll(readers);
				await postTo(Array(posts).fill(general));
				await expectSaturated(() => postTo(Array(posts / 2).fill(general)));
				const heads = await postTo([general]);
				for (const reader of readers) {
					await reader.readAll();
					expect(reader.limited).toBe(1);
					reader.expectWhole(general, headOf(heads, general));
				}
			},
			bounds,
		);
	});

	test("who reads a little now and then, and one who stops again and again, miss nothing either", async () => {
		await expectUnmoved(
			target,
			async () => {
				const sippers = await joinAll(named(4, "sipper"));
				const stoppers = await joinAll(named(4, "stopper"));
				const readers = [...sippers, ...stoppers];
				let heads = new Map<string, number>();
				for (let round = 0; round < 4; round++) {
					pauseAll(readers);
					heads = await postTo(Array(posts / 2).fill(general));
					await Promise.all(sippers.map((sipper) => sipper.sip()));
					await Promise.all(stoppers.map((stopper) => stopper.readAll()));
				}
				await Promise.all(readers.map((reader) => reader.readAll()));
				for (const reader of readers) reader.expectWhole(general, headOf(heads, general));
			},
			bounds,
		);
	});

	test("in 500 rooms is told of each what they were not sent", async () => {
		const rooms = named(500, "#room");
		await Promise.all(rooms.map((room) => ann.call("create", { room })));
		await expectUnmoved(
			target,
			async () => {
				const readers = await joinAll(named(4, "social"), rooms);
				pauseAll(readers);
				const heads = await postTo([...rooms, ...rooms]);
				for (const reader of readers) {
					await reader.readAll();
					expect(reader.limited).toBeGreaterThan(0);
					for (const room of rooms) reader.expectWhole(room, headOf(heads, room));
				}
			},
			bounds,
		);
	});

	test("who asks for large answers over 64 connections and reads none of them is served no further, twice over", async () => {
		await expectUnmoved(
			target,
			async () => {
				for (let round = 0; round < 2; round++) {
					await besiege();
					expect(target.rssMib() - bounds.beforeMib).toBeLessThan(bounds.growthMib);
					target.disconnect();
				}
			},
			bounds,
		);
	});

	test("who ends their side gets what they asked for, and nothing is kept for them", async () => {
		await expectUnmoved(
			target,
			async () => {
				const readers = await joinAll(named(16, "gone"));
				for (const { socket } of readers) {
					socket.pause();
					socket.end(NativePeer.request(90, "history", { room: general, limit: 200 }));
				}
				await expectSaturated(() => postTo(Array(posts / 2).fill(general)));
				const { members } = await ann.call("members", { room: general });
				expect(members.filter(({ account }) => account.startsWith("gone"))).toEqual([]);
			},
			bounds,
		);
	});
});

let sieges = 0;

/** Asks for more than anybody reads over many connections; resolves when each is served as far as it may be. */
async function besiege(): Promise<void> {
	const readers = await joinAll(named(besiegers, `greedy${sieges++}x`));
	for (const { socket } of readers) {
		socket.pause();
		socket.write(histories);
	}
	await untilIdle();
}

/** Resolves when the daemon has nothing to do but to answer the bystander. */
async function untilIdle(): Promise<void> {
	if (!hasProc) return await delay(5_000);
	for (let before = -1; target.cpuSeconds() - before > 0.1; await delay(500))
		before = target.cpuSeconds();
}
