import { readFileSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { NativePeer } from "../support/native-peer.ts";
import { account, feed, follow, json, passwordOf, printLink } from "./operator-support.ts";
import { databaseOf, fileOf, refused, run, stop, succeed } from "./upkeep-support.ts";

let machine: Machine;
beforeEach(async () => {
	machine = await Machine.create();
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
