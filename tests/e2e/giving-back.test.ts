import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { Screen } from "../support/pty.ts";
import { WatchedTerminal } from "../support/watched-terminal.ts";

const size = { columns: 160, rows: 50 };

const untouched = {
	focusEvents: false,
	mouse: false,
	kitty: { normal: 0, alternate: 0 },
	titles: 0,
};
const taken = { focusEvents: true, mouse: true, kitty: { normal: 0, alternate: 1 }, titles: 1 };

/** A preload by which the program writes down which process it is. */
const tellPid = `--import=data:text/javascript,${encodeURIComponent('import{writeFileSync}from"node:fs";writeFileSync("pid",String(process.pid))')}`;

/** Preloads that make the real program fail at SIGUSR2: mistakes of ours, at any moment. */
const mistakes = {
	"a throw in a timer": `setTimeout(()=>{throw new Error('not "'+process.env.SAID+'"')})`,
	"a rejection that nobody handles": `void Promise.reject(new Error('not "'+process.env.SAID+'"'))`,
};

type Opened = {
	readonly machine: Machine;
	readonly screen: Screen;
	readonly watched: WatchedTerminal;
};

type Opening = {
	readonly args?: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	/** What runs the chat, which is `"$@"` there. */
	readonly script?: string;
	readonly delayMs?: number;
};

/** The chat in a terminal that tells everything that was made of it. */
async function open(opening: Opening = {}): Promise<Opened> {
	const { args = [], env = {}, delayMs = 0 } = opening;
	const machine = await Machine.create();
	await machine.startDaemon();
	const chat = machine.command("partyline", "--port", `${machine.port}`, "--as", "ann", ...args);
	const watched = new WatchedTerminal({ delayMs });
	const { script = '"$@"; echo "code $?"; stty -a; echo "end of shell"' } = opening;
	const { prepare } = watched;
	// The shell gets the signals of its terminal too, and goes on.
	const shell = ["sh", "-c", `trap : TERM HUP INT QUIT USR2; ${script}`, "sh"];
	const screen = new Screen([...shell, ...chat], {
		...size,
		env: { ...machine.env, ...env },
		cwd: machine.home,
		prepare,
	});
	onTestFinished(() => screen.end());
	return { machine, screen, watched };
}

async function connected(opening: Opening = {}): Promise<Opened> {
	const opened = await open(opening);
	await opened.screen.sees("● connected");
	expect(opened.watched.state()).toEqual(taken);
	return opened;
}

async function isGivenBack({ screen, watched }: Opened): Promise<void> {
	await screen.exited;
	expect(watched.state()).toEqual(untouched);
	expect(screen.state()).toEqual({
		alternateScreen: false,
		cursorVisible: true,
		bracketedPaste: false,
		autowrap: true,
	});
	for (const mode of ["icanon", "echo", "isig", "icrnl", "ixon", "opost"])
		expect(screen.rows().join("\n")).toMatch(new RegExp(`(?<!-)\\b${mode}\\b`));
	screen.doesNotSee("● connected");
}

describe("every mode of the terminal is as it was", () => {
	test("after /quit", async () => {
		const opened = await connected();
		opened.screen.say("/quit");
		await isGivenBack(opened);
		expect(opened.screen.shows("code 0")).toBe(true);
	});

	test.for(["SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT"] as const)("after %s", async (signal) => {
		const opened = await connected();
		opened.screen.kill(signal);
		await isGivenBack(opened);
		expect(opened.screen.shows("code 0")).toBe(true);
	});

	test.for(Object.entries(mistakes))(
		"after %s, of which one sentence is left, and a report that quotes nobody",
		async ([, mistake]) => {
			const preload = `data:text/javascript,${encodeURIComponent(`process.on("SIGUSR2",()=>{${mistake}})`)}`;
			const opened = await connected({
				env: { NODE_OPTIONS: `--import=${preload}`, SAID: "a secret" },
			});
			opened.screen.kill("SIGUSR2");
			await isGivenBack(opened);
			expect(opened.screen.shows("code 70")).toBe(true);
			const [told = "", ...more] = opened.screen
				.rows()
				.filter((row) => row.startsWith("partyline: "));
			expect(more).toEqual([]);
			const folder = join(opened.machine.home, "state", "partyline", "client");
			const [name = ""] = readdirSync(folder).filter((file) => file.startsWith("crash-"));
			expect(told).toBe(
				`partyline: a mistake of ours has ended it; please report it with the file ${join(folder, name)}`,
			);
			expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
			const report = readFileSync(join(folder, name), "utf8");
			expect(report).toMatch(/^partyline \d+\.\d+\.\d+\nnode \d+.*\nafter \d+ s, 160x50\n\n/);
			expect(report).toMatch(/\n\s+at /);
			expect(report).toContain('not "…"');
			expect(report).not.toContain("secret");
			expect(report).not.toContain(opened.machine.home);
		},
	);
});

describe("a chat in a shell", () => {
	/** An interactive shell in which `chat` is the chat, started as npx does it: by a process that waits for it. */
	async function withBash(preload = ""): Promise<Opened> {
		const start = `printf '%s\\n' 'PS1="ready> "' "chat() { sh -c '\\"\\$@\\"; exit \\$?' sh $* ; }" > rc; exec bash --noprofile --rcfile rc -i`;
		const opened = await open({ script: start, env: { NODE_OPTIONS: preload } });
		await opened.screen.sees("ready>");
		return opened;
	}

	test("is stopped by Ctrl+Z, with whoever waits for it, and is all there again with fg", async () => {
		const opened = await withBash();
		const { screen, watched } = opened;
		screen.say("chat");
		await screen.sees("● connected");
		screen.type("half a thought");
		await screen.hasTyped("ann> half a thought");
		screen.type("\x1a");
		await screen.sees("Stopped");
		expect(watched.state()).toEqual(untouched);
		screen.say("stty -a; echo typed | tr a-z A-Z");
		await screen.sees("TYPED");
		expect(screen.rows().join("\n")).toMatch(/(?<!-)\bicanon\b/);
		screen.doesNotSee("half a thought");
		screen.resize(100, 30);
		screen.say("fg");
		await screen.sees("● connected");
		await screen.hasTyped("ann> half a thought");
		expect(screen.cursor().row).toBe(28);
		expect(watched.state()).toEqual(taken);
		screen.key("ctrl+u");
		screen.say("/quit");
		await screen.losesSight("● connected");
		screen.say("jobs; echo over | tr a-z A-Z");
		await screen.sees("OVER");
		expect(watched.state()).toEqual(untouched);
	});

	test("is stopped from outside too, and goes on, as often as one likes", async () => {
		const { screen, watched, machine } = await withBash(tellPid);
		screen.say("chat");
		await screen.sees("● connected");
		const pid = Number(readFileSync(join(machine.home, "pid"), "utf8"));
		for (let times = 0; times < 2; times++) {
			process.kill(pid, "SIGTSTP");
			await screen.sees("Stopped");
			expect(watched.state()).toEqual(untouched);
			screen.say("clear; fg");
			await screen.sees("● connected");
			expect(watched.state()).toEqual(taken);
		}
		screen.say("/quit");
		await screen.losesSight("● connected");
		await screen.sees("ready>");
		expect(watched.state()).toEqual(untouched);
	});

	test.skipIf(process.platform !== "linux")(
		"takes the terminal anew when it was stopped without a word (Linux: the test changes its modes from outside)",
		async () => {
			const { screen, watched, machine } = await withBash(tellPid);
			screen.say("chat");
			await screen.sees("● connected");
			const pid = Number(readFileSync(join(machine.home, "pid"), "utf8"));
			process.kill(pid, "SIGSTOP");
			execFileSync("stty", ["-F", readlinkSync(`/proc/${pid}/fd/0`), "sane"]);
			process.kill(pid, "SIGCONT");
			await screen.until(
				"the title put aside anew",
				() => screen.raw.split("\x1b[22;2t").length === 3,
			);
			screen.key("f1");
			await screen.sees("Esc closes");
			screen.key("f1");
			await screen.losesSight("Esc closes");
			expect(watched.state()).toEqual(taken);
			screen.say("/quit");
			await screen.sees("ready>");
			expect(watched.state()).toEqual(untouched);
		},
	);

	test("goes on where no shell could have stopped it", async () => {
		const { screen, watched } = await connected({ script: 'exec "$@"' });
		screen.type("\x1a");
		screen.type("still here");
		await screen.hasTyped("ann> still here");
		expect(watched.state()).toEqual(taken);
	});
});

describe("a terminal that is lent to an editor", () => {
	test("is as it was before us, nothing is painted on it, and then the chat is all there again", async () => {
		const machine = await Machine.create();
		const editor = join(machine.home, "editor");
		const script = `#!/bin/sh\nstty -a; echo "in the editor"; read -r line; printf '%s\\n' "$line" > "$1"\n`;
		writeFileSync(editor, script, { mode: 0o755 });
		const opened = await connected({ env: { EDITOR: editor } });
		const { screen, watched } = opened;
		screen.type("\x18\x05");
		await screen.sees("in the editor");
		expect(watched.state()).toEqual(untouched);
		expect(screen.state()).toMatchObject({ alternateScreen: false, bracketedPaste: false });
		for (const mode of ["icanon", "echo", "isig", "icrnl"])
			expect(screen.rows().join("\n")).toMatch(new RegExp(`(?<!-)\\b${mode}\\b`));
		const before = screen.raw.length;
		expect((await opened.machine.send("bob", "#general", "meanwhile")).code).toBe(0);
		screen.resize(120, 40);
		screen.type("written elsewhere");
		await screen.sees("written elsewhere");
		expect(screen.raw.slice(before)).toBe("written elsewhere");
		screen.type("\r");
		await screen.hasTyped("ann> written elsewhere");
		await screen.sees("meanwhile");
		expect(screen.cursor().row).toBe(38);
		expect(watched.state()).toEqual(taken);
	});
});

describe("keys that terminals are wont to keep for themselves", () => {
	test("Ctrl+S stops nothing: it is a key like another", async () => {
		const { screen } = await connected();
		screen.type("\x13");
		screen.type("goes on");
		await screen.hasTyped("ann> goes on");
		screen.type("\x11 and on");
		await screen.hasTyped("ann> goes on and on");
	});
});

describe("a terminal that answers late", () => {
	test("is not waited for, and nothing of its answers is ever typed", async () => {
		const { screen, watched } = await open({ delayMs: 300 });
		await screen.sees("● connected");
		screen.type("typed early");
		await screen.hasTyped("ann> typed early");
		await screen.until(
			"the answers",
			() => watched.hasAnswered && watched.state().kitty.alternate === 1,
		);
		screen.type(", and late");
		await screen.hasTyped(/^ann> typed early, and late$/);
	});

	test("is given back only when its answers are swallowed", async () => {
		const opened = await open({ delayMs: 400 });
		const { screen, watched } = opened;
		await screen.sees("● connected");
		screen.say("/quit");
		await isGivenBack(opened);
		expect(watched.hasAnswered).toBe(true);
		screen.doesNotSee(/\^\[|\[\?|;1R/);
	});
});

test("the window is called by its room, and by what is unread elsewhere", async () => {
	const opened = await connected();
	const { screen, watched, machine } = opened;
	await screen.until("the title", () => watched.title === "#general - partyline");
	screen.say("/join #ops");
	await screen.until("the title", () => watched.title === "#ops - partyline");
	expect((await machine.send("bob", "#general", "ann: look")).code).toBe(0);
	await screen.until(
		"the title",
		() => watched.title === "(2!) #ops - partyline" || watched.title === "(1!) #ops - partyline",
	);
	screen.say("/quit");
	await isGivenBack(opened);
});
