import fc from "fast-check";
import { expect, test } from "vitest";
import { SendQueue } from "./send-queue.ts";

test("what goes in comes out in the same order, in pieces no larger than asked for", () => {
	const chunk = fc.uint8Array({ maxLength: 40 });
	const step = fc.oneof(chunk, fc.integer({ min: 1, max: 50 }));
	fc.assert(
		fc.property(fc.array(step), (steps) => {
			const queue = new SendQueue();
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
	const queue = new SendQueue();
	queue.add(Buffer.from("abcdefg"));
	expect(
		[queue.take(3), queue.take(3), queue.take(3)].map((piece) => `${Buffer.concat(piece)}`),
	).toEqual(["abc", "def", "g"]);
});
