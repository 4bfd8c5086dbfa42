import fc from "fast-check";
import { expect, test } from "vitest";
import { ByteQueue } from "./byte-queue.ts";

test("what goes in comes out in the same order, in pieces no larger than asked for", () => {
	const chunk = fc.uint8Array({ maxLength: 40 });
	const step = fc.oneof(chunk, fc.integer({ min: 1, max: 50 }));
	fc.assert(
		fc.property(fc.array(step), (steps) => {
			const queue = new ByteQueue();
			const put: Buffer[] = [];
			const got: Buffer[] = [];
			for (const next of [...steps, Number.MAX_SAFE_INTEGER]) {
				if (typeof next === "number") {
					const piece = Buffer.concat(queue.take(next));
					expect(piece.length).toBeLessThanOrEqual(next);
					got.push(piece);
				} else {
					put.push(Buffer.from(next));
					queue.add(Buffer.from(next));
				}
			}
			expect(Buffer.concat(got)).toEqual(Buffer.concat(put));
			expect(queue.bytes).toBe(0);
		}),
	);
});

test("a buffer larger than a piece goes out in pieces of that size", () => {
	const queue = new ByteQueue();
	queue.add(Buffer.from("abcdefg"));
	expect(
		[queue.take(3), queue.take(3), queue.take(3)].map((piece) => `${Buffer.concat(piece)}`),
	).toEqual(["abc", "def", "g"]);
});

test("many small buffers become few, so that a queue takes no more memory than its bytes", () => {
	const queue = new ByteQueue();
	const lines = Array.from({ length: 5_000 }, (_, at) => `line ${at}\n`);
	for (const line of lines) queue.add(Buffer.from(line));
	const all = queue.take(Number.MAX_SAFE_INTEGER);
	expect(all.length).toBeLessThan(300);
	expect(Buffer.concat(all).toString()).toBe(lines.join(""));
});
