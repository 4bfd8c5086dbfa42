import { existsSync, globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const documents = globSync("{*.md,docs/**/*.md}", { cwd: fileURLToPath(root) });

test.each(documents)("every path that %s names is there", (name) => {
	const text = readFileSync(new URL(name, root), "utf8");
	const inText = [
		...text.matchAll(/(?<![\w/.-])(?:apps|packages|tests|docs|bench)\/[\w./*-]*[\w*]/g),
	];
	const linked = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#]+)/g)];
	const missing = [
		...inText.map(([path]) => path).filter((path) => !existsSync(new URL(path, root))),
		...linked
			.map(([, path = ""]) => path)
			.filter((path) => !existsSync(new URL(path, new URL(name, root)))),
	];
	expect(missing).toEqual([]);
});

test("the documents are looked at", () => {
	expect(documents).toEqual(expect.arrayContaining(["docs/architecture.md", "docs/protocol.md"]));
});
