import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findBug } from "./find-bug.ts";
import { seededBugs } from "./seeded-bugs.ts";

test.each(seededBugs)("the fault run finds it when $what", async (bug) => {
	const { found, rules, seconds, kept = "" } = await findBug(bug);
	expect(rules).toEqual(expect.arrayContaining([expect.toBeOneOf([...bug.breaks])]));
	expect(found).toBe(true);
	// The last round began within 15 s of the first, whatever the machine does.
	expect(seconds).toBeLessThan(30);
	for (const file of ["history.jsonl", "daemon.log", "data/partyline.db"])
		expect(existsSync(join(kept, file)), `${file} is kept`).toBe(true);
	const verdict = JSON.parse(readFileSync(join(kept, "verdict.json"), "utf8"));
	expect(verdict.options.seed).toBe(1);
	expect(verdict.violations.length).toBeGreaterThan(0);
	rmSync(kept, { recursive: true });
});

test("the same run finds nothing in a build without a bug", async () => {
	const { rules, kept } = await findBug();
	expect(rules, `everything is kept in ${kept}`).toEqual([]);
});
