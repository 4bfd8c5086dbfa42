import { limits } from "@partyline/shared/protocol/limits";
import { type DurationBounds, parseDuration } from "@partyline/shared/text/duration";
import type { Command } from "commander";
import { type Config, defaultDataDir } from "../../config.ts";
import { ExitError, exitCode } from "../../exit-code.ts";
import { printJson } from "../../print.ts";
import type { OperationName, ParamsOf, RowOf } from "../operations.ts";
import { perform } from "../perform.ts";

/** What the commands need of the command line they are part of. */
export type Surroundings = {
	/** The settings that the flags of a command and the environment give. */
	configOf(command: Command): Config;
};

/** The flags of every command here. */
export type UsualFlags = { readonly data?: string; readonly json?: true };

/** Gives a command the flags that all of these have. */
export function withUsual(command: Command): Command {
	return command
		.option("--data <folder>", `the data folder (default: ${defaultDataDir()})`)
		.option("--json", "as JSON, one object a line");
}

/** One thing to be done, and how its rows are told to people. */
export type Doing<N extends OperationName> = {
	readonly command: N;
	readonly params: ParamsOf<N>;
	readonly tell: (rows: RowOf<N>[]) => void;
};

/** Does it, and prints what came of it. */
export async function doAndTell<N extends OperationName>(
	config: Config,
	{ json }: UsualFlags,
	{ command, params, tell }: Doing<N>,
): Promise<void> {
	const rows = await perform(config, command, params);
	if (json) printJson(rows.map((row) => Object(row)));
	else tell(rows);
}

/** Reads a flag that is a duration. */
export function durationFlag(name: string, bounds?: DurationBounds): (text: string) => number {
	return (text) => {
		const parsed = parseDuration(text, bounds);
		if (parsed.ok) return parsed.ms;
		throw usage(`${name}: ${parsed.problem}`);
	};
}

/** Reads a flag or argument that is a whole number. */
export function numberFlag(name: string, most: number, least = 1): (text: string) => number {
	return (text) => {
		const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
		if (value >= least && value <= most) return value;
		throw usage(`${name}: give a whole number from ${least} to ${most}.`);
	};
}

/** Reads the reason of something. */
export function reasonFlag(text: string): string {
	if (text.length <= limits.reasonChars) return text;
	throw usage(`--reason: give at most ${limits.reasonChars} characters.`);
}

export function usage(message: string): ExitError {
	return new ExitError(message, { exit: exitCode.usage });
}
