import { expect, test } from "vitest";
import { createSigns } from "./signs.ts";
import { widthOf } from "./width.ts";

const signs = Object.entries(createSigns(false));
const plain = Object.entries(createSigns(true));

test("every sign has a twin in ASCII", () => {
	expect(plain.map(([name]) => name).sort()).toEqual(signs.map(([name]) => name).sort());
	expect(plain.filter(([, sign]) => !/^[!-~]+$/.test(sign))).toEqual([]);
});

test("every sign is one column wide; only the ellipsis in ASCII is three", () => {
	const wide = [...signs, ...plain].filter(([, sign]) => widthOf(sign) !== 1);
	expect(wide).toEqual([["ellipsis", "..."]]);
});

test("who is here, away and gone can be told apart without colours", () => {
	for (const { here, away, gone } of [createSigns(false), createSigns(true)]) {
		expect(new Set([here, away, gone]).size).toBe(3);
	}
});
