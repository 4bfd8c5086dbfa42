import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { account, feed, json, passwordOf, printLink } from "./operator-support.ts";
import { fileOf, refused, run, stop, succeed } from "./upkeep-support.ts";

let machine: Machine;
beforeEach(async () => {
	machine = await Machine.create();
});

/** Commands that go well and that are refused, in an order in which each has something to work on. */
const session: readonly (readonly string[])[] = [
	["invite", "--host", "chat.example.org:7420", "--uses", "3"],
	["invite", "--host", "chat.example.org:7420", "--json"],
	["invite", "list"],
	["invite", "list", "--json"],
	["invite", "revoke", "2"],
	["invite", "revoke", "77"],
	["account", "list"],
	["account", "add", "ann", "--host", "chat.example.org:7420", "--role", "owner"],
	["account", "add", "bob", "--host", "chat.example.org:7420"],
	["account", "add", "ann", "--host", "chat.example.org:7420"],
	["account", "add", "a b"],
	["account", "reset", "bob", "--host", "chat.example.org:7420", "--expires", "1h"],
	["account", "role", "bob", "admin"],
	["account", "role", "ann", "member"],
	["account", "disable", "bob", "--reason", "on leave"],
	["account", "enable", "bob"],
	["account", "enable", "nobody"],
	["account", "list"],
	["account", "list", "--json"],
	["room", "create", "#team"],
	["room", "create", "#team"],
	["room", "create", "#secret", "--private"],
	["room", "create", "general"],
	["room", "list"],
	["room", "list", "--json"],
	["room", "invite", "#secret", "bob"],
	["room", "moderator", "#secret", "bob"],
	["room", "moderator", "#secret", "ann"],
	["room", "members", "#secret"],
	["room", "moderator", "#secret", "bob", "--off"],
	["room", "kick", "#secret", "bob", "--reason", "too loud"],
	["room", "rename", "#team", "#crew"],
	["room", "rename", "#team", "#general"],
	["room", "describe", "#crew", "who plays"],
	["room", "retention", "#crew", "90d"],
	["room", "archive", "#crew"],
	["room", "unarchive", "#crew"],
	["room", "show", "#team"],
	["room", "show", "#team", "--json"],
	["room", "show", "#nowhere"],
	["ban", "add", "bob", "--for", "7d", "--reason", "spam"],
	["ban", "add", "203.0.113.0/24"],
	["ban", "add", "127.0.0.1"],
	["ban", "add", "0.0.0.0/0"],
	["ban", "list"],
	["ban", "list", "--json"],
	["ban", "remove", "203.0.113.0/24"],
	["ban", "remove", "203.0.113.0/24"],
	["audit"],
	["audit", "--json"],
	["audit", "--room", "#secret"],
	["undo", "1"],
	["undo", "1"],
	["account", "delete", "bob", "--messages", "keep"],
	["account", "list"],
];

/** What differs from one time to another. */
function withoutChance(text: string, { dataDir }: Machine): string {
	return text
		.replaceAll(dataDir, "DATA")
		.replaceAll(/partyline:\/\/chat\.example\.org\/[\w-]{24}#[\w-]{43}/g, "LINK")
		.replaceAll(/@[0-9a-f]{20}/g, "@ID")
		.replaceAll(/\b1\d{12}\b/g, "AT")
		.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, "WHEN");
}

const linesIn = (printed: string) => printed.split("\n").slice(0, -1);

describe("the commands of the operator", () => {
	test("print the same and end the same, whether the daemon runs or not", async () => {
		const stopped = await Machine.create();
		await run(stopped, "invite");
		await run(machine, "invite");
		await machine.startDaemon();
		const both = async (args: readonly string[]) => {
			const ends = [machine, stopped].map(async (each) => {
				const { code, stdout, stderr } = await run(each, ...args);
				return `${code}\n${withoutChance(stdout, each)}${withoutChance(stderr, each)}`;
			});
			return await Promise.all(ends);
		};
		for (const args of session) {
			const [running, still] = await both(args);
			expect(still, args.join(" ")).toBe(running);
			const failed = Number(running?.split("\n")[0]) !== 0;
			expect(running, args.join(" ")).toMatch(
				failed ? /^(?:64|67|77)\npartylined: .*\.\n$/ : /^0\n[^\n]/,
			);
		}
		await stop(machine);
		for (const each of [machine, stopped])
			expect(await succeed(each, "check")).toContain(" is sound: ");
	}, 180_000);

	test("print JSON that can be read, one object a line, and nothing in it that a terminal obeys", async () => {
		await machine.startDaemon();
		const ann = await account(machine, "ann");
		await ann.call("join", { room: "#general" });
		await succeed(machine, "room", "describe", "#general", "\u001b[31mred\u009b2J\u2028");
		for (const command of ["account list", "room list", "room show #general", "audit"]) {
			const printed = await succeed(machine, ...command.split(" "), "--json");
			const people = await succeed(machine, ...command.split(" "));
			for (const line of [...linesIn(printed), ...linesIn(people)])
				expect(line, command).not.toMatch(/[\p{Cc}\u2028]/u);
			for (const line of linesIn(printed)) expect(JSON.parse(line)).toBeTypeOf("object");
		}
	});

	test("end with 67 where nothing has that name or number, and with 77 where the rules refuse", async () => {
		await run(machine, "account", "add", "ann", "--role", "owner");
		await succeed(machine, "room", "create", "#team");
		for (const args of [
			["account", "enable", "nobody"],
			["account", "reset", "nobody"],
			["room", "show", "#nowhere"],
			["room", "kick", "#team", "ann"],
			["room", "invite", "#team", "nobody"],
			["invite", "--room", "#nowhere"],
			["invite", "revoke", "77"],
			["ban", "add", "nobody"],
			["ban", "remove", "ann"],
			["ban", "remove", "203.0.113.0/24"],
			["undo", "77"],
		])
			await refused(machine, args, 67);
		for (const args of [
			["account", "add", "ann"],
			["account", "disable", "ann"],
			["room", "create", "#team"],
			["room", "rename", "#team", "#general"],
			["ban", "add", "127.0.0.1"],
			["undo", "1"],
		])
			await refused(machine, args, 77);
	});

	test("that only look, or make no link, make no key for the server: it may be copied still", async () => {
		const password = fileOf(machine, "password");
		writeFileSync(password, passwordOf("ann"));
		await run(machine, "account", "add", "ann", "--password-file", password);
		for (const list of ["account", "invite", "room", "ban"]) await succeed(machine, list, "list");
		await succeed(machine, "audit");
		expect(readdirSync(machine.dataDir)).not.toContain("tls-key.pem");
		await printLink(machine, "invite");
		expect(readdirSync(machine.dataDir)).toContain("tls-key.pem");
	});

	test("that are mistyped are named, with the nearest that there is, whatever comes after: 64", async () => {
		for (const [args, sentences] of [
			[["frob"], "There is no command frob.\n"],
			[["acount", "list", "--json"], "There is no command acount.\n(Did you mean account?)\n"],
			[["invite", "lst"], "There is no command lst.\n(Did you mean list?)\n"],
			[["room", "creat", "#x"], "There is no command creat.\n(Did you mean create?)\n"],
			[["--gests"], "unknown option '--gests'\n(Did you mean --guests?)\n"],
		] as const)
			expect(await run(machine, ...args)).toEqual({
				code: 64,
				stdout: "",
				stderr: `partylined: ${sentences}(partylined --help tells all commands and flags)\n`,
			});
		expect(existsSync(machine.dataDir)).toBe(false);
	});

	test("tell in their help how long a link holds, once and for people", async () => {
		for (const args of [["invite"], ["account", "add"], ["account", "reset"]]) {
			const help = (await succeed(machine, ...args, "--help")).replaceAll(/\s+/g, " ");
			expect(help).toContain("such as 30m or 7d (default: 24h) -");
		}
	});

	test("leave no password and no code in the log or on the disk", async () => {
		const daemon = await machine.startDaemon();
		const password = "correct horse battery";
		await feed(machine, `${password}\n`, "account", "add", "ann", "--password-file", "-");
		const { invite } = await printLink(machine, "invite");
		await succeed(machine, "account", "list");
		await stop(machine);
		const log = (await daemon.ended).stdout;
		expect(log).toContain('"command":"account.add"');
		for (const secret of [password, invite]) {
			expect(log).not.toContain(secret);
			for (const name of readdirSync(machine.dataDir))
				expect(readFileSync(join(machine.dataDir, name)).includes(secret), name).toBe(false);
		}
	});

	test("make no server where there is none, but for those that let the first people in: 66", async () => {
		const sentence = `There is no partyline server in ${machine.dataDir}: name its folder with --data, or start partylined once.`;
		for (const args of [["account", "list"], ["room", "create", "#x"], ["audit"], ["ban", "list"]])
			expect(await refused(machine, args, 66)).toBe(sentence);
		expect((await run(machine, "account", "add", "ann")).code).toBe(0);
		expect(await json(machine, "account", "list")).toMatchObject([{ account: "ann" }]);
	});
});
