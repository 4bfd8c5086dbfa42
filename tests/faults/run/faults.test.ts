import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildBins } from "./build.ts";
import { runFaults } from "./fault-run.ts";
import { missingFaults } from "./nemesis.ts";

let built: Awaited<ReturnType<typeof buildBins>>;
beforeAll(async () => {
	built = await buildBins();
});
afterAll(() => rmSync(built.folder, { recursive: true, force: true }));

/** A run as `npx -y pnpm@12 faults --seed N` makes it. */
const runWith = (seed: number) =>
	runFaults({
		bins: built.bins,
		seed,
		clients: 12,
		seconds: 25,
		roundSeconds: 8,
		settleSeconds: 60,
		restartEvery: 1,
	});

const freshSeed = randomInt(2 ** 31);
const without = missingFaults().map((missing) => `, not tried: ${missing}`);

test.each([
	["the same faults each time", 7],
	["other faults each time", freshSeed],
])(`nothing is lost, doubled or out of order: %s (seed %i${without})`, async (_which, seed) => {
	const { rounds, violations, kept } = await runWith(seed);
	expect(violations, `everything is kept in ${kept}`).toEqual([]);
	expect(rounds.length).toBeGreaterThan(0);
	for (const round of rounds) {
		expect(round.posts, "people talked").toBeGreaterThan(100);
		expect(round.shown, "people were shown what was said").toBeGreaterThan(round.posts);
	}
	const made = rounds.flatMap(({ faults }) => [...faults.keys()]);
	expect(new Set(made).size, "there were faults of several kinds").toBeGreaterThan(2);
});
