import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { others, ownName } from "./peers/peers.ts";
import type { Setting } from "./setting.ts";

/** What is asked for on the command line. */
export type Asked = {
	readonly help: boolean;
	readonly smoke: boolean;
	readonly rounds: number;
	readonly seconds: number;
	/** Where everything is written to as JSON. */
	readonly json?: string;
	readonly setting: Setting;
	/** Those contests are chosen whose name has one of them. */
	readonly words: readonly string[];
};

/** Something on the command line is wrong; the message says what, and what there is. */
export class UsageError extends Error {
	override readonly name = "UsageError";
}

export const help = `npx -y pnpm@12 bench [words] [flags]

Measures partyline side by side with the servers that are installed, by turns, and prints Markdown. Words choose
contests: those whose name has one of them; without any, all are held, which takes about an hour.

  --rounds N           rounds of each contest, of which the medians are printed (default: 5)
  --seconds S          how long each figure is measured in a round (default: 2)
  --against A,B        only these others: ${others.map(({ name }) => name).join(", ")}
  --build NAME=FOLDER  another build of partyline as one more entrant; may be given several times
  --json FILE          write the figures of every round to a file
  --smoke              one round at the smallest sizes: shows that everything runs, and nothing else
  --help               print this

PARTYLINE_DIST is the folder of the build that is measured (default: packages/partyline/dist).
`;

const options = {
	rounds: { type: "string" },
	seconds: { type: "string" },
	against: { type: "string" },
	build: { type: "string", multiple: true, default: [] },
	json: { type: "string" },
	smoke: { type: "boolean", default: false },
	help: { type: "boolean", short: "h", default: false },
} satisfies ParseArgsConfig["options"];

/** Reads the command line. Throws a UsageError. */
export function readArguments(args: readonly string[]): Asked {
	const { values, positionals } = parse(args);
	const { help: wantsHelp, smoke, rounds, seconds, against, build, json } = values;
	return {
		...{ help: wantsHelp, smoke, words: positionals },
		rounds: readCount("--rounds", rounds) ?? (smoke ? 1 : 5),
		seconds: readNumber("--seconds", seconds) ?? (smoke ? 0.2 : 2),
		...(json === undefined ? {} : { json }),
		setting: {
			builds: Object.fromEntries(build.map(readBuild)),
			...(against === undefined ? {} : { against: against.split(",").map(readOther) }),
		},
	};
}

function parse(args: readonly string[]) {
	try {
		return parseArgs({ args: [...args], allowPositionals: true, options });
	} catch (error) {
		// It goes on to say what one might have meant; the first sentence is what is wrong.
		const [sentence] = error instanceof Error ? error.message.split(". ") : [];
		throw new UsageError(`${sentence}.`, { cause: error });
	}
}

function readNumber(flag: string, text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const value = Number(text);
	if (Number.isFinite(value) && value > 0) return value;
	throw new UsageError(`${flag} takes a number above 0, and not ${text}.`);
}

function readCount(flag: string, text: string | undefined): number | undefined {
	const value = readNumber(flag, text);
	if (value === undefined || Number.isInteger(value)) return value;
	throw new UsageError(`${flag} takes a whole number, and not ${text}.`);
}

function readOther(text: string): string {
	const other = others.find(({ name }) => name.toLowerCase() === text.trim().toLowerCase());
	if (other !== undefined) return other.name;
	const names = others.map(({ name }) => name).join(", ");
	throw new UsageError(`There is no ${text} to measure against; there is ${names}.`);
}

function readBuild(text: string): readonly [name: string, folder: string] {
	const [name = "", ...rest] = text.split("=");
	const folder = rest.join("=");
	if (name === "" || folder === "")
		throw new UsageError(`--build takes NAME=FOLDER, and not ${text}.`);
	if ([ownName, ...others.map((other) => other.name)].includes(name))
		throw new UsageError(`--build cannot be called ${name}: another entrant has this name.`);
	return [name, checkBuild(folder)];
}

/** The absolute path of a folder that has a build in it. Throws a UsageError where it has none. */
export function checkBuild(folder: string): string {
	const path = resolve(folder);
	if (existsSync(join(path, "partylined.js"))) return path;
	throw new UsageError(`There is no build in ${folder}; npx -y pnpm@12 build makes one.`);
}
