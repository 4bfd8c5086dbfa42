import fc from "fast-check";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { pad, truncate } from "./truncate.ts";

const texts = fc
	.array(
		fc.oneof(
			fc.string({ unit: "grapheme" }),
			fc.string({ unit: "binary" }),
			fc.constantFrom("日本", "👨‍👩‍👧‍👦", "\u0d4e", "\u0600"),
		),
	)
	.map((parts) => parts.join("").replace(/\p{Cc}/gu, ""));
const widths = fc.integer({ min: 0, max: 40 });

test("a text that fits stays as it is", () => {
	expect(truncate("general", 7, "…")).toBe("general");
	expect(truncate("日本", 4, "…")).toBe("日本");
});

test("a text that does not fit ends in an ellipsis", () => {
	expect(truncate("general", 6, "…")).toBe("gener…");
	expect(truncate("日本語", 5, "…")).toBe("日本…");
	expect(truncate("日本語", 4, "…")).toBe("日…");
	expect(truncate("general", 1, "…")).toBe("…");
	expect(truncate("general", 0, "…")).toBe("");
});

test("another ellipsis takes its own columns, as many of them as there are", () => {
	expect(truncate("general", 6, "...")).toBe("gen...");
	expect(truncate("日本語", 5, "...")).toBe("日...");
	expect(truncate("general", 3, "...")).toBe("...");
	expect(truncate("general", 2, "...")).toBe("..");
	expect(pad("日本語", 5, "...")).toBe("日...");
	expect(pad("日本語", 4, "...")).toBe("... ");
});

test("a padded text fills its columns", () => {
	expect(pad("ab", 4, "…")).toBe("ab  ");
	expect(pad("日本語", 4, "…")).toBe("日… ");
	expect(pad("", 2, "…")).toBe("  ");
	expect(pad("x", -1, "…")).toBe("");
});

test("a truncated text is never wider than asked", () => {
	fc.assert(
		fc.property(texts, widths, (text, width) => {
			expect(stringWidth(truncate(text, width, "..."))).toBeLessThanOrEqual(width);
			expect(stringWidth(truncate(text, width, "…"))).toBeLessThanOrEqual(width);
		}),
	);
});

test("a padded text is exactly as wide as asked", () => {
	fc.assert(
		fc.property(texts, widths, (text, width) => {
			expect(stringWidth(pad(text, width, "…"))).toBe(width);
		}),
		{ numRuns: 500, examples: [["\u0d4e", 3]] },
	);
});
