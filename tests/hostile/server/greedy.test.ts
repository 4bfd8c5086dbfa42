import { newMessageId } from "@partyline/shared/protocol/ids";
import { afterAll, afterEach, beforeAll, describe, test } from "vitest";
import { type Bounds, expectUnmoved } from "../../support/hostile-checks.ts";
import type { NativePeer } from "../../support/native-peer.ts";
import { PlainPeer } from "../../support/plain-peer.ts";
import { Target } from "../../support/target.ts";

const rooms = Array.from({ length: 1_000 }, (_, at) => `#room-${at}`);
/** As many as one `sync` may name, each with more than fits in an answer. */
const longRooms = rooms.slice(0, 200);
const longest = "x".repeat(16_384);
const floodMs = 4_000;

let target: Target;
let token: string | undefined;
let bounds: Bounds;
beforeAll(async () => {
	target = await Target.start();
	const ann = await target.greeted();
	({ token } = await ann.call("login", { guest: "ann" }));
	await inRows(longRooms, async (room) => {
		await ann.call("create", { room });
		for (let count = 0; count < 8; count++)
			await ann.call("post", { room, id: newMessageId(), text: longest });
	});
	await inRows(rooms.slice(longRooms.length), (room) => ann.call("create", { room }));
	target.disconnect();
	// What is on its way to 64 who read as fast as they can, and garbage.
	bounds = { beforeMib: target.rssMib(), growthMib: 64 * 3 + 50 };
}, 120_000);
afterAll(() => target.end());
afterEach(() => target.disconnect());

/** Does it for each of them, twenty at a time. */
async function inRows(names: readonly string[], work: (name: string) => Promise<unknown>) {
	const left = names.values();
	const doRest = async () => {
		for (const name of left) await work(name);
	};
	await Promise.all(Array.from({ length: 20 }, doRest));
}

async function device(): Promise<NativePeer> {
	const peer = await target.greeted();
	await peer.call("login", { token: token ?? "" });
	return peer;
}

describe("somebody who asks again and again", () => {
	test("over 8 connections for what was missed in 200 rooms of long messages delays nobody", async () => {
		const cursors = Object.fromEntries(longRooms.map((room) => [room, 1]));
		await expectUnmoved(
			target,
			async () => {
				const enoughAt = performance.now() + floodMs;
				const askOn = async () => {
					const peer = await device();
					while (performance.now() < enoughAt) await peer.call("sync", { rooms: cursors });
				};
				await Promise.all(Array.from({ length: 8 }, askOn));
			},
			bounds,
		);
	});

	test("at the plain door, with 64 connections, which rooms there are, of 1,000, delays nobody", async () => {
		await expectUnmoved(
			target,
			async () => {
				const enoughAt = performance.now() + floodMs;
				const askOn = async (name: string) => {
					const peer = new PlainPeer({ host: "127.0.0.1", port: target.port });
					await peer.signIn(name);
					while (performance.now() < enoughAt) {
						peer.write(`${"/rooms\n".repeat(10)}/end\n`);
						await peer.sees("no command /end");
					}
					peer.socket.destroy();
				};
				await Promise.all(Array.from({ length: 64 }, (_, at) => askOn(`person${at}`)));
			},
			bounds,
		);
	});
});
