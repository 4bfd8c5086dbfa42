import { expect, test } from "vitest";
import { maxEntries, maxPages, readPages } from "./pages.ts";

/** A list that a server tells in pages, as `page` says. */
function read(page: (asked: number) => { entries: readonly string[]; more: boolean }) {
	const asked: (string | undefined)[] = [];
	const all = readPages<string>({
		async ask(last) {
			asked.push(last);
			return page(asked.length);
		},
		keyOf: (entry) => entry,
	});
	return { all, asked };
}

test("every page is asked for after the last entry of the one before", async () => {
	const { all, asked } = read((n) => ({ entries: [`${n}a`, `${n}b`], more: n < 3 }));
	expect(await all).toEqual(["1a", "1b", "2a", "2b", "3a", "3b"]);
	expect(asked).toEqual([undefined, "1b", "2b"]);
});

test("a server that repeats a page, or has nothing in it, is not asked without end", async () => {
	const repeated = read(() => ({ entries: ["a", "b"], more: true }));
	expect(await repeated.all).toEqual(["a", "b"]);
	const empty = read(() => ({ entries: [], more: true }));
	expect([await empty.all, empty.asked.length]).toEqual([[], 1]);
});

test("a list that never ends is left after so many pages", async () => {
	const { all, asked } = read((n) => ({ entries: [`${n}`], more: true }));
	expect(await all).toHaveLength(maxPages);
	expect(asked).toHaveLength(maxPages);
});

test("a list without end of pages as long as they can be is left after so many entries", async () => {
	const page = Array.from({ length: 700 }, (_, at) => at);
	const { all, asked } = read((n) => ({ entries: page.map((at) => `${n}.${at}`), more: true }));
	expect((await all).length).toBeLessThan(maxEntries + page.length);
	expect(asked.length).toBeLessThan(maxPages);
});
