import { randomInt } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { bundle } from "partyline/build";
import { createRandom } from "../../support/random.ts";
import { AttackedDaemon } from "./daemon.ts";
import { decoderTarget } from "./decoder-target.ts";
import { nativeDoorTarget, plainDoorTarget } from "./door-targets.ts";
import { envelopeTarget } from "./envelope-target.ts";
import { type FuzzTarget, holds } from "./target.ts";
import { rulesTarget, sanitizerTarget } from "./text-target.ts";
import { Watchdog } from "./watchdog.ts";

/** Everything that can be fuzzed, by name; the doors are those of a daemon of their own. */
const pure = [decoderTarget, envelopeTarget, sanitizerTarget, rulesTarget];
const doors = { "native-door": nativeDoorTarget, "plain-door": plainDoorTarget };

/** The names of all targets. */
export const targetNames: readonly string[] = [
	...pure.map(({ name }) => name),
	...Object.keys(doors),
];

/** How long one target is tried before the next has its turn. */
const turnMs = 1_000;

/** A case that takes so long does more work than its input is worth; a loaded machine takes a tenth. */
const slowMs = 5_000;

/** What a run is to do. */
export type FuzzOptions = {
	readonly seconds: number;
	/** The same seed makes the same cases. */
	readonly seed: number;
	/** One target instead of all. */
	readonly target?: string;
	/** The folder of the built bins; they are built where it is not given. */
	readonly bins?: string;
	/** These inputs instead of made ones, run at once. */
	readonly inputs?: readonly Buffer[];
	/** Told after each turn of a target. */
	readonly onProgress?: (target: string, cases: number) => void;
};

/** What a run came to. */
export type FuzzResult = {
	/** How many cases of each target. */
	readonly cases: Readonly<Record<string, number>>;
	readonly failure?: FuzzFailure;
};

/** A case in which something does not hold, and how to see it again. */
export type FuzzFailure = {
	readonly target: string;
	readonly reason: string;
	/** Where the inputs are kept; of those that ran at once, any may be the one. */
	readonly files: readonly string[];
	readonly command: string;
};

/** Tries the targets in turn until the time is up, or until something does not hold. */
export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
	const { seconds, target, inputs, onProgress } = options;
	const run = await openRun(options);
	const chosen = run.targets.filter(({ name }) => target === undefined || name === target);
	const cases: Record<string, number> = {};
	// Inputs that are given are tried once.
	const deadline = inputs === undefined ? Date.now() + seconds * 1000 : 0;
	try {
		do {
			for (const each of chosen) {
				const failure = await takeTurn(each, run, { cases, deadline });
				if (failure !== undefined) return { cases, failure };
				onProgress?.(each.name, cases[each.name] ?? 0);
			}
		} while (Date.now() < deadline);
		return { cases };
	} finally {
		await run.close();
	}
}

/** Runs cases of one target until its turn is over; at least one. */
async function takeTurn(
	target: FuzzTarget,
	run: Run,
	{ cases, deadline }: { readonly cases: Record<string, number>; readonly deadline: number },
): Promise<FuzzFailure | undefined> {
	const until = Math.min(deadline, Date.now() + turnMs);
	do {
		const from = cases[target.name] ?? 0;
		const failure = await runCases(target, run, from);
		cases[target.name] = from + (run.options.inputs?.length ?? target.atOnce);
		if (failure !== undefined) return failure;
	} while (Date.now() < until);
	run.watchdog.rest();
	return undefined;
}

type Run = {
	readonly options: FuzzOptions;
	readonly targets: readonly FuzzTarget[];
	readonly watchdog: Watchdog;
	readonly close: () => Promise<void>;
};

async function openRun(options: FuzzOptions): Promise<Run> {
	const needsDaemon = options.target === undefined || Object.hasOwn(doors, options.target);
	if (!needsDaemon) {
		const watchdog = new Watchdog([]);
		return { options, targets: pure, watchdog, close: () => watchdog.stop() };
	}
	const built = options.bins === undefined ? await buildBins() : undefined;
	const daemon = await AttackedDaemon.start(options.bins ?? built?.bins ?? "");
	const watchdog = new Watchdog([daemon.pid]);
	return {
		options,
		targets: [...pure, ...Object.values(doors).map((door) => door(daemon))],
		watchdog,
		close: async () => {
			await watchdog.stop();
			await daemon.close();
			if (built !== undefined) rmSync(built.folder, { recursive: true, force: true });
		},
	};
}

async function buildBins(): Promise<{ bins: string; folder: string }> {
	const folder = mkdtempSync(join(tmpdir(), "partyline-fuzz-bins-"));
	await bundle(join(folder, "dist"));
	writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
	return { bins: join(folder, "dist"), folder };
}

/** Runs the next cases of a target, all at once. */
async function runCases(
	target: FuzzTarget,
	run: Run,
	from: number,
): Promise<FuzzFailure | undefined> {
	const { seed, inputs = makeInputs(target, seed, from) } = run.options;
	const kept = planned(target, seed, { from, count: inputs.length });
	if (target.atOnce === 1)
		run.watchdog.watch({
			file: kept.files[0] ?? "",
			input: inputs[0] ?? Buffer.of(),
			words: kept.command,
		});
	try {
		const checks = inputs.map(async (input) => {
			await target.check(input, createRandom(seed).fork(input.toString("latin1")));
		});
		const startedAt = performance.now();
		await Promise.all(checks);
		const tookMs = performance.now() - startedAt;
		// Work that is proportional to the input takes some 100 ms for the longest.
		if (target.atOnce === 1) holds(tookMs < slowMs, () => `a case takes ${Math.round(tookMs)} ms`);
		await target.afterAll?.();
		return undefined;
	} catch (error) {
		for (const [at, file] of kept.files.entries()) writeFileSync(file, inputs[at] ?? Buffer.of());
		const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
		return { target: target.name, reason, ...kept };
	}
}

function makeInputs({ name, make, atOnce }: FuzzTarget, seed: number, from: number): Buffer[] {
	return Array.from({ length: atOnce }, (_, at) =>
		make(createRandom(seed).fork(`${name} ${from + at}`)),
	);
}

/** Where the inputs would be kept, and how they would be tried again. */
function planned(
	{ name }: FuzzTarget,
	seed: number,
	{ from, count }: { readonly from: number; readonly count: number },
): Pick<FuzzFailure, "files" | "command"> {
	const files = Array.from({ length: count }, (_, at) =>
		join(tmpdir(), `partyline-fuzz-${name}-${seed}-${from + at}`),
	);
	const inputs = files.map((file) => `--input ${file}`).join(" ");
	return {
		files,
		command: `node tests/hostile/fuzz/fuzz.ts --target ${name} --seed ${seed} ${inputs}`,
	};
}

/** What a failure says to whoever runs the fuzzer. */
export function tellFailure({ target, reason, files, command }: FuzzFailure): string {
	return `${target}: ${reason}\nkept: ${files.join(" ")}\nagain: ${command}`;
}

type Flags = {
	readonly seconds: number;
	readonly seed: number;
	readonly target?: string;
	readonly input: readonly string[];
};

function wholeNumber(text: string): number {
	if (/^\d{1,10}$/.test(text)) return Number(text);
	throw new InvalidArgumentError("It must be a whole number.");
}

async function main(argv: readonly string[]): Promise<number> {
	const program = new Command("fuzz")
		.description("Says to everything that reads a stranger's bytes what nobody would say.")
		.option("--seconds <n>", "how long", wholeNumber, 60)
		.option("--seed <n>", "repeats the cases of an earlier run", wholeNumber, randomInt(2 ** 31))
		.addOption(new Option("--target <name>", "only this one").choices([...targetNames]))
		.addOption(
			new Option("--input <file>", "an input that was kept; needs --target")
				.argParser((file, files: string[]) => [...files, file])
				.default([]),
		)
		.parse(argv);
	const { input, ...flags } = program.opts<Flags>();
	if (input.length > 0 && flags.target === undefined)
		program.error("error: --input needs --target");
	const print = (line: string) => void process.stdout.write(`${line}\n`);
	print(`seed ${flags.seed}`);
	const inputs = input.length === 0 ? {} : { inputs: input.map((file) => readFileSync(file)) };
	const { cases, failure } = await fuzz({ ...flags, ...inputs });
	for (const [name, count] of Object.entries(cases)) print(`${name}: ${count} cases`);
	if (failure === undefined) return 0;
	print(tellFailure(failure));
	return 1;
}

if (import.meta.main) process.exitCode = await main(process.argv);
