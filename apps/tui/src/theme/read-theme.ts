import { basename, dirname, resolve } from "node:path";
import { readTextFile } from "../config/read-text-file.ts";
import type { ReadTheme } from "./parse-theme.ts";
import { themeNames } from "./theme.ts";

/** Reads the theme of that name; what is no name is a file, told from where the config file is. */
export async function readTheme(wanted: string, configPath: string): Promise<ReadTheme> {
	const builtIn = themeNames.find((name) => name === wanted);
	if (builtIn !== undefined) return { theme: builtIn, problems: [] };
	const path = resolve(dirname(configPath), wanted);
	const text = await readTextFile(path);
	if (typeof text === "string") {
		const { parseTheme } = await import("./parse-theme.ts");
		return parseTheme(text, basename(path));
	}
	const problem = { file: path, line: undefined, setting: "", what: text.problem };
	return { theme: "auto", problems: [problem] };
}
