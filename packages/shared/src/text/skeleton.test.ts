import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { nameKey, parseAccountName } from "./names.ts";
import { looksAlike, looksOf, skeletonOf } from "./skeleton.ts";

const anyName = fc
	.string({ unit: "grapheme", minLength: 1, maxLength: 12 })
	.map((text) => parseAccountName(text))
	.filter((result) => result.ok)
	.map(({ name }) => name);

describe("names that can be taken for one another", () => {
	it.each([
		["modern", "rnodern"],
		["paypal", "\u0440\u0430\u0443\u0440\u0430l"],
		["coco", "\u0441\u043e\u0441\u043e"],
		["HAT", "\u0397\u0391\u03a4"],
		["Bill", "BiII"],
		["lll", "Ill"],
		["l0ve", "1Ove"],
		["bob", "B0B"],
		["ann", "ANN"],
		["ann", "\uff41\uff4e\uff4e"],
		["zoe\u0308", "zo\u00eb"],
		["anna", "\u{1d41a}\u{1d427}\u{1d427}\u{1d41a}"],
	])("%s and %s are", (one, other) => {
		expect(looksAlike(one, other)).toBe(true);
		expect(looksAlike(other, one)).toBe(true);
	});

	it.each([
		["ann", "anne"],
		["ann", "bob"],
		["zoe", "zo\u00eb"],
		["ann_b", "ann-b"],
		["bill", "b1ll"],
		["\u674e\u660e", "\u674e\u6708"],
	])("%s and %s are not", (one, other) => {
		expect(looksAlike(one, other)).toBe(false);
	});

	test("a name has the looks of every spelling of it", () => {
		fc.assert(
			fc.property(anyName, (name) => {
				expect(looksAlike(name, nameKey(name))).toBe(true);
				expect(looksAlike(name, name.normalize("NFD"))).toBe(true);
				expect(looksOf(name).length).toBeLessThanOrEqual(2);
			}),
		);
	});

	test("a skeleton is its own skeleton, and has no form of its own by composition", () => {
		fc.assert(
			fc.property(anyName, (name) => {
				const skeleton = skeletonOf(name);
				expect(skeletonOf(skeleton)).toBe(skeleton);
				expect(skeletonOf(name.normalize("NFD"))).toBe(skeleton);
				expect(skeleton.normalize("NFD")).toBe(skeleton);
			}),
			{ numRuns: 2000 },
		);
	});
});
