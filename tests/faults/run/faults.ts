import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { buildBins } from "./build.ts";
import { type FaultRunResult, runFaults } from "./fault-run.ts";
import { missingFaults } from "./nemesis.ts";
import { tellDrift, tellRound, tellVerdict } from "./report.ts";

/** What the flags say. */
type Flags = { seconds: number; minutes?: number; clients: number; seed: number };

const program = new Command("faults")
	.description(
		"Kills, cuts and starves a real daemon and its clients, and checks that nothing is lost, doubled or out of order.",
	)
	.option("--seconds <n>", "how long to make faults", wholeNumber, 30)
	.option(
		"--minutes <n>",
		"the same in minutes: rounds are longer then, most of them without a restart",
		wholeNumber,
	)
	.option(
		"--clients <n>",
		"how many people take part; a fifth of them are processes of their own",
		wholeNumber,
		12,
	)
	.option("--seed <n>", "repeats the choices of an earlier run", wholeNumber, randomInt(2 ** 31))
	.action(async (flags: Flags) => {
		// Left to itself Node 24.21 spins for ever in its own clean-up after a connection that was reset while
		// it was still being made, as the proxy does.
		process.exit(await run(flags));
	});

function wholeNumber(text: string): number {
	if (/^\d{1,10}$/.test(text) && Number(text) > 0) return Number(text);
	throw new InvalidArgumentError("It must be a whole number from 1.");
}

/** Runs it and prints what comes of it; resolves with the exit code. */
async function run({ seconds, minutes, clients, seed }: Flags): Promise<number> {
	const print = (line: string) => void process.stdout.write(`${line}\n`);
	print(
		`seed ${seed}, ${clients} people, ${minutes === undefined ? `${seconds} s` : `${minutes} min`}`,
	);
	for (const missing of missingFaults()) print(`not tried: ${missing}`);
	const { bins, folder } = await buildBins();
	try {
		const result = await runFaults({
			bins,
			seed,
			clients,
			...(minutes === undefined
				? { seconds, roundSeconds: Math.min(10, seconds), restartEvery: 1 }
				: { seconds: minutes * 60, roundSeconds: 40, restartEvery: 10 }),
			settleSeconds: 60,
			onRound: (round, number) => print(tellRound(round, number)),
		});
		if (minutes !== undefined) for (const line of tellDrift(result.rounds)) print(line);
		for (const line of tellVerdict(result)) print(line);
		if (result.kept !== undefined)
			print(
				`The same choices again: npx -y pnpm@12 faults --seed ${seed} --clients ${clients} ${minutes === undefined ? `--seconds ${seconds}` : `--minutes ${minutes}`}`,
			);
		return exitCodeOf(result);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function exitCodeOf({ violations }: FaultRunResult): number {
	return violations.length === 0 ? 0 : 1;
}

await program.parseAsync();
