import { expect, test } from "vitest";
import { createStyle } from "../text/style.ts";
import { linkAt } from "./link-at.ts";
import { linkText } from "./links.ts";

const { dim, selection, link } = createStyle({ colour: true });

test("a link is where its letters are, counted in columns, through every paint", () => {
	const url = "https://example.org/x;y?z";
	const row = selection(`${dim("12:00")} 日本 ${linkText(link("link"), url, "e1-0")} after`);
	const found = Array.from({ length: 25 }, (_, column) => linkAt(row, column));
	const linked = found.flatMap((one, column) => (one === undefined ? [] : [column]));
	expect(linked).toEqual([11, 12, 13, 14]);
	expect(new Set(found)).toEqual(new Set([undefined, url]));
});

test("of two links side by side each is its own", () => {
	const row = linkText("ab", "https://a.example/", "1") + linkText("cd", "https://c.example/", "2");
	expect([0, 1, 2, 3, 4].map((column) => linkAt(row, column)?.at(8))).toEqual([
		"a",
		"a",
		"c",
		"c",
		undefined,
	]);
});
