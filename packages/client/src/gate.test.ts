import { expect, test } from "vitest";
import { createGate } from "./gate.ts";

test("so many go through at a time, the others in their order, whatever becomes of those before", async () => {
	const gate = createGate(2);
	const begun: number[] = [];
	const ends: PromiseWithResolvers<number>[] = [];
	const all = [0, 1, 2, 3, 4].map((n) =>
		gate(() => {
			begun.push(n);
			ends[n] = Promise.withResolvers();
			return ends[n].promise;
		}),
	);
	const settled = Promise.allSettled(all);
	expect(begun).toEqual([0, 1]);
	ends[1]?.reject(new Error("refused"));
	await expect(all[1]).rejects.toThrow("refused");
	expect(begun).toEqual([0, 1, 2]);
	for (const n of [0, 2, 3, 4]) {
		ends[n]?.resolve(n);
		expect(await all[n]).toBe(n);
	}
	await settled;
	expect(begun).toEqual([0, 1, 2, 3, 4]);
	expect(await gate(async () => "later")).toBe("later");
});
