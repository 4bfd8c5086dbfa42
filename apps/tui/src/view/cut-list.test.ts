import fc from "fast-check";
import { expect, test } from "vitest";
import { cutList } from "./cut-list.ts";

test("a list that has room is not cut, wherever it is scrolled to", () => {
	expect(cutList(["a", "b"], { first: 9, height: 2 })).toEqual([
		{ type: "item", item: "a" },
		{ type: "item", item: "b" },
	]);
});

test("wherever a list is cut, everything is in a row or in what a row tells of, in its order", () => {
	fc.assert(
		fc.property(
			fc.nat({ max: 40 }),
			fc.integer({ min: -5, max: 50 }),
			fc.integer({ min: 3, max: 20 }),
			(length, first, height) => {
				const items = Array.from({ length }, (_, at) => at);
				const rows = cutList(items, { first, height });
				expect(rows).toHaveLength(Math.min(length, height));
				expect(rows.flatMap((row) => (row.type === "item" ? [row.item] : row.hidden))).toEqual(
					items,
				);
				for (const row of rows)
					if (row.type === "more") expect(row.hidden.length).toBeGreaterThan(1);
			},
		),
	);
});
