import { describe, expect, test } from "vitest";
import { actions } from "../../apps/tui/src/actions/actions.ts";
import { readBindings } from "../../apps/tui/src/config/bindings.ts";
import { keyNames } from "../../apps/tui/src/config/chord.ts";
import { defaultConfig } from "../../apps/tui/src/config/config.ts";
import { parseConfig } from "../../apps/tui/src/config/parse-config.ts";
import { sentenceOf } from "../../apps/tui/src/config/problem.ts";
import { colourNames } from "../../apps/tui/src/theme/colour.ts";
import { parseTheme } from "../../apps/tui/src/theme/parse-theme.ts";
import { roles, themeNames } from "../../apps/tui/src/theme/theme.ts";
import { withActions } from "../../docs/generate-actions.ts";
import { type Block, blocksOf, readDocument } from "../support/document.ts";

const document = readDocument("configuration.md");
const files = blocksOf(document).filter(({ language }) => language === "toml");
const configs = files.filter(({ who }) => who === "");
const themes = files.filter(({ who }) => who === "theme");

function textOf({ lines }: Block): string {
	return lines.join("\n");
}

/** The first column of the table below a heading. */
function namesBelow(heading: string): string[] {
	const part = document.slice(document.indexOf(heading)).split("\n\n|")[1]?.split("\n\n")[0] ?? "";
	return [...part.matchAll(/^\| `([\w-]+)`/gm)].map(([, name = ""]) => name);
}

describe("docs/configuration.md", () => {
	test("is what pnpm docs makes of the actions", () => {
		expect(document).toBe(withActions(document));
	});

	test("shows config files without a mistake, whose keys are keys and whose actions there are", () => {
		expect(configs.length).toBeGreaterThan(2);
		for (const block of configs) {
			const { config, problems } = parseConfig(textOf(block), "config.toml");
			expect(problems.map(sentenceOf)).toEqual([]);
			expect(readBindings(config.keys, actions).problems).toEqual([]);
		}
	});

	test("shows every setting with its default", () => {
		const [defaults] = configs;
		const text = defaults === undefined ? "" : textOf(defaults);
		expect(parseConfig(text, "config.toml").config).toEqual(defaultConfig);
		const { keys: _keys, servers: _servers, layout, ...settings } = defaultConfig;
		for (const name of [...Object.keys(settings), ...Object.keys(layout)])
			expect(text).toMatch(new RegExp(`^${name} = .+#`, "m"));
	});

	test("shows a theme file without a mistake that says everything there is to say", () => {
		const [only] = themes;
		const { theme, problems } = parseTheme(only === undefined ? "" : textOf(only), "mine.toml");
		expect(problems.map(sentenceOf)).toEqual([]);
		expect(typeof theme === "string" ? theme : Object.keys(theme.roles)).toEqual([...roles]);
		const looks = ["colour", "background", "bold", "dim", "italic", "underline", "inverse"];
		for (const look of looks) expect(textOf(only!)).toMatch(new RegExp(`\\b${look} = `));
	});

	test("tells of every theme what it is for, and of every role what says the same without colour", () => {
		expect(namesBelow("## Themes")).toEqual([...themeNames]);
		expect(namesBelow("No meaning is in a colour alone")).toEqual([...roles]);
	});

	test("names every key and every colour", () => {
		const listed = blocksOf(document).map(({ lines }) => lines.join(" ").split(" ").sort());
		expect(listed).toContainEqual([...keyNames].sort());
		for (const name of colourNames) expect(document).toContain(name.replace("bright-", ""));
	});

	test("tells mistakes as they are told", () => {
		const file = `theme = "drak"\n\n[layout]\nrooms = "allways"\n\n\n[keys]\n"alt+b" = "nxt-unread"\n[servers.work]\nhost = "x"\nport = 0\n`;
		const { config, problems } = parseConfig(file, "config.toml");
		const ofKeys = readBindings(config.keys, actions).problems;
		for (const problem of [...problems, ...ofKeys])
			expect(document).toContain(`${sentenceOf(problem)}\n`);
		expect(problems.length + ofKeys.length).toBe(4);
	});
});
