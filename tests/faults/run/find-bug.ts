import { rmSync } from "node:fs";
import type { Rule } from "../history/history.ts";
import { buildBins } from "./build.ts";
import { runFaults } from "./fault-run.ts";
import type { SeededBug } from "./seeded-bugs.ts";

/** Whether a bug was found, by which broken promises, and how long it took. */
export type Finding = {
	readonly found: boolean;
	readonly rules: readonly Rule[];
	readonly seconds: number;
	readonly kept: string | undefined;
};

/** Runs a build, with a bug in it where one is given, until a promise is broken, at most for a quarter of a minute. */
export async function findBug(bug?: SeededBug, seed = 1): Promise<Finding> {
	const { bins, folder } = await buildBins(bug);
	try {
		const { violations, seconds, kept } = await runFaults({
			bins,
			seed,
			clients: 8,
			seconds: 15,
			roundSeconds: 3,
			// A post that nobody will ever answer is not waited for longer.
			settleSeconds: 4,
			restartEvery: 1,
			// The first ends a daemon that commits late, which is found as well, but says nothing of its promises; of the
			// second the clients learn after the time that they have here.
			without: ["refuse to write", "silence for ever"],
			...(bug?.faults && { only: bug.faults }),
		});
		const rules = [...new Set(violations.map(({ rule }) => rule))];
		const found = bug?.breaks.some((rule) => rules.includes(rule)) ?? false;
		return { found, rules, seconds, kept };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
