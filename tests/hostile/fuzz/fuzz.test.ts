import { randomInt } from "node:crypto";
import { expect, inject, test } from "vitest";
import { fuzz, targetNames, tellFailure } from "./fuzz.ts";

/** In all, for both runs. */
const seconds = 20;

test.for([
	["the same", 20_260_222],
	["new", randomInt(2 ** 31)],
] as const)("nothing breaks under what nobody would say, with %s seed %i", async ([, seed]) => {
	const { cases, failure } = await fuzz({ seconds: seconds / 2, seed, bins: inject("bins") });
	expect(failure && tellFailure(failure)).toBeUndefined();
	expect(Object.keys(cases).sort()).toEqual([...targetNames].sort());
});
