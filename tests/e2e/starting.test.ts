import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, onTestFinished, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { Screen } from "../support/pty.ts";

type Env = Readonly<Record<string, string>>;

/** The chat with these flags and variables, and this configuration where it is looked for. */
async function open(setting: {
	readonly args?: readonly string[];
	readonly env?: Env;
	readonly config?: string;
	readonly machine?: Machine;
	/** What runs it. */
	readonly within?: readonly string[];
	readonly columns?: number;
}): Promise<Screen> {
	const { args = [], env = {}, config, machine = await Machine.create(), within = [] } = setting;
	const folder = join(machine.home, "config", "partyline");
	mkdirSync(folder, { recursive: true });
	if (config !== undefined) writeFileSync(join(folder, "config.toml"), config);
	const chat = machine.command("partyline", "--as", "ann", ...args);
	const screen = new Screen([...within, ...chat], {
		env: { ...machine.env, XDG_CONFIG_HOME: join(machine.home, "config"), ...env },
		cwd: machine.home,
		columns: setting.columns ?? 80,
	});
	onTestFinished(() => screen.end());
	return screen;
}

async function withDaemon(): Promise<{ machine: Machine; port: string }> {
	const machine = await Machine.create();
	await machine.startDaemon();
	return { machine, port: `${machine.port}` };
}

describe("a configuration with mistakes", () => {
	test("does not keep the chat from opening; each is told with its line, and everything else holds", async () => {
		const { machine, port } = await withDaemon();
		const config = 'theme = "drak"\nmouse = false\n[keys]\n"f5" = "nxt-unread"\n"f6" = "help"\n';
		const screen = await open({ machine, args: ["--port", port], config, columns: 140 });
		await screen.sees("● connected");
		await screen.sees('config.toml line 1: there is no theme "drak"; did you mean "dark"?');
		await screen.sees('config.toml line 4: there is no action "nxt-unread"');
		expect(screen.raw).not.toContain("\x1b[?1000h");
		screen.type("\x1b[17~");
		await screen.sees("Help. Esc closes");
	});

	test("in its servers leads nowhere: it ends with 78, and every sentence", async () => {
		const config = 'theme = "drak"\n[servers.work]\nhost = "127.0.0.1"\nport = 99999\n';
		const screen = await open({ config });
		expect(await screen.exited).toBe(78);
		expect(screen.rows().filter((row) => row !== "")).toEqual([
			'partyline: config.toml line 1: there is no theme "drak"; did you mean "dark"?',
			"partyline: config.toml line 4: servers.work.port must be 1 to 65535.",
		]);
		expect(screen.raw).not.toContain("\x1b");
	});

	test.for([
		["--config", "flag"],
		["PARTYLINE_CONFIG", "variable"],
	])("that is not there though %s names it leads nowhere: 78", async ([name = "", kind]) => {
		const file = "nowhere.toml";
		const screen = await open(kind === "flag" ? { args: [name, file] } : { env: { [name]: file } });
		expect(await screen.exited).toBe(78);
		expect(screen.rows().join("")).toMatch(/^partyline: .*nowhere\.toml: there is no such file\.$/);
	});

	test("of a flag is wrong use: 64", async () => {
		const screen = await open({ args: ["--theme", "drak"] });
		expect(await screen.exited).toBe(64);
		expect(screen.rows()[0]).toBe(
			'partyline: --theme: there is no theme "drak"; did you mean "dark"?',
		);
	});
});

describe("flags, variables, the configuration and what was chosen before", () => {
	test("win in this order, for the server", async () => {
		const { machine, port } = await withDaemon();
		const config = `[servers.work]\nhost = "127.0.0.1"\nport = ${port}\nas = "eve"\nroom = "#desk"\n`;
		const byConfig = await open({ machine, config });
		await byConfig.sees("#desk");
		await byConfig.sees("ann>");
		const byFlag = await open({ machine, config, args: ["--port", "1"] });
		await byFlag.sees("127.0.0.1:1");
		byFlag.doesNotSee("#desk");
	});

	test("the servers of the configuration are all in the window, each with its name", async () => {
		const { machine, port } = await withDaemon();
		const club = await withDaemon();
		const config = `[servers.work]\nhost = "127.0.0.1"\nport = ${port}\n[servers.club]\nhost = "127.0.0.1"\nport = ${club.port}\n`;
		const screen = await open({ machine, config, columns: 140 });
		await screen.sees("● connected");
		expect((await club.machine.send("bob", "#general", "hello from the club")).code).toBe(0);
		screen.say("/servers");
		await screen.sees(/work.*\n(?:.*\n)*.*club/);
		await screen.sees(/2 #general/);
		screen.key("alt+2");
		await screen.sees("hello from the club");
		screen.say("/connect work");
		await screen.sees(/work.* in this window already|already.*work/);
	});

	test("win in this order, for the mouse", async () => {
		const { machine, port } = await withDaemon();
		const first = await open({ machine, args: ["--port", port, "--no-mouse"] });
		await first.sees("● connected");
		expect(first.raw).not.toContain("\x1b[?1000h");
		first.say("/mouse on");
		await first.until("the mouse", () => first.raw.includes("\x1b[?1000h"));
		first.say("/quit");
		await first.exited;
		const later = await open({ machine, args: ["--port", port], config: "mouse = false\n" });
		await later.until("the mouse", () => later.raw.includes("\x1b[?1000h"));
	});

	test("a list that was hidden by key stays so, until the configuration says something new", async () => {
		const { machine, port } = await withDaemon();
		const wide = { machine, args: ["--port", port] };
		const first = await open({ ...wide, config: '[layout]\nrooms = "always"\n' });
		first.resize(120, 30);
		await first.sees("1 #general");
		first.key("f7");
		await first.losesSight("1 #general");
		first.say("/quit");
		await first.exited;
		const second = await open({ ...wide, config: '[layout]\nrooms = "always"\n' });
		second.resize(120, 30);
		await second.sees("● connected");
		expect(second.raw).not.toContain("1 #general");
		second.say("/quit");
		await second.exited;
		const third = await open({ ...wide, config: '[layout]\nrooms = "auto"\n' });
		third.resize(120, 30);
		await third.sees("1 #general");
	});
});

describe("the environment", () => {
	test("NO_COLOR leaves every colour out, and what colours say is said by signs", async () => {
		const { machine, port } = await withDaemon();
		const screen = await open({ machine, args: ["--port", port], env: { NO_COLOR: "1" } });
		await screen.sees("● connected");
		await screen.sees(/ann>/);
		expect(screen.raw).not.toMatch(/\[(?:\d+;)*(?:3[0-8]|4[0-8]|9\d|10\d)[;m]/);
		screen.say("/theme dark");
		await screen.sees("NO_COLOR is set");
	});

	test("LANG=C has the chat in ASCII, but for what others wrote", async () => {
		const { machine, port } = await withDaemon();
		const screen = await open({ machine, args: ["--port", port], env: { LANG: "C" } });
		await screen.sees("* connected");
		await screen.sees("the beginning of the room");
		expect(screen.rows().join("")).toMatch(/^[ -~]*$/);
	});

	test.for(["TERM=dumb", "INK_SCREEN_READER=true"])(
		"%s has the chat in lines, without another screen",
		async (variable) => {
			const { machine, port } = await withDaemon();
			const within = ["/usr/bin/env", variable];
			const screen = await open({ machine, args: ["--port", port], within });
			await screen.sees("Connected to 127.0.0.1");
			expect(screen.state().alternateScreen).toBe(false);
		},
	);
});

test("a state folder that another program holds is told in one sentence, on a terminal left alone", async () => {
	const { machine, port } = await withDaemon();
	const first = await open({ machine, args: ["--port", port] });
	await first.sees("● connected");
	first.say("/quit");
	expect(await first.exited).toBe(0);
	const outbox = join(machine.home, "state", "partyline", "client", "outbox.db");
	const holder = new DatabaseSync(outbox);
	onTestFinished(() => holder.close());
	holder.exec("PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE");
	const second = await open({ machine, args: ["--port", port] });
	expect(await second.exited).toBe(73);
	expect(second.rows().join("")).toMatch(/^partyline: Cannot use the state folder .*locked/);
	expect(second.raw).not.toContain("\x1b");
});
