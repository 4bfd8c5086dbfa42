import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { defaultConfig } from "./config.ts";
import { parseConfig } from "./parse-config.ts";
import { sentenceOf } from "./problem.ts";
import { readConfig } from "./read-config.ts";

const folder = mkdtempSync(join(tmpdir(), "partyline-config-"));
const path = join(folder, "config.toml");

afterAll(() => rmSync(folder, { recursive: true }));

async function read(text: string) {
	writeFileSync(path, text);
	return await readConfig(path);
}

/** What is told of a file. */
function toldOf(text: string): string[] {
	return parseConfig(text, "config.toml").problems.map(sentenceOf);
}

describe("a config file", () => {
	test("says everything that can be set", async () => {
		const { config, problems } = await read(`
theme = "contrast"
mouse = false
emoji = "names"
clock = "12h"
plain = true
[layout]
rooms = "always"
members = "never"
pane = "never"
textMax = 72
[keys]
"alt+a" = "next-unread"
"f5" = "none"
[servers.work]
host = "chat.example.org"
port = 7421
as = "ann"
room = "#Ops"
[servers.home]
host = "::1"
`);
		expect(problems).toEqual([]);
		expect(config).toEqual({
			theme: "contrast",
			mouse: false,
			emoji: "names",
			clock: "12h",
			plain: true,
			layout: { rooms: "always", members: "never", pane: "never", textMax: 72 },
			keys: [
				{ file: "config.toml", line: 13, chord: "alt+a", action: "next-unread" },
				{ file: "config.toml", line: 14, chord: "f5", action: "none" },
			],
			servers: [
				{ name: "work", host: "chat.example.org", port: 7421, as: "ann", room: "#ops" },
				{ name: "home", host: "::1", port: 7420, as: undefined, room: undefined },
			],
		});
	});

	test.each([
		["is empty", ""],
		["has only a comment", "# nothing yet\n"],
		["begins with a byte order mark and has lines of Windows", "\ufeff# nothing\r\n[keys]\r\n"],
	])("that %s changes nothing", async (_what, text) => {
		expect(await read(text)).toEqual({ config: defaultConfig, problems: [] });
	});

	test("need not be there, unless it was named", async () => {
		const none = join(folder, "none.toml");
		expect(await readConfig(none)).toEqual({ config: defaultConfig, problems: [] });
		const { config, problems } = await readConfig(none, { named: true });
		expect(config).toEqual(defaultConfig);
		expect(problems.map(sentenceOf)).toEqual([`${none}: there is no such file.`]);
	});

	test("that is a folder is told, and is no crash", async () => {
		const { problems } = await readConfig(folder);
		expect(problems.map(sentenceOf)).toEqual([`${folder}: this is a folder, not a file.`]);
	});

	test("is told all its mistakes at once, each with its line, in the order of the lines", () => {
		const text = `theme = "drak"
mouse = "yes"
[layout]
rooms = "allways"
textMax = 4
widht = 3
[keys]
"alt+a" = 3
[servers.work]
host = "x"
port = 0
[servers.home]
port = 7420
[servers.lab]
host = "lab.example.org"
as = "a b"
[layuot]
`;
		expect(toldOf(text)).toEqual([
			'config.toml line 1: there is no theme "drak"; did you mean "dark"?',
			"config.toml line 2: mouse must be true or false, without quotation marks.",
			'config.toml line 4: layout.rooms must be "auto", "always" or "never", not "allways"; did you mean "always"?',
			"config.toml line 5: layout.textMax must be 20 to 400.",
			'config.toml line 6: there is no setting "widht", only "rooms", "members", "pane" and "textMax".',
			'config.toml line 8: keys."alt+a" must be the name of an action, in quotation marks.',
			"config.toml line 11: servers.work.port must be 1 to 65535.",
			"config.toml line 12: servers.home.host is missing.",
			'config.toml line 16: servers.lab.as: An account name may have letters, digits, "_", "-" and "."; this one has a space.',
			'config.toml line 17: there is no setting "layuot"; did you mean "layout"?',
		]);
	});

	test("with mistakes is obeyed in everything else", () => {
		const { config } = parseConfig(
			'theme = 1\nclock = "12h"\n[layout]\nrooms = 1\ntextMax = 80\n[servers.a]\nhost = "a"\n[servers.b]\n',
			"config.toml",
		);
		expect(config).toEqual({
			...defaultConfig,
			clock: "12h",
			layout: { ...defaultConfig.layout, textMax: 80 },
			servers: [{ name: "a", host: "a", port: 7420, as: undefined, room: undefined }],
		});
	});

	test("says of each mistake which setting it is about, and of one that is not TOML that it is all of it", () => {
		const settingsOf = (text: string) =>
			parseConfig(text, "config.toml").problems.map(({ setting }) => setting);
		expect(settingsOf("mouse = 1\n[servers.a]\n[layout]\nx = 1\n")).toEqual([
			"mouse",
			"servers",
			"layout",
		]);
		expect(settingsOf("mouse = ")).toEqual([""]);
	});

	test.each([
		["theme = dark", 1, "a text must be in quotation marks."],
		["theme = “dark”", 1, "a text must be in quotation marks."],
		['[keys]\nalt+a = "help"', 2, "a name with such signs must be in quotation marks."],
		['theme = "dark', 1, "the closing quotation mark is missing."],
		["mouse = yes", 1, "a switch is true or false, in small letters."],
		["mouse = True", 1, "a switch is true or false, in small letters."],
		["theme = #ffffff", 1, 'what begins with "#" must be in quotation marks.'],
		["mouse = true\nclock =\n\n\n", 2, 'the value after "=" is missing.'],
		["clock = \r\nmouse = true\r\n", 1, 'the value after "=" is missing.'],
		["mouse true", 1, 'there is no "=" in this line.'],
		["[keys\nmouse = true", 1, 'the "]" is missing.'],
		["mouse = true clock = 1", 1, "there is more behind the value."],
		["mouse = true\nmouse = false", 2, "this is set a second time."],
		["[keys]\n[layout]\n[keys]", 3, "this is set a second time."],
		["a.b = 1\n[a]\nb = 2", 2, "this is set a second time."],
		["mouse = 01", 1, "this is not TOML, leading zeros are not allowed."],
	])("that is %j is told line %i: %s, and that the rest was not read", (text, line, what) => {
		const fault = what.slice(0, -1);
		expect(toldOf(text)).toEqual([`config.toml line ${line}: ${fault}; the rest was not read.`]);
	});

	test("of any text is read or told in single lines, and what is left of it is a config", () => {
		const words = [
			"theme",
			"layout",
			"keys",
			"servers",
			"a",
			"__proto__",
			"mouse",
			'"alt+a"',
			"host",
		];
		const values = [
			'"dark"',
			"1",
			"true",
			'"',
			"[",
			"]",
			"{",
			"}",
			"=",
			".",
			",",
			"\n",
			" ",
			"#",
			"\r",
		];
		const piece = fc.constantFrom(...words, ...values, "\n[", "]\n", " = ", "é\u0000");
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
				const { config, problems } = parseConfig(pieces.join(""), "config.toml");
				expect(Object.keys(config)).toEqual(Object.keys(defaultConfig));
				for (const problem of problems)
					expect(sentenceOf(problem)).toMatch(/^config\.toml line [1-9]\d*: \P{Cc}+[.?]$/u);
			}),
			{ numRuns: 2_000 },
		);
	});

	test.each([
		"__proto__.mouse = false",
		"[__proto__]\nmouse = false",
		"[__proto__.layout]\nrooms = 1",
		"constructor.prototype.mouse = false",
		"keys = { __proto__.mouse = false }",
		"[keys]\n__proto__.mouse = false",
		"[servers.__proto__]\nmouse = false",
	])("that is %j changes no other object of the program", (text) => {
		const { config } = parseConfig(text, "config.toml");
		expect(config).toEqual(defaultConfig);
		expect({}).not.toHaveProperty("mouse");
		expect({}).not.toHaveProperty("rooms");
	});

	test.each([
		["arrays", `a = ${"[".repeat(50_000)}${"]".repeat(50_000)}`],
		["tables", `a = ${"{a = ".repeat(20_000)}1${"}".repeat(20_000)}`],
		["names", `a${".a".repeat(20_000)} = 1`],
		["sections", `[a${".a".repeat(20_000)}]`],
	])("of %s in one another without end is told, at once", (_what, text) => {
		expect(toldOf(text)).toEqual(["config.toml: it is nested too deeply."]);
	});

	test("may have its sections in any order and in any form", () => {
		const text = `
servers.a.host = "a"
keys = { "f5" = "help", "f6" = "none" }
[servers.b.__none__]
[servers.b]
host = "b"
[[layout]]
rooms = "always"
`;
		const { config, problems } = parseConfig(text, "config.toml");
		expect(config.keys).toMatchObject([
			{ chord: "f5", line: 3 },
			{ chord: "f6", line: 3 },
		]);
		expect(config.servers).toMatchObject([{ name: "a", host: "a" }]);
		expect(problems.map(sentenceOf)).toEqual([
			'config.toml line 4: there is no setting "__none__", only "url", "host", "port", "as" and "room".',
			"config.toml line 7: layout must be a section.",
		]);
	});

	test("cannot send an escape sequence to the terminal with what is quoted of it", () => {
		expect(toldOf('"\\u001b[31mred" = 1\ntheme = "\\u009b31m"').join("")).not.toMatch(/[\p{Cc}]/u);
	});
});

test("the defaults are those of the rules", () => {
	expect(parseConfig("", "config.toml").config).toEqual(defaultConfig);
});

describe("a server of the file", () => {
	test("may name a server by its URL, which says whether it is encrypted", () => {
		const text = '[servers.work]\nurl = "partyline://work.example.org:7421"\nas = "ann"\n';
		const { config, problems } = parseConfig(text, "config.toml");
		expect(problems).toEqual([]);
		expect(config.servers).toEqual([
			{
				name: "work",
				scheme: "secure",
				host: "work.example.org",
				port: 7421,
				as: "ann",
				room: undefined,
			},
		]);
	});

	test.each([
		['host = "a"\nurl = "b"', "line 2: servers.a.host must not stand beside url"],
		['url = "b"\nport = 1', "line 3: servers.a.port must not stand beside url"],
		['url = "http://b"', "line 2: servers.a.url: This is the address of a web page"],
		["url = 1", "line 2: servers.a.url must be an address in quotation marks"],
		[
			`url = "partyline://b/${"A".repeat(22)}"`,
			"line 2: servers.a.url must not be an invitation; follow it once, with: partyline join",
		],
		[
			`url = "partyline://b#${"A".repeat(43)}"`,
			"line 2: servers.a.url must not have a key; accept it once, with: partyline servers accept",
		],
	])("tells with its line that %j is no address of a server", (lines, sentence) => {
		const { config, problems } = parseConfig(`[servers.a]\n${lines}\n`, "config.toml");
		expect(problems.map(sentenceOf)).toEqual([expect.stringContaining(sentence)]);
		expect(config.servers).toEqual([]);
	});
});
