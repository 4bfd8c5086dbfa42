import { readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { listOf, sentenceOf, unknownName } from "../config/problem.ts";
import type { Desk } from "../desk/desk.ts";
import { readTheme } from "../theme/read-theme.ts";
import { isThemeFile, themeNames } from "../theme/theme.ts";
import type { SlashCommand } from "./slash-command.ts";

/** Changes how everything looks, for as long as the window is open. */
export const themeCommand: SlashCommand = {
	name: "theme",
	aliases: [],
	usage: "/theme [NAME]",
	help: "other colours; without a name, which there are",
	args: [{ name: "NAME", help: "a theme, or a file beside config.toml", completes: "theme" }],
	run: chooseTheme,
};

async function chooseTheme(desk: Desk, name: string): Promise<void> {
	const { looks, tell } = desk;
	if (looks === undefined) throw new Error("There are no colours here.");
	const { themeName, configPath, noColor, depth } = looks.sources();
	const isKnown = isThemeFile(name) || themeNames.some((known) => known === name);
	if (name === "") {
		const all = [...themeNames, ...(await themeFiles(configPath))];
		tell(`The theme is "${themeName}"; there are ${listOf(all, "and")}.`);
		return;
	}
	if (!isKnown) throw new Error(`/theme: ${unknownName("theme", name, themeNames)}`);
	const { theme, problems } = await readTheme(name, configPath);
	const unread = problems.find(({ setting }) => setting === "");
	if (unread !== undefined) throw new Error(sentenceOf(unread));
	looks.change({ wanted: theme, themeName: name });
	for (const problem of problems) tell(sentenceOf(problem), "problem");
	if (noColor || depth < 4)
		tell(`No theme has colours here: ${noColor ? "NO_COLOR is set" : "the terminal has none"}.`);
	else tell(`The theme is "${name}" now. theme = "${name}" in ${basename(configPath)} keeps it.`);
}

/** The theme files beside the configuration. */
async function themeFiles(configPath: string): Promise<string[]> {
	// Whoever has no configuration has no folder for it.
	const names = await readdir(dirname(configPath)).catch(() => []);
	return names.filter((name) => isThemeFile(name) && name !== basename(configPath)).sort();
}
