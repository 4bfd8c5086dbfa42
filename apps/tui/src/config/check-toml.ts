import { z } from "zod";
import { nearestTo } from "./nearest.ts";
import { listOf, type Problem, quote, unknownName } from "./problem.ts";
import { type Path, parseToml } from "./toml.ts";

/** A section: every other name in it is a mistake, and the nearest one is told. */
export function knownOnly<Shape extends z.ZodRawShape>(shape: Shape) {
	const names = Object.keys(shape);
	return z.strictObject(shape, {
		error: (issue) =>
			issue.code === "unrecognized_keys"
				? issue.keys.map((key) => unknownName("setting", key, names)).join("\n")
				: "must be a section",
	});
}

/** One of some words. */
export function choice<const Name extends string>(names: readonly Name[]) {
	return z.enum(names, {
		error: ({ input }) => `must be ${listOf(names)}${notThis(input, names)}`,
	});
}

/** A setting that is on or off. */
export const flag = z.boolean({ error: "must be true or false, without quotation marks" });

function notThis(input: unknown, names: readonly string[]): string {
	if (typeof input !== "string") return ", in quotation marks";
	const nearest = nearestTo(input, names);
	return `, not ${quote(input)}${nearest === undefined ? "" : `; did you mean "${nearest}"?`}`;
}

/** What a file must be. */
export type Rules<T> = {
	readonly schema: z.ZodType<T>;
	/** What has to go when the setting at a path is wrong: usually that alone. */
	readonly whole?: (path: Path) => Path;
};

/** What could be taken of a file, and what is wrong with the rest of it. */
export type Checked<T> = {
	readonly value: T;
	readonly lineOf: (path: Path) => number;
	readonly problems: readonly Problem[];
};

/** Reads a TOML text by rules; whatever breaks them is told, all of it, and left out. */
export function checkToml<T>(text: string, file: string, rules: Rules<T>): Checked<T> {
	const { schema, whole = (path) => path } = rules;
	const toml = parseToml(text);
	if ("what" in toml) {
		// Of one line it could be thought that the others are right.
		const what = toml.line === undefined ? toml.what : `${toml.what}; the rest was not read`;
		const problem = { file, line: toml.line, setting: "", what };
		return { value: schema.parse({}), lineOf: () => 1, problems: [problem] };
	}
	const { value, lineOf } = toml;
	const parsed = schema.safeParse(value);
	if (parsed.success) return { value: parsed.data, lineOf, problems: [] };
	const faults = parsed.error.issues.flatMap(faultsOf);
	for (const { path } of faults) remove(value, whole(path));
	const problems = faults.map(({ path, what }) => ({
		file,
		line: lineOf(path),
		setting: String(path[0]),
		what,
	}));
	return {
		value: schema.parse(value),
		lineOf,
		problems: problems.sort((a, b) => a.line - b.line),
	};
}

type Fault = { readonly path: Path; readonly what: string };

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
	const { path, message } = issue;
	if (issue.code === "unrecognized_keys") {
		const sentences = message.split("\n");
		return issue.keys.map((key, index) => ({
			path: [...path, key],
			what: sentences[index] ?? message,
		}));
	}
	// Ours go on from the name of the setting; a sentence of its own does not.
	const isClause = /^(must|is) /.test(message);
	const isWhole = message.startsWith("there is no ");
	// People do not count the items of a list from 0; the line is enough.
	const names = path.filter((part) => typeof part !== "number");
	const name = names.map(String).map(asKey).join(".");
	return [{ path, what: isWhole ? message : `${name}${isClause ? "" : ":"} ${message}` }];
}

function asKey(name: string): string {
	return /^[\w-]+$/.test(name) ? name : quote(name);
}

function remove(value: unknown, path: Path): void {
	const [first, ...rest] = path;
	if (typeof value !== "object" || value === null || first === undefined) return;
	if (rest.length === 0) Reflect.deleteProperty(value, first);
	else remove(Reflect.get(value, first), rest);
}
