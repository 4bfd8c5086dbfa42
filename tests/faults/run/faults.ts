import { randomInt } from "node:crypto";
import { rmSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { fuzz, tellFailure } from "../../hostile/fuzz/fuzz.ts";
import { buildBins } from "./build.ts";
import { endOnSignals } from "./children.ts";
import { runFaults } from "./fault-run.ts";
import { missingFaults } from "./nemesis.ts";
import { tellDrift, tellRound, tellVerdict, wasTried } from "./report.ts";

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
		endOnSignals();
		// Left to itself Node 24.21 spins for ever in its own clean-up after a connection that was reset while
		// it was still being made, as the proxy does.
		process.exit(await run(flags));
	});

function wholeNumber(text: string): number {
	if (/^\d{1,10}$/.test(text) && Number(text) > 0) return Number(text);
	throw new InvalidArgumentError("It must be a whole number from 1.");
}

/** Runs it and prints what comes of it; resolves with the exit code. */
async function run(flags: Flags): Promise<number> {
	const { seconds, minutes, clients, seed } = flags;
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
			...(minutes === undefined ? briefly(seconds) : atLength(minutes)),
			settleSeconds: 60,
			onFolder: (place) => print(`while it runs, everything is in ${place}`),
			onRound: (round, number) => print(tellRound(round, number)),
		});
		if (minutes !== undefined) for (const line of tellDrift(result.rounds)) print(line);
		for (const line of tellVerdict(result)) print(line);
		if (result.kept !== undefined) {
			print(`The same choices again: npx -y pnpm@12 faults ${tellFlags(flags)}`);
			return 1;
		}
		if (!wasTried(result.rounds)) return 1;
		return minutes === undefined ? 0 : await fuzzFor(minutes * 6, seed, bins);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function briefly(seconds: number) {
	return { seconds, roundSeconds: Math.min(10, seconds), restartEvery: 1 };
}

/** Rounds long enough for a reader to stop for 30 s, and daemons that live long enough to grow; a tenth is left to the fuzzer. */
function atLength(minutes: number) {
	return { seconds: minutes * 54, roundSeconds: 40, restartEvery: 10 };
}

async function fuzzFor(seconds: number, seed: number, bins: string): Promise<number> {
	const { cases, failure } = await fuzz({ seconds, seed, bins });
	for (const [target, count] of Object.entries(cases)) print(`fuzzed ${target}: ${count} cases`);
	if (failure !== undefined) print(tellFailure(failure));
	return failure === undefined ? 0 : 1;
}

function tellFlags({ seconds, minutes, clients, seed }: Flags): string {
	const time = minutes === undefined ? `--seconds ${seconds}` : `--minutes ${minutes}`;
	return `--seed ${seed} --clients ${clients} ${time}`;
}

function print(line: string): void {
	process.stdout.write(`${line}\n`);
}

await program.parseAsync();
