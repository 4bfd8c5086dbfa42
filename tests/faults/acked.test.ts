import { randomInt } from "node:crypto";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import type { NativePeer } from "../support/native-peer.ts";
import { createRandom } from "../support/random.ts";

const room = "#general";
const posts = 1_000;
/** Open at a time: fewer than the server allows. */
const atOnce = 50;

/** PARTYLINE_TEST_SEED=N makes the same choices again. */
const seed = Number(process.env.PARTYLINE_TEST_SEED ?? randomInt(2 ** 31));

type Ack = { readonly id: string; readonly seq: number };

/** Posts until the connection breaks; tells of each ack as it comes. */
async function post(peer: NativePeer, ids: readonly string[], onAck: (ack: Ack) => void) {
	const rest = ids.values();
	const postRest = async () => {
		for (const id of rest) onAck(await peer.call("post", { room, id, text: `text of ${id}` }));
	};
	// The kill breaks what is under way: that is what is tried.
	await Promise.allSettled(Array.from({ length: atOnce }, postRest));
}

/** The room's log by message id; fails on a gap. */
async function readLog(peer: NativePeer): Promise<Map<string, number>> {
	const found = new Map<string, number>();
	for (let after = 0, more = true; more; ) {
		const page = await peer.call("history", { room, after, limit: 200 });
		for (const event of page.events) {
			expect(event.seq, "no gap").toBe(after + 1);
			after = event.seq;
			if (event.type === "message") found.set(event.id, event.seq);
		}
		more = page.more;
	}
	return found;
}

test(`what was acked before kill -9 is there afterwards, in its place, and sent again is the same message (seed ${seed})`, async () => {
	const random = createRandom(seed);
	const machine = await Machine.create();
	for (let round = 1; round <= 3; round++) {
		await machine.startDaemon();
		const ids = Array.from({ length: posts }, () => newMessageId());
		const killAfter = random.between(1, posts - atOnce);
		const acked: Ack[] = [];
		let killed: Promise<void> | undefined;
		await post(await machine.peer("ann"), ids, (ack) => {
			acked.push(ack);
			if (acked.length >= killAfter) killed ??= machine.killDaemon();
		});
		await killed;
		expect(acked.length).toBeGreaterThanOrEqual(killAfter);

		await machine.startDaemon();
		const ann = await machine.peer("ann");
		const found = await readLog(ann);
		for (const { id, seq } of acked) expect(found.get(id)).toBe(seq);
		const again: Ack[] = [];
		await post(ann, ids, (ack) => again.push(ack));
		const after = await readLog(ann);
		expect(again).toHaveLength(posts);
		for (const { id, seq } of again) expect(seq).toBe(found.get(id) ?? after.get(id));
		expect(after.size).toBe(posts * round);
		await machine.killDaemon();
	}
});
