import { basename } from "node:path";
import { defaultConfig, type ReadConfig } from "./config.ts";
import { readTextFile } from "./read-text-file.ts";

/** Reads a config file; `named` is one that was asked for, so that it must be there. */
export async function readConfig(
	path: string,
	{ named = false }: { readonly named?: boolean } = {},
): Promise<ReadConfig> {
	const text = await readTextFile(path);
	if (typeof text === "string") {
		// The parser and its rules are loaded only for somebody who has a file.
		const { parseConfig } = await import("./parse-config.ts");
		return parseConfig(text, basename(path));
	}
	if (text.isMissing && !named) return { config: defaultConfig, problems: [] };
	return {
		config: defaultConfig,
		problems: [{ file: path, line: undefined, setting: "", what: text.problem }],
	};
}
