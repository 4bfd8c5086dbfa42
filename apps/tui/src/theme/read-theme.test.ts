import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { sentenceOf } from "../config/problem.ts";
import { readTheme } from "./read-theme.ts";

const folder = mkdtempSync(join(tmpdir(), "partyline-theme-"));
const configPath = join(folder, "config.toml");

afterAll(() => rmSync(folder, { recursive: true }));

async function read(text: string) {
	writeFileSync(join(folder, "mine.toml"), text);
	const { theme, problems } = await readTheme("mine.toml", configPath);
	return { theme, told: problems.map(sentenceOf) };
}

describe("a theme file", () => {
	test("beside the config file says how roles and names look", async () => {
		const { theme, told } = await read(`
base = "light"
names = [75, "#FF8800", "bright-red", "default"]
[roles]
link = { colour = "blue", underline = true }
fresh = { colour = 16, background = "#ffd787", bold = true, italic = true }
[roles.faint]
`);
		expect(told).toEqual([]);
		expect(theme).toEqual({
			base: "light",
			names: [75, "#FF8800", 9, "default"],
			roles: {
				link: { colour: 4, underline: true },
				fresh: { colour: 16, background: "#ffd787", bold: true, italic: true },
				faint: {},
			},
		});
	});

	test("that says nothing is the automatic theme", async () => {
		expect(await read("")).toEqual({
			theme: { base: "auto", names: undefined, roles: {} },
			told: [],
		});
	});

	test("is told all its mistakes, and obeyed in everything else", async () => {
		const { theme, told } = await read(`base = "drak"
names = [1, 256]
[roles]
links = { colour = 1 }
ok = { color = 1, bold = true }
warn = { colour = "bright-gren" }
hint = { colour = "#ff88", italic = 1 }
gap = 3
title = { colour = 12 }
`);
		expect(told).toEqual([
			'mine.toml line 1: base must be "auto", "dark", "light", "contrast", "contrast-dark", "contrast-light" or "none", not "drak"; did you mean "dark"?',
			'mine.toml line 2: names must be 0 to 255, "#rrggbb", "default" or a name such as "bright-red", not 256.',
			'mine.toml line 4: there is no setting "links"; did you mean "link"?',
			'mine.toml line 5: there is no setting "color"; did you mean "colour"?',
			'mine.toml line 6: there is no colour "bright-gren"; did you mean "bright-green"?',
			'mine.toml line 7: roles.hint.colour must be 0 to 255, "#rrggbb", "default" or a name such as "bright-red", not "#ff88".',
			"mine.toml line 7: roles.hint.italic must be true or false, without quotation marks.",
			"mine.toml line 8: roles.gap must be a section.",
		]);
		expect(theme).toEqual({
			base: "auto",
			names: undefined,
			roles: { ok: { bold: true }, warn: {}, hint: {}, title: { colour: 12 } },
		});
	});

	test("is told in which line of a long list a mistake is", async () => {
		const { theme, told } = await read(`names = [\n\t1,\n\t2,\n\t"bleu",\n]\n`);
		expect(told).toEqual(['mine.toml line 4: there is no colour "bleu"; did you mean "blue"?']);
		expect(theme).toMatchObject({ names: undefined });
	});

	test("that is not TOML is told with its line", async () => {
		expect((await read("[roles]\nok = { colour = #00ff00 }")).told).toEqual([
			'mine.toml line 2: what begins with "#" must be in quotation marks; the rest was not read.',
		]);
	});

	test("may be anywhere, and one that is nowhere is told with the place that was looked at", async () => {
		const path = join(folder, "other.toml");
		writeFileSync(path, 'base = "dark"');
		expect((await readTheme(path, "/elsewhere/config.toml")).theme).toMatchObject({ base: "dark" });
		const { theme, problems } = await readTheme("gone.toml", configPath);
		expect(theme).toBe("auto");
		expect(problems.map(sentenceOf)).toEqual([
			`${join(folder, "gone.toml")}: there is no such file.`,
		]);
	});
});

test("a built-in theme needs no file", async () => {
	expect(await readTheme("contrast", configPath)).toEqual({ theme: "contrast", problems: [] });
});
