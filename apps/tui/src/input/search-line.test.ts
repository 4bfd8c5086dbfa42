import { expect, test } from "vitest";
import { emptyEditor } from "./editor.ts";
import { insertWords, mostSearched } from "./search-line.ts";

test("a line that searches takes a paste as one line, and only its beginning", () => {
	expect(insertWords(emptyEditor(), "two\nlines").text).toBe("two lines");
	const long = insertWords(emptyEditor(), "x".repeat(100_000));
	expect(long.text).toBe("x".repeat(mostSearched));
	expect(insertWords(long, "y").text).toBe(long.text);
});

test("no character is cut in two where the line is full", () => {
	expect(insertWords(emptyEditor(), `x${"😀".repeat(200)}`).text).toBe(`x${"😀".repeat(99)}`);
});
