import { createRequire } from "node:module";
import type { Bidi } from "bidi-js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { spaceAfter } from "./direction.ts";
import { pad } from "./truncate.ts";
import { widthOf } from "./width.ts";

// Its types describe another kind of module than it is.
const createBidi: () => Bidi = createRequire(import.meta.url)("bidi-js");
const { getEmbeddingLevels, getReorderSegments } = createBidi();

/** A row as a terminal shows it that orders every row by direction, beginning from the left. */
function reordered(row: string): string {
	const shown = row.split("");
	for (const [from = 0, to = 0] of getReorderSegments(row, getEmbeddingLevels(row, "ltr"))) {
		shown.splice(from, to - from + 1, ...shown.slice(from, to + 1).reverse());
	}
	return shown.join("");
}

const words = fc
	.array(fc.constantFrom("שלום", "مرحبا", "12", "٣", "a", "!", "(", ")", " ", "·"), {
		maxLength: 8,
	})
	.map((parts) => parts.join(""));

test("without it, a number after Hebrew changes places with what is between", () => {
	expect(reordered("שלום  | 3 new")).toBe("3 |  םולש new");
});

test("what comes after a message stays where it is, whatever the message is written in", () => {
	for (const right of ["| 1 #general", "3 new", "| ● bob", "(2)"]) {
		fc.assert(
			fc.property(words, (text) => {
				const row = `14:02 ann ${text}${spaceAfter(text)}${right}`;
				expect(reordered(row).slice(-right.length)).toBe(right);
				expect(reordered(row).slice(0, 9)).toBe("14:02 ann");
			}),
		);
	}
});

test("a padded text ends its own direction", () => {
	expect(reordered(`${pad("שלום", 8, "…")}| 3 new`)).toMatch(/^םולש.{4}\| 3 new$/);
	expect(widthOf(pad("שלום", 8, "…"))).toBe(8);
	expect(pad("abc", 5, "…")).toBe("abc  ");
});

test("the space after text that is read from the left is a space", () => {
	for (const text of ["", "ann", "мир", "日本", "กำ", "👋", "12"]) {
		expect(spaceAfter(text)).toBe(" ");
	}
});
