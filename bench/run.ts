/**
 * The bench: holds all contests, or those that are named, and prints what came of them as Markdown. What it does meanwhile
 * goes to stderr.
 *
 * node packages/partyline/build.ts && node bench/run.ts [words] [flags]; --help tells all of them
 */
import { writeFileSync } from "node:fs";
import { type Asked, checkBuild, help, readArguments, UsageError } from "./arguments.ts";
import { chooseContests } from "./choose-contests.ts";
import { allContests } from "./contests/all.ts";
import { dist } from "./dist.ts";
import { describeMachine } from "./machine.ts";
import { missingOthers, presentOthers } from "./peers/entrants.ts";
import { versionOf } from "./programs.ts";
import { contestTables, goalsTable, lastLine, type Surroundings } from "./report.ts";
import { type ContestResult, runContest } from "./run-contest.ts";

const usageCode = 2;

try {
	const asked = readArguments(process.argv.slice(2));
	if (asked.help) process.stdout.write(help);
	else process.exitCode = await run(asked);
} catch (error) {
	if (!(error instanceof UsageError)) throw error;
	process.stderr.write(`bench: ${error.message}\n`);
	process.exitCode = usageCode;
}

/** Holds the contests; 1 if a round of any did not count. */
async function run(asked: Asked): Promise<number> {
	const { rounds, seconds, smoke, json } = asked;
	checkBuild(dist);
	const contests = chooseContests(allContests(asked.setting), asked.words);
	const surroundings = describe(asked);
	const results: ContestResult[] = [];
	// At once: a file that cannot be written is told now and not in half an hour.
	if (json !== undefined) writeJson(json, surroundings, results);
	for (const contest of contests) {
		const result = await runContest(contest, { rounds, seconds, smoke, tell });
		results.push(result);
		process.stdout.write(contestTables(result));
		// After each: what was measured in half an hour is not lost by what happens then.
		if (json !== undefined) writeJson(json, surroundings, results);
	}
	process.stdout.write(smoke ? "" : goalsTable(results));
	process.stdout.write(lastLine(surroundings));
	const failed = results.some(({ entrants }) =>
		entrants.some(({ problems }) => problems.length > 0),
	);
	return failed ? 1 : 0;
}

function describe({ setting, rounds, seconds, smoke }: Asked): Surroundings {
	const versions = presentOthers(setting).map(
		({ name, needs = "" }) => [name, versionOf(needs) ?? "of unknown version"] as const,
	);
	return {
		machine: describeMachine(),
		versions: Object.fromEntries(versions),
		missing: missingOthers(setting).map(({ name }) => name),
		...{ rounds, seconds, smoke },
	};
}

function writeJson(
	file: string,
	surroundings: Surroundings,
	contests: readonly ContestResult[],
): void {
	const text = `${JSON.stringify({ ...surroundings, contests }, undefined, "\t")}\n`;
	try {
		writeFileSync(file, text);
	} catch (cause) {
		throw new UsageError(`${file} cannot be written: ${String(cause)}`, { cause });
	}
}

function tell(doing: string): void {
	process.stderr.write(`${doing}\n`);
}
