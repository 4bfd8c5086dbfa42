import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
	readonly onRound?: (result: RoundResult, round: number) => void;
};

/** What came of it: the broken promises, and where everything is kept that shows them. */
export type FaultRunResult = {
	readonly rounds: readonly RoundResult[];
	readonly violations: readonly Violation[];
	/** The folder with event log, database and seed; undefined when all went well. */
	readonly kept: string | undefined;
	/** From the start to the verdict. */
	readonly seconds: number;
};

/** Runs rounds of faults against one data folder until the time is up or a promise is broken. */
export async function runFaults(options: FaultRunOptions): Promise<FaultRunResult> {
	const began = performance.now();
	const folder = mkdtempSync(join(tmpdir(), `partyline-faults-${options.seed}-`));
	const entries: Entry[] = [];
	const rounds: RoundResult[] = [];
	const violations: Violation[] = [];
	try {
		const stage = await setStage(options, folder, entries);
		try {
			while (violations.length === 0 && performance.now() - began < options.seconds * 1_000) {
				const result = await stage.round(rounds.length);
				rounds.push(result);
				violations.push(...result.violations);
				options.onRound?.(result, rounds.length);
			}
		} finally {
			violations.push(...(await stage.strike()));
		}
	} catch (error) {
		keep(folder, entries, { options, violations, error });
		throw new Error(`The fault run broke down; everything is in ${folder}.`, { cause: error });
	}
	const seconds = (performance.now() - began) / 1_000;
	if (violations.length > 0) {
		keep(folder, entries, { options, violations });
		return { rounds, violations, kept: folder, seconds };
	}
	rmSync(folder, { recursive: true, force: true });
	return { rounds, violations, kept: undefined, seconds };
}

/** Leaves everything that shows what happened: history, verdict and seed beside the database and the daemon's log. */
function keep(folder: string, entries: readonly Entry[], told: object): void {
	const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`);
	writeFileSync(join(folder, "history.jsonl"), lines.join(""));
	writeFileSync(join(folder, "verdict.json"), `${JSON.stringify(told, undefined, "\t")}\n`);
}
