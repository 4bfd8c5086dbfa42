import { expect, test } from "vitest";
import { withRules } from "../../docs/generate.ts";
import { readDocument } from "../support/document.ts";

test("docs/security.md has the table of who may what that pnpm docs makes of the code", () => {
	const document = readDocument("security.md");
	expect(document).toBe(withRules(document));
	expect(document).toMatch(/^\| archive a room +\| +\| +\| +\| yes +\| yes +\|$/m);
});
