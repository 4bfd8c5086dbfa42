import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Entry, Violation } from "../history/history.ts";
import type { RoundResult } from "./round.ts";
import { setStage } from "./stage.ts";

/** What a fault run is made of. */
export type FaultRunOptions = {
	/** The folder of the bundle to be tried. */
	readonly bins: string;
	readonly seed: number;
	readonly clients: number;
	readonly seconds: number;
	readonly roundSeconds: number;
	/** For hangs only: how long everybody may take to be complete after a round. */
	readonly settleSeconds: number;
	/** The daemon's process is ended in each so many-th round, from the first. */
	readonly restartEvery: number;
	/** Names of faults that are not made. */
	readonly without?: readonly string[];
	/** Names of the only ones that are. */
	readonly only?: readonly string[];
	/** Told where everything is while it goes on. */
	readonly onFolder?: (folder: string) => void;
	readonly onRound?: (result: RoundResult, round: number) => void;
};

/** What came of it: the broken promises, and where everything is kept that shows them. */
export type FaultRunResult = {
	readonly rounds: readonly RoundResult[];
	readonly violations: readonly Violation[];
	/** The folder with event log, database and seed; undefined when all went well. */
	readonly kept: string | undefined;
	/** From the first round to the verdict. */
	readonly seconds: number;
};

/** Runs rounds of faults against one data folder, at least one, until the time is up or a promise is broken. */
export async function runFaults(options: FaultRunOptions): Promise<FaultRunResult> {
	const folder = mkdtempSync(join(tmpdir(), `partyline-faults-${options.seed}-`));
	options.onFolder?.(folder);
	const entries: Entry[] = [];
	const rounds: RoundResult[] = [];
	const violations: Violation[] = [];
	let seconds = 0;
	try {
		const stage = await setStage(options, folder, entries);
		const began = performance.now();
		try {
			do {
				const result = await inTime(stage.round(rounds.length), options);
				rounds.push(result);
				violations.push(...result.violations);
				seconds = (performance.now() - began) / 1_000;
				options.onRound?.(result, rounds.length);
			} while (violations.length === 0 && seconds < options.seconds);
		} finally {
			// On its own disk first: what comes now may hang as well.
			if (violations.length > 0) keep(folder, entries, { options, rounds, violations });
			violations.push(...(await inTime(stage.strike(), options)));
		}
	} catch (error) {
		const told = error instanceof Error ? error.stack : `${error}`;
		keep(folder, entries, { options, rounds, violations, error: told });
		throw new Error(`The fault run broke down; everything is in ${folder}.`, { cause: error });
	}
	if (violations.length > 0) {
		keep(folder, entries, { options, rounds, violations });
		return { rounds, violations, kept: folder, seconds };
	}
	rmSync(folder, { recursive: true, force: true });
	return { rounds, violations, kept: undefined, seconds };
}

/** Rejects when a round takes longer than any round can. */
async function inTime<T>(work: Promise<T>, options: FaultRunOptions): Promise<T> {
	const ms = (options.roundSeconds + options.settleSeconds + 120) * 1_000;
	const late = Promise.withResolvers<never>();
	const timer = setTimeout(() => late.reject(new Error(`Nothing came of it in ${ms} ms.`)), ms);
	return await Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}

/** Leaves everything that shows what happened: verdict, seed and the last round's history beside the database and the daemon's log. */
function keep(folder: string, entries: readonly Entry[], told: object): void {
	const verdict = JSON.stringify(
		told,
		(_key, value) => (value instanceof Map ? [...value] : value),
		"\t",
	);
	writeFileSync(join(folder, "verdict.json"), `${verdict}\n`);
	const file = openSync(join(folder, "history.jsonl"), "w");
	for (const entry of entries) writeSync(file, `${JSON.stringify(entry)}\n`);
	closeSync(file);
}
