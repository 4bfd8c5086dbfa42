import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, inject, test } from "vitest";
import { kindsIn } from "../support/control-sequences.ts";
import { Machine } from "../support/machine.ts";
import { loggedTexts } from "../support/pages.ts";
import type { Screen } from "../support/pty.ts";

/** The command line of the chat in lines. */
function plainCommand(machine: Machine, name: string): string[] {
	return machine.command("partyline", "--plain", "--port", `${machine.port}`, "--as", name);
}

/** Opens it where no cursor may move; without the flag, as it is chosen there by itself. */
async function openDumb(
	machine: Machine,
	name: string,
	variables: readonly string[] = ["TERM=dumb"],
): Promise<Screen> {
	const chat = machine.command("partyline", "--port", `${machine.port}`, "--as", name);
	const screen = machine.screen(["env", ...variables, ...chat]);
	await screen.sees(/You are in #general/);
	return screen;
}

/** Opens it on a terminal where a line can be edited. */
async function openEditing(machine: Machine, name: string): Promise<Screen> {
	const screen = machine.screen(plainCommand(machine, name));
	await screen.sees(/You are in #general[\s\S]*#general>/);
	return screen;
}

/** A shell in which `chat` is a script that waits for the chat in lines. */
async function openShell(machine: Machine, name: string): Promise<Screen> {
	const rc = [
		"PS1='ready> '",
		"bind 'set enable-bracketed-paste off'",
		`chat() { sh -c '"$@"; exit $?' sh ${plainCommand(machine, name).join(" ")}; }`,
	];
	writeFileSync(join(machine.home, "rc"), rc.join("\n"));
	const shell = machine.screen(["bash", "--noprofile", "--rcfile", "rc", "-i"]);
	await shell.sees("ready>");
	return shell;
}

describe("the chat in lines on a terminal", () => {
	test("lets two people talk, on a dumb terminal and on one that edits", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const ann = await openDumb(machine, "ann");
		const bob = await openEditing(machine, "bob");
		await ann.sees(/bob (?:joined|is here)/);
		ann.say("hello bob");
		await bob.sees(/ann \d\d:\d\d: hello bob/);
		bob.say("/me waves");
		await ann.sees("* bob waves");
		bob.say("and says hi");
		await ann.sees(/bob \d\d:\d\d: and says hi/);
		// What one has typed stands there once, as the terminal has shown it.
		expect(ann.rows().filter((row) => row.includes("hello bob"))).toEqual(["hello bob"]);
		expect(bob.rows().filter((row) => row.includes("says hi"))).toEqual(["#general> and says hi"]);
	});

	test.each([
		["to a dumb terminal", "TERM=dumb"],
		["under a screen reader", "INK_SCREEN_READER=true"],
	])("writes not one control byte %s, whatever people say", async (_where, variable) => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const ann = await openDumb(machine, "ann", [variable]);
		const text = "\u202eevil\u2028bob 12:00: not bob\u{E0041} 世界 👨‍👩‍👧";
		expect((await machine.send("eve", "#general", text)).code).toBe(0);
		await ann.sees(/eve \d\d:\d\d: evil\n {2}bob 12:00: not bob/);
		ann.say("/names");
		await ann.sees(/\d here: /);
		ann.say("/quit");
		expect(await ann.exited).toBe(0);
		expect(ann.raw).toContain("世界 👨‍👩‍👧");
		// The terminal's driver makes \r\n of each \n.
		const written = ann.raw.replaceAll("\r\n", "");
		expect(kindsIn(Buffer.from(written))).toEqual([]);
	});

	test("writes ASCII only where the locale has no other letters", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const ann = await openDumb(machine, "ann", ["TERM=dumb", "LANG=C"]);
		await machine.send("eve", "#general", "naïve – 日本 👍");
		await ann.sees(/eve \d\d:\d\d: naive - \?+ :\+1:/);
		expect(ann.raw).toMatch(/^[\r\n -~]*$/);
	});

	test("keeps a line that is half typed, however long, when something is said", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const bob = await openEditing(machine, "bob");
		const long = `half ${"typed ".repeat(20)}`;
		bob.type(long);
		await bob.sees(/#general> half typed[\s\S]*typed $|typed$/m);
		await machine.send("ann", "#general", "one");
		await bob.sees(/ann \d\d:\d\d: one\n#general> half typed/);
		await machine.send("ann", "#general", "two");
		await bob.sees(/ann \d\d:\d\d: two\n#general> half typed/);
		expect(bob.rows().filter((row) => row.includes("#general>"))).toHaveLength(1);
		bob.say("and sent");
		await expect.poll(() => loggedTexts(machine)).toEqual(["one", "two", `${long}and sent`]);
	});

	test("takes a paste of several lines as one message, and completes with Tab", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const bob = await openEditing(machine, "bob");
		bob.paste("one\n/quit\nthree");
		await bob.sees(/\/quit\nthree/);
		bob.key("enter");
		await expect.poll(() => loggedTexts(machine)).toEqual(["one\n/quit\nthree"]);
		bob.type("/na\t");
		await bob.hasTyped("/names");
	});

	test("moves the cursor in its own line only, and gives the terminal back", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const bob = await openEditing(machine, "bob");
		bob.say("hello");
		bob.type("begun");
		await machine.send("ann", "#general", "hi");
		await bob.sees(/ann \d\d:\d\d: hi/);
		bob.kill("SIGTERM");
		expect(await bob.exited).toBe(0);
		expect(bob.state()).toEqual({
			alternateScreen: false,
			cursorVisible: true,
			bracketedPaste: false,
			autowrap: true,
		});
		const own = [
			"C0 0A",
			"C0 0D",
			"CSI A",
			"CSI G",
			"CSI J",
			"CSI K",
			"CSI ?2004 h",
			"CSI ?2004 l",
		];
		expect(own).toEqual(expect.arrayContaining(kindsIn(Buffer.from(bob.raw))));
		// What was begun is there the next time.
		const again = await openEditing(machine, "bob");
		await again.hasTyped("begun");
	});

	test("is stopped by Ctrl+Z, with whoever waits for it, and is all there again with fg", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const shell = await openShell(machine, "bob");
		shell.say("chat");
		await shell.sees(/You are in #general[\s\S]*#general>/);
		for (const part of ["half", " a", " thought"]) {
			shell.type(part);
			await shell.hasTyped(new RegExp(`#general> .*${part}$`));
			shell.type("\x1a");
			await shell.hasTyped("ready>");
			expect(shell.state().bracketedPaste).toBe(false);
			shell.say(`clear; stty -a; echo typed | tr a-z A-Z`);
			await shell.sees("TYPED");
			expect(shell.rows().join("\n")).toMatch(/(?<!-)\bicanon\b/);
			shell.say("fg");
			await shell.hasTyped("#general> half");
			expect(shell.state().bracketedPaste).toBe(true);
			expect(shell.rows()).toContain("TYPED");
		}
		shell.say("");
		await expect.poll(() => loggedTexts(machine)).toEqual(["half a thought"]);
		shell.say("/quit");
		await shell.hasTyped("ready>");
		expect(shell.state().bracketedPaste).toBe(false);
	});

	test.each([
		["a dumb one", openDumb],
		["one that edits", openEditing],
	])("says nothing of what was typed behind /quit on %s", async (_name, open) => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const screen = await open(machine, "ann");
		screen.type("/quit\rfor the shell\r");
		expect(await screen.exited).toBe(0);
		screen.doesNotSee("waits on disk");
		const again = machine.pipe(plainCommand(machine, "ann"));
		again.feed("again\n");
		expect((await again.ended).code).toBe(0);
		expect(await loggedTexts(machine)).toEqual(["again"]);
	});

	test.each([
		["a dumb one", openDumb],
		["one that edits", openEditing],
	])("is left by Ctrl+C twice on %s, and not by one", async (_name, open) => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const screen = await open(machine, "ann");
		screen.key("ctrl+c");
		await screen.sees("Ctrl+C once more leaves.");
		screen.say("still here");
		await expect.poll(() => loggedTexts(machine)).toEqual(["still here"]);
		screen.key("ctrl+c");
		await screen.until("asked twice", (rows) => rows.join("\n").split("once more").length === 3);
		screen.key("ctrl+c");
		expect(await screen.exited).toBe(0);
	});

	test("says in words that the server is gone, and sends once what was typed meanwhile", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const ann = await openDumb(machine, "ann");
		await machine.killDaemon();
		await ann.sees(/No answer from .*; trying again in \d+ s\./);
		ann.say("into the void");
		await ann.sees("Not sent yet: no connection. 1 message waits.");
		await machine.startDaemon();
		ann.say("");
		await ann.sees(/Connected to .* again\.[\s\S]*Sent: 1 message that waited\./);
		expect(await loggedTexts(machine)).toEqual(["into the void"]);
	});
});

describe("the chat in lines in a pipe", () => {
	test("says each line in its room, and leaves when all of it is kept", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const there = ["/join #ops", "two", "/me waves", "/go #general"];
		const lines = ["one", ...there, "three", "/paste", "four", "/five"];
		const bob = machine.pipe(plainCommand(machine, "bob"));
		bob.feed(`${lines.join("\n")}`);
		const { code, stdout, stderr } = await bob.ended;
		expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
		expect(stdout).toMatch(/#general bob \d\d:\d\d: one\n/);
		expect(stdout).toMatch(/You are in #ops, room 2\.\n/);
		expect(stdout).toMatch(/#general bob \d\d:\d\d: three\n/);
		expect(stdout).not.toMatch(/(?!\n)\p{Cc}/u);
		expect(await loggedTexts(machine)).toEqual(["one", "three", "four\n/five"]);
		expect(await loggedTexts(machine, "#ops")).toEqual(["two", "waves"]);
	});

	test("is left by a line of it too, when all before that is kept", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const bob = machine.pipe(plainCommand(machine, "bob"));
		bob.feed("one\ntwo\n/quit\nnever said\n");
		expect(await bob.ended).toMatchObject({ code: 0, stderr: "" });
		expect(await loggedTexts(machine)).toEqual(["one", "two"]);
	});

	test("tells a script that a line is neither said nor done", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const bob = machine.pipe(plainCommand(machine, "bob"));
		bob.feed("/nosuch thing\nfine\n");
		const { code, stdout, stderr } = await bob.ended;
		expect(code).toBe(65);
		expect(stderr).toBe("partyline: 1 line could not be taken.\n");
		expect(stdout).toContain("There is no command /nosuch.");
		expect(await loggedTexts(machine)).toEqual(["fine"]);
	});

	test("without a server says what was not sent, and sends it the next time", async () => {
		const machine = await Machine.create();
		const bob = machine.pipe(plainCommand(machine, "bob"));
		bob.feed("later, then\n");
		const { code, stderr } = await bob.ended;
		expect(code).toBe(75);
		expect(stderr).toMatch(/^partyline: Not sent: 1 message\. It waits on disk/);
		await machine.startDaemon();
		const again = machine.pipe(plainCommand(machine, "bob"));
		again.feed("");
		expect((await again.ended).code).toBe(0);
		expect(await loggedTexts(machine)).toEqual(["later, then"]);
	});

	test("tells that a message waits also when it is ended by a signal", async () => {
		const machine = await Machine.create();
		const bob = machine.pipe(plainCommand(machine, "bob"));
		bob.feed("later, then\n");
		await bob.line("that there is no server", (line) => line.startsWith("No answer from"));
		bob.kill("SIGTERM");
		const { code, stderr } = await bob.ended;
		expect(stderr).toMatch(/^partyline: Not sent: 1 message\. It waits on disk/);
		expect(code).toBe(75);
		await machine.startDaemon();
		const again = machine.pipe(plainCommand(machine, "bob"));
		again.feed("");
		expect((await again.ended).code).toBe(0);
		expect(await loggedTexts(machine)).toEqual(["later, then"]);
	});

	test("ends when nobody reads it any more", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const quoted = plainCommand(machine, "bob").map((part) => `'${part}'`);
		const reader = machine.pipe(["sh", "-c", `${quoted.join(" ")} | head -n 1; echo over`]);
		await reader.line("the first line", (line) => line.startsWith("Connected to"));
		await machine.send("ann", "#general", "is anybody there?");
		await machine.send("ann", "#general", "hello?");
		await reader.line("the end", (line) => line === "over");
	});

	test("loads neither React nor what paints a screen", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const hook = `import { registerHooks } from "node:module";
			registerHooks({ load: (url, context, next) => {
				process.stderr.write("loads " + url + "\\n");
				return next(url, context);
			} });`;
		const data = `data:text/javascript,${encodeURIComponent(hook)}`;
		const bob = machine.pipe([
			"env",
			`NODE_OPTIONS=--import=${data}`,
			...plainCommand(machine, "bob"),
		]);
		bob.feed("hi\n");
		const { code, stderr } = await bob.ended;
		expect(code).toBe(0);
		const loaded = [...stderr.matchAll(/^loads (file:\S+)$/gm)].map(([, url = ""]) => url);
		expect(loaded.some((url) => url.includes("plain"))).toBe(true);
		expect(loaded.map((url) => fileURLToPath(url)).filter(hasReact)).toEqual([]);
		const all = readdirSync(inject("bins")).filter((name) => name.endsWith(".js"));
		expect(all.filter((name) => hasReact(join(inject("bins"), name)))).not.toEqual([]);
	});
});

function hasReact(file: string): boolean {
	return readFileSync(file, "utf8").includes("react.transitional.element");
}
