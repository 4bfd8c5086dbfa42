import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { NativePeer } from "../support/native-peer.ts";
import {
	account,
	feed,
	follow,
	json,
	passwordOf,
	printLink,
	readLink,
} from "./operator-support.ts";
import { databaseOf, fileOf, refused, run, stop, succeed } from "./upkeep-support.ts";

let machine: Machine;
beforeEach(async () => {
	machine = await Machine.create();
});

describe("partylined invite", () => {
	test("prints one line, by which somebody talks to the very server over TLS, and owns it", async () => {
		await machine.startDaemon();
		const link = await printLink(machine, "invite");
		expect(link).toMatchObject({ host: "127.0.0.1", port: machine.port });
		const peer = await follow(link);
		const { invite } = link;
		expect(await peer.call("invitation", { invite })).toMatchObject({ makesOwner: true });
		const registration = { invite, account: "ann", password: passwordOf("ann") };
		expect(await peer.call("register", registration)).toMatchObject({
			...{ account: "ann", role: "owner", becameOwner: true },
		});
		const late = await follow(link);
		expect((await late.refusal("register", { ...registration, account: "bob" })).why).toBe(
			"invite_invalid",
		);
		expect(await json(machine, "invite", "list")).toMatchObject([{ id: 1, state: "used" }]);
	});

	test("says on stderr that only this machine reaches the line's address; --host names another", async () => {
		const { stdout, stderr } = await run(machine, "invite");
		expect(stdout).toMatch(/^partyline join partyline:\/\/127\.0\.0\.1\/\S+\n$/);
		expect(stderr).toContain("Only this machine reaches it there; --host NAME ");
		const named = await succeed(machine, "invite", "--host", "chat.example.org");
		expect(readLink(named)).toMatchObject({ host: "chat.example.org", port: 7420 });
		const other = await succeed(machine, "invite", "--host", "chat.example.org:443");
		expect(readLink(other)).toMatchObject({ host: "chat.example.org", port: 443 });
	});

	test("is made on a server that does not run, and holds once it does", async () => {
		const { stderr } = await run(machine, "invite", "--host", "127.0.0.1");
		expect(stderr).toBe(
			`partylined: ${machine.dataDir} has a server now, which it had not before.\n`,
		);
		const host = `127.0.0.1:${machine.port}`;
		const link = readLink(await succeed(machine, "invite", "--host", host, "--role", "admin"));
		await machine.startDaemon();
		const peer = await follow(link);
		const { invite } = link;
		await peer.call("register", { invite, account: "ann", password: passwordOf("ann") });
	});

	test("of many at once each gets its own, whether the daemon runs or not", async () => {
		const make = async (count: number) => {
			const host = `127.0.0.1:${machine.port}`;
			const made = Array.from({ length: count }, () => succeed(machine, "invite", "--host", host));
			return (await Promise.all(made)).map((line) => readLink(line).invite);
		};
		await run(machine, "invite");
		const stopped = await make(4);
		await machine.startDaemon();
		const running = await make(6);
		expect(new Set([...stopped, ...running]).size).toBe(10);
		const ids = (await json(machine, "invite", "list")).map(({ id }) => id);
		expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
	});

	test("brings into a private room, by its title, and can be revoked", async () => {
		await machine.startDaemon();
		const [made] = await json(machine, "room", "create", "#secret", "--private");
		const flags = ["--uses", "2", "--expires", "1h30m", "--room", "#secret"];
		const link = await printLink(machine, "invite", ...flags);
		const ann = await follow(link);
		const { invite } = link;
		const login = await ann.call("register", {
			...{ invite, account: "ann", password: passwordOf("ann") },
		});
		expect(login.rooms).toMatchObject([{ room: made?.room, title: "#secret", kind: "private" }]);
		expect(await succeed(machine, "invite", "list")).toMatch(
			/^ID +STATE +FOR .*\n1 +open +account as member +1 of 2 .* #secret +server\n$/,
		);
		expect(await succeed(machine, "invite", "revoke", "1")).toBe("Invitation 1 is void.\n");
		const bob = await follow(link);
		expect((await bob.refusal("invitation", { invite })).why).toBe("invite_invalid");
		expect(await refused(machine, ["invite", "revoke", "1"], 67)).toBe(
			"There is no invitation 1, or it was revoked already.",
		);
	});

	test.each([
		[["--uses", "0"], "--uses: give a whole number from 1 to 100000."],
		[["--expires", "1s"], "--expires: This must be at least 1m."],
		[["--expires", "soon"], "--expires: A duration is written as 30m, 24h, 7d or 1h30m, "],
		[["--role", "king"], "A role is member, admin or owner."],
		[["--host", "http://x"], "--host: This is the address of a web page; "],
		[["--host", "partyline://x"], "--host: give HOST or HOST:PORT, without partyline://."],
		[["--room", "general"], "Room names begin with #, for example #general."],
	])("refuses %j in a sentence: 64", async (flags, sentence) => {
		const ended = await run(machine, "invite", ...flags);
		expect(ended).toMatchObject({ code: 64, stdout: "" });
		expect(ended.stderr).toContain(`partylined: ${sentence}`);
	});
});

describe("partylined account", () => {
	test("makes an account whose owner sets the password by a link, once", async () => {
		await machine.startDaemon();
		const link = await printLink(machine, "account", "add", "ann", "--role", "owner");
		const peer = await follow(link);
		const { invite } = link;
		expect(await peer.call("invitation", { invite })).toMatchObject({ account: "ann" });
		const wanted = { invite, account: "ann", password: passwordOf("ann") };
		expect(await peer.call("register", wanted)).toMatchObject({ account: "ann", role: "owner" });
		expect((await (await follow(link)).refusal("register", wanted)).why).toBe("invite_invalid");
	});

	test("takes a password from a file or stdin, of one line, and no other way", async () => {
		await machine.startDaemon();
		const file = fileOf(machine, "password");
		writeFileSync(file, `${passwordOf("ann")}\n`);
		expect(await succeed(machine, "account", "add", "ann", "--password-file", file)).toBe(
			"ann has an account.\n",
		);
		await feed(machine, passwordOf("bob"), "account", "add", "bob", "--password-file", "-");
		for (const name of ["ann", "bob"]) {
			const peer = await NativePeer.connect({ host: "127.0.0.1", port: machine.port });
			await peer.call("hello", { protocol: 1, client: "test" });
			await peer.call("login", { account: name, password: passwordOf(name) });
			peer.socket.destroy();
		}
		const add = ["account", "add", "zoe", "--password-file", file];
		writeFileSync(file, "two\nlines\n");
		expect(await refused(machine, add, 64)).toBe(`A password is one line, and ${file} has more.`);
		writeFileSync(file, "");
		expect(await refused(machine, add, 64)).toBe(`A password is one line, and ${file} has none.`);
		writeFileSync(file, "aaaaaaaaaaaa");
		await refused(machine, add, 64);
		const missing = fileOf(machine, "missing");
		expect(await refused(machine, [...add.slice(0, -1), missing], 66)).toBe(
			`${missing} cannot be read: no such file or directory.`,
		);
		const typed = await run(machine, "account", "add", "zoe", "--password", "hunter2");
		expect(typed).toMatchObject({ code: 64, stdout: "" });
		expect(typed.stderr).toContain("unknown option '--password'");
	});

	test("asks on a terminal twice, and shows nothing of what is typed", async () => {
		await machine.startDaemon();
		const command = machine.command("partylined", "account", "add", "ann", "--password-file", "-");
		const screen = machine.screen(command);
		await screen.sees("Password:");
		screen.say(passwordOf("ann"));
		await screen.sees("The same again:");
		screen.say(passwordOf("ann"));
		await screen.sees("ann has an account.");
		expect(screen.raw).not.toContain("cake");
		const second = machine.screen(
			machine.command("partylined", ...command.slice(2, 4), "bob", ...command.slice(5)),
		);
		await second.sees("Password:");
		second.say(passwordOf("bob"));
		await second.sees("The same again:");
		second.say("another");
		await second.sees("The two are not the same; nothing was changed.");
		expect(await json(machine, "account", "list")).toMatchObject([{ account: "ann" }]);
	});

	test("takes a password that is pasted twice at once, and none from somebody who gives up", async () => {
		await machine.startDaemon();
		const ask = (name: string) =>
			machine.screen(machine.command("partylined", "account", "add", name, "--password-file", "-"));
		const pasted = ask("ann");
		await pasted.sees("Password:");
		pasted.say(`${passwordOf("ann")}\r${passwordOf("ann")}`);
		await pasted.sees("ann has an account.");
		expect(pasted.raw).not.toContain("cake");
		for (const key of ["\x03", "\x04"]) {
			const given = ask("bob");
			await given.sees("Password:");
			given.type(key);
			await given.sees("No password was given; nothing was changed.");
			expect(await given.exited).toBe(64);
		}
		expect(await json(machine, "account", "list")).toMatchObject([{ account: "ann" }]);
	});

	test("ends the sessions of an account at once that it disables, and lets it in again", async () => {
		await machine.startDaemon();
		const ann = await account(machine, "ann");
		await succeed(machine, "account", "disable", "Ann", "--reason", "on leave");
		const bye = await ann.next("bye");
		expect(bye.reason).toContain("on leave");
		await ann.ended();
		expect(await json(machine, "account", "list")).toMatchObject([{ state: "disabled" }]);
		expect(await succeed(machine, "account", "enable", "ann")).toBe("ann may come in again.\n");
		const again = await NativePeer.connect({ host: "127.0.0.1", port: machine.port });
		await again.call("hello", { protocol: 1, client: "test" });
		await again.call("login", { account: "ann", password: passwordOf("ann") });
		again.socket.destroy();
	});

	test("deletes an account and what it said, if that is what the operator says", async () => {
		await machine.startDaemon();
		const ann = await account(machine, "ann");
		await ann.call("join", { room: "#general" });
		const id = "01890a5d-ac96-774b-bcce-b302099a8057";
		await ann.call("post", { room: "#general", id, text: "the cake is poisoned" });
		const unsaid = await run(machine, "account", "delete", "ann");
		expect(unsaid.code).toBe(64);
		expect(unsaid.stderr).toBe(
			"partylined: What becomes of what it said? Add --messages keep, or --messages redact to take the texts away.\n",
		);
		await refused(machine, ["account", "delete", "ann", "--messages", "burn"], 64);
		await succeed(machine, "account", "delete", "ann", "--messages", "redact");
		await ann.ended();
		const exported = await succeed(machine, "export");
		expect(exported).not.toContain("poisoned");
		expect(exported).toContain('"redacted":true');
		const row = /^ann +member +deleted +0\n$/m;
		expect(await succeed(machine, "account", "list")).toMatch(row);
		await stop(machine);
		expect(readFileSync(databaseOf(machine)).includes("poisoned")).toBe(false);
		expect(await succeed(machine, "check")).toContain(" is sound: ");
	});

	test("leaves the server its last owner", async () => {
		await run(machine, "account", "add", "ann", "--role", "owner");
		const last = "ann is the last owner; make somebody else an owner first.";
		for (const args of [
			["disable", "ann"],
			["role", "ann", "member"],
			["delete", "ann", "--messages", "keep"],
		])
			expect(await refused(machine, ["account", ...args], 77)).toBe(last);
	});
});

describe("partylined room, ban, audit and undo", () => {
	test("take somebody out of a room while they are in it, on a server that runs", async () => {
		await machine.startDaemon();
		const ann = await account(machine, "ann");
		const bob = await account(machine, "bob");
		const { room } = await ann.call("create", { room: "#secret", private: true });
		await ann.call("invite", { room, account: "bob" });
		expect(await succeed(machine, "room", "kick", "#secret", "bob", "--reason", "too loud")).toBe(
			"bob is out of #secret.\n",
		);
		const kick = await ann.event(room, ({ type }) => type === "kick");
		expect(kick).toMatchObject({ by: "server", who: "bob", reason: "too loud" });
		expect((await bob.refusal("history", { room, limit: 1 })).why).toBe("no_such_room");
		expect(await succeed(machine, "room", "members", "#secret")).toMatch(
			/^ACCOUNT .*\nann +member +moderator +online\n$/,
		);
	});

	test("list private rooms by title and id, and ask which of two of one title is meant", async () => {
		for (const _ of [1, 2]) {
			if (_ === 1) await run(machine, "invite");
			await succeed(machine, "room", "create", "#secret", "--private");
		}
		const rooms = await json(machine, "room", "list");
		const ids = rooms.filter(({ kind }) => kind === "private").map(({ room }) => String(room));
		expect(ids).toHaveLength(2);
		const sentence = await refused(machine, ["room", "show", "#secret"], 67);
		expect(sentence).toMatch(/^Several private rooms are called #secret: say which by its id, of /);
		for (const id of ids) expect(sentence).toContain(id);
		expect(await succeed(machine, "room", "show", ids[0] ?? "")).toMatch(/^room +#secret\nid +@/);
	});

	test("shut an account out at once, and let it in again by undoing that", async () => {
		await machine.startDaemon();
		const ann = await account(machine, "ann");
		expect(
			await succeed(machine, "ban", "add", "ann", "--for", "1h30m", "--reason", "spam"),
		).toMatch(/^ann is banned until \d{4}-\d\d-\d\d \d\d:\d\d UTC\.\n$/);
		expect((await ann.next("bye")).reason).toContain("spam");
		const acts = await json(machine, "audit", "--limit", "1");
		expect(acts).toMatchObject([{ by: "server", what: "ban", who: "ann", reason: "spam" }]);
		const number = String(acts[0]?.act);
		await succeed(machine, "undo", number);
		expect(await succeed(machine, "ban", "list")).toBe("Nobody is banned.\n");
		const peer = await NativePeer.connect({ host: "127.0.0.1", port: machine.port });
		await peer.call("hello", { protocol: 1, client: "test" });
		await peer.call("login", { account: "ann", password: passwordOf("ann") });
		peer.socket.destroy();
		expect(await refused(machine, ["undo", number], 77)).toContain(" is undone already, by act ");
		expect(await refused(machine, ["undo", "99"], 67)).toBe("There is no act 99.");
	});

	test("keep a room as it is told, and the audit says so", async () => {
		await run(machine, "invite");
		await succeed(machine, "room", "create", "#team");
		await succeed(machine, "room", "describe", "#team", "who plays");
		await succeed(machine, "room", "retention", "#team", "90d");
		await succeed(machine, "room", "rename", "#team", "#crew");
		await succeed(machine, "room", "archive", "#team");
		const kept = { room: "#crew", description: "who plays", retentionDays: 90, archived: true };
		const rooms = await json(machine, "room", "list");
		expect(rooms.find(({ room }) => room === "#crew")).toMatchObject({
			...kept,
			formerly: ["#team"],
		});
		await succeed(machine, "room", "unarchive", "#crew");
		expect(await succeed(machine, "room", "retention", "#crew", "off")).toBe(
			"#crew keeps everything.\n",
		);
		const [shown] = await json(machine, "room", "show", "#crew");
		expect(shown?.room).not.toHaveProperty("archived");
		expect(shown?.room).not.toHaveProperty("retentionDays");
		const whats = (await json(machine, "audit", "--room", "#crew")).map(({ what }) => what);
		expect(whats).toEqual(["settings", "settings", "settings", "rename", "settings", "settings"]);
		for (const days of ["0", "never", "-1"])
			expect((await run(machine, "room", "retention", "#crew", days)).code).toBe(64);
	});
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
