import type { Socket } from "node:net";
import { duplexPair } from "node:stream";
import { expect, test } from "vitest";
import { Connection } from "../connection.ts";
import { Share } from "../share.ts";
import { TypedLines } from "./typed-lines.ts";

/** Somebody at the plain door whose every line takes the server a while, until `stop`. */
function createTypist(onLine: () => void) {
	const [near, far] = duplexPair();
	// What a connection asks of a socket here any stream has.
	const lines = new TypedLines(new Connection(near as Socket), 1_000);
	let isOver = false;
	const ended = (async () => {
		while (!isOver) {
			await lines.next();
			const enoughAt = performance.now() + 1;
			while (performance.now() < enoughAt);
			onLine();
		}
		near.destroy();
	})();
	far.write("/rooms\n".repeat(1_000));
	return {
		stop: async () => {
			isOver = true;
			await ended;
		},
	};
}

test("whoever has little to do waits for one or two of those who type without end, however many they are", async () => {
	let done = 0;
	let onServed = () => {};
	const small = new Share(() => {
		onServed();
		return "done";
	});
	small.wake();
	const typists = Array.from({ length: 30 }, () => createTypist(() => done++));
	while (done < 3 * typists.length) await new Promise(setImmediate);
	for (let count = 0; count < 10; count++) {
		const before = done;
		await new Promise<void>((resolve) => {
			onServed = resolve;
			small.wake();
		});
		await new Promise(setImmediate);
		expect(done - before).toBeLessThanOrEqual(3);
	}
	await Promise.all(typists.map(({ stop }) => stop()));
});
