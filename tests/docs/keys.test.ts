import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { keysPage, keysPath } from "../../docs/generate-keys.ts";

test("docs/keys.md tells the keys and commands there are; `pnpm docs` makes it anew", () => {
	expect(readFileSync(keysPath, "utf8")).toBe(keysPage());
});
