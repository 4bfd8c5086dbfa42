import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { openScreen } from "./screen.tsx";
import { usualSources } from "./start/look-maker.ts";
import { home } from "./state/place.ts";
import { takeTerminal } from "./terminal/terminal.ts";
import { FakeClient } from "./testing/fake-client.ts";
import { FakeTerminal, type Modes } from "./testing/fake-terminal.ts";
import { event, events, general, person } from "./testing/samples.ts";

const untouched: Modes = {
	alternateScreen: false,
	bracketedPaste: false,
	autowrap: true,
	cursorVisible: true,
	rawKeys: false,
	focusEvents: false,
	mouse: false,
};

const opened: AbortController[] = [];

afterEach(() => {
	for (const ending of opened.splice(0)) ending.abort();
});

/** Opens the chat on a terminal of this size, with five messages in #general. */
function open(columns: number, rows: number, arrange: Arrange = () => {}) {
	return openOn(new FakeTerminal(columns, rows), arrange);
}

type Arrange = (client: FakeClient) => void;

function openOn(terminal: FakeTerminal, arrange: Arrange = () => {}) {
	const client = new FakeClient();
	client.noted.set("window:welcomed", "yes");
	client.people = [person("ann"), person("bob"), person("eve", "eve", "offline")];
	const ending = new AbortController();
	opened.push(ending);
	arrange(client);
	const ended = openScreen({
		servers: [{ id: home, label: "test", client }],
		place: general,
		terminal: takeTerminal(terminal, {}),
		sources: usualSources,
		signal: ending.signal,
	});
	return { terminal, client, ended, ending };
}

function fill(client: FakeClient): void {
	client.goLive("ann", "#general", "#ops");
	for (const one of events(1, 5)) client.tell({ type: "event", event: one, mine: false });
	client.tell({ type: "event", event: event(1, { room: "#ops" }), mine: false });
}

describe("what a person sees", () => {
	test.for([
		[40, 12, { x: 2, y: 10 }],
		[80, 24, { x: 5, y: 22 }],
		[200, 60, { x: 5, y: 58 }],
	] as const)("at %i by %i: the last message, and the cursor where one types", async (shown) => {
		const [columns, rows, cursor] = shown;
		const { terminal, client } = open(columns, rows);
		fill(client);
		await terminal.sees("text 5");
		expect(terminal.rows[rows - 3]).toContain("text 5");
		await terminal.until(() => terminal.cursor.x === cursor.x);
		expect(terminal.cursor).toEqual(cursor);
	});

	test("the rooms and the people lie over the conversation where there is no place beside it", async () => {
		const { terminal, client } = open(80, 24);
		fill(client);
		await terminal.sees("text 5");
		terminal.press("\x1b[18~");
		await terminal.sees("2 #ops  ");
		terminal.press("\x1b[19~");
		await terminal.sees("● bob");
		expect(terminal.rows.join("\n")).not.toContain("2 #ops  ");
	});

	test("what waits and what was said yesterday is there before the network answers", async () => {
		const { terminal, client } = open(80, 24, (fake) => {
			fake.goLive("ann", "#general");
			fake.post("#general", "still to be sent");
		});
		await terminal.sees("⋯   ann     still to be sent");
		expect(client.asked).toContain("start");
	});
});

describe("typing", () => {
	test("is seen at the cursor, wide characters take two columns, and Enter sends", async () => {
		const { terminal, client } = open(80, 24);
		fill(client);
		terminal.press("a世");
		await terminal.sees("ann> a世");
		await terminal.until(() => terminal.cursor.x === 8);
		terminal.press("\r");
		await terminal.sees("⋯   ann     a世");
		expect(client.askedOf("post")).toEqual(["post #general a世"]);
	});

	test("several lines make the composer grow, and the cursor stays in it", async () => {
		const { terminal, client } = open(80, 24);
		fill(client);
		terminal.press("\x1b[200~one\rtwo\rthree\x1b[201~");
		await terminal.sees("     three");
		await terminal.until(() => terminal.cursor.x === 10);
		expect(terminal.cursor.y).toBe(22);
		expect(terminal.rows.slice(20, 23)).toEqual(["ann> one", "     two", "     three"]);
	});
});

test("a resize shows the layout of the new size, the cursor where one types", async () => {
	const { terminal, client } = open(80, 24);
	fill(client);
	terminal.press("draft");
	await terminal.sees("ann> draft");
	terminal.resize(40, 12);
	await terminal.sees("\n> draft");
	await terminal.until(() => terminal.cursor.x === 7 && terminal.cursor.y === 10);
	expect(terminal.rows[9]).toBe("text 5");
	terminal.resize(200, 60);
	await terminal.sees("ann> draft");
	await terminal.until(() => terminal.cursor.x === 10 && terminal.cursor.y === 58);
});

test("a terminal that does not know its size is taken for one of 80 by 24", async () => {
	const { terminal, client } = open(0, 0);
	fill(client);
	terminal.resize(80, 24);
	Object.assign(terminal.output, { columns: 0, rows: 0 });
	terminal.output.emit("resize");
	await terminal.sees("text 5");
	expect(terminal.rows[22]).toBe("ann>");
});

test.each(["/quit\r", "\x03\x03"])(
	"what is typed behind %j is for the shell: nothing takes it",
	async (leaving) => {
		const { terminal, client, ended } = open(80, 24);
		fill(client);
		await terminal.sees("text 5");
		terminal.press(`${leaving}rm notes\r`);
		await ended;
		expect(client.askedOf("post")).toEqual([]);
		expect([...client.noted.keys()].filter((name) => name.startsWith("draft:"))).toEqual([]);
	},
);

test("what was typed behind /quit before the chat was there is for the shell too", async () => {
	const terminal = new FakeTerminal(80, 24);
	const taken = takeTerminal(terminal, {});
	terminal.press("/quit\rrm notes\r");
	await taken.answers;
	const client = new FakeClient();
	fill(client);
	await openScreen({
		servers: [{ id: home, label: "test", client }],
		place: general,
		terminal: taken,
		sources: usualSources,
		signal: new AbortController().signal,
	});
	expect(client.askedOf("post")).toEqual([]);
});

describe("the terminal", () => {
	const taken: Modes = {
		alternateScreen: true,
		bracketedPaste: true,
		autowrap: false,
		cursorVisible: true,
		rawKeys: true,
		focusEvents: true,
		mouse: true,
	};

	test("is ours while the chat is open, and given back when one leaves", async () => {
		const { terminal, client, ended } = open(80, 24);
		fill(client);
		await terminal.sees("text 5");
		await terminal.until(() => terminal.modes.cursorVisible);
		expect(terminal.modes).toEqual(taken);
		terminal.press("\x03");
		await terminal.sees("Ctrl+C once more leaves");
		terminal.press("\x03");
		await ended;
		await terminal.until(() => terminal.modes.autowrap);
		expect(terminal.modes).toEqual(untouched);
		expect(client.askedOf("read")).toEqual(["read #general 5"]);
	});

	test("is given back when the chat is ended from outside", async () => {
		const { terminal, client, ended, ending } = open(80, 24);
		fill(client);
		await terminal.sees("text 5");
		ending.abort();
		await ended;
		await terminal.until(() => terminal.modes.autowrap);
		expect(terminal.modes).toEqual(untouched);
	});

	test.each([true, false])(
		"that answers nothing is left at once, its keys raw half a second at most (typed into: %s)",
		async (isTyped) => {
			const { terminal, client, ended, ending } = openOn(new FakeTerminal(80, 24, { mute: true }));
			fill(client);
			await terminal.sees("text 5");
			const begunAt = performance.now();
			ending.abort();
			await terminal.until(() => !terminal.modes.alternateScreen);
			expect(performance.now() - begunAt).toBeLessThan(300);
			expect(terminal.modes).toEqual({ ...untouched, rawKeys: true });
			if (isTyped) terminal.press("\x1b[?62;22c");
			await ended;
			expect(performance.now() - begunAt).toBeLessThan(1_000);
			expect(terminal.modes).toEqual(untouched);
		},
	);

	test("is given back when the end came before the beginning", async () => {
		const early = new AbortController();
		early.abort();
		const terminal = new FakeTerminal(80, 24);
		const { input, output } = terminal;
		const servers = [{ id: home, label: "test", client: new FakeClient() }];
		await openScreen({
			servers,
			place: general,
			terminal: takeTerminal({ input, output }, {}),
			sources: usualSources,
			signal: early.signal,
		});
		await terminal.until(() => terminal.modes.autowrap);
		expect(terminal.modes).toEqual(untouched);
	});

	test("is given back while the process is stopped, and taken and painted anew when it goes on", async () => {
		const kill = vi.spyOn(process, "kill").mockReturnValue(true);
		const { terminal, client, ended, ending } = open(80, 24);
		fill(client);
		await terminal.sees("text 5");
		process.emit("SIGTSTP");
		await vi.waitFor(() => expect(kill).toHaveBeenCalledWith(0, "SIGTSTP"));
		kill.mockRestore();
		expect(terminal.modes).toEqual(untouched);
		process.emit("SIGCONT");
		await terminal.sees("text 5");
		await terminal.until(() => terminal.modes.cursorVisible);
		expect(terminal.modes).toEqual(taken);
		ending.abort();
		await ended;
	});

	test("leaves nothing behind that listens", async () => {
		const signals = ["exit", "SIGWINCH", "SIGTSTP", "SIGCONT"];
		const count = () => signals.map((name) => process.listenerCount(name));
		const before = count();
		const { terminal, client, ended, ending } = open(80, 24);
		fill(client);
		await terminal.sees("text 5");
		ending.abort();
		await ended;
		expect(count()).toEqual(before);
		expect(terminal.input.listenerCount("data")).toBe(0);
		expect(terminal.output.listenerCount("resize")).toBe(0);
	});
});

describe("an editor that has the terminal when the chat is ended from outside", () => {
	/** Opens a chat whose person is in an editor with this script; `finish` ends the chat, and gives what was said at last. */
	async function openInEditor(script: string) {
		const folder = mkdtempSync(join(tmpdir(), "partyline-test-"));
		onTestFinished(() => rmSync(folder, { recursive: true }));
		vi.stubEnv("TMPDIR", folder);
		vi.stubEnv("VISUAL", "");
		vi.stubEnv("EDITOR", join(folder, "editor"));
		onTestFinished(() => void vi.unstubAllEnvs());
		writeFileSync(join(folder, "editor"), `#!/bin/sh\n${script}\n`, { mode: 0o700 });
		const { terminal, client, ended, ending } = open(80, 24);
		fill(client);
		await terminal.sees("text 5");
		terminal.press("so far\x18\x05");
		await expect.poll(() => existsSync(join(folder, "ready"))).toBe(true);
		const finish = async () => {
			ending.abort();
			await ended;
			await expect.poll(() => terminal.output.writableLength).toBe(0);
			return terminal.written.split("\x1b[?1049l").at(-1);
		};
		return { client, folder, finish };
	}
	const waits = `touch "$(dirname "$0")/ready"; while :; do sleep 0.05; done`;
	const foldersIn = (folder: string) =>
		readdirSync(folder).filter((name) => name.startsWith("partyline-"));

	test("is ended, and what it had saved is the line", async () => {
		const script = `trap 'echo "and on" >> "$1"; exit 0' TERM; echo " saved" >> "$1"; ${waits}`;
		const { client, folder, finish } = await openInEditor(script);
		expect(await finish()).not.toContain("editor");
		expect(client.noted.get("draft:#general")).toBe("so far saved\nand on");
		expect(foldersIn(folder)).toEqual([]);
	});

	test("is ended too when it knows nothing of signals; what it put beside is kept, and where is said", async () => {
		const { client, folder, finish } = await openInEditor(`echo x > "$1.swp"; ${waits}`);
		const said = await finish();
		expect(client.noted.get("draft:#general")).toBe("so far");
		const [kept = ""] = foldersIn(folder);
		expect(readdirSync(join(folder, kept))).toContain("message.txt.swp");
		expect(said).toContain(`had not saved may be in ${join(folder, kept)}`);
	});

	test("that does not end is waited for no longer than two seconds, and where its text is is said", async () => {
		const script = `trap '' TERM; echo $$ > "$(dirname "$0")/pid"; echo more >> "$1"; ${waits}`;
		const { client, folder, finish } = await openInEditor(script);
		try {
			expect(await finish()).toContain("Your editor did not end.");
			const [kept = ""] = foldersIn(folder);
			expect(readFileSync(join(folder, kept, "message.txt"), "utf8")).toContain("more");
			expect(client.noted.get("draft:#general")).toBe("so far");
		} finally {
			process.kill(Number(readFileSync(join(folder, "pid"), "utf8")), "SIGKILL");
		}
	});
});

describe("what the terminal says of itself", () => {
	const darkRule = "\x1b[38;5;245m";
	const lightRule = "\x1b[38;5;242m";

	test("is not waited for; an answer that comes late changes how everything looks, and is never typed", async () => {
		const { terminal, client } = openOn(new FakeTerminal(80, 24, { mute: true }));
		fill(client);
		await terminal.sees("text 5");
		expect(terminal.written).not.toContain(lightRule);
		terminal.press("abc\x1b]11;rgb:fafa/fafa/fafa\x1b\\\x1b[?0u\x1b[?62;22c");
		await terminal.sees("ann> abc");
		await terminal.until(() => terminal.written.includes(lightRule));
		expect(terminal.written).toContain("\x1b[>5u");
		expect(terminal.rows[22]).toBe("ann> abc");
		expect(terminal.written).not.toContain(darkRule);
	});

	test("is asked once it can no longer be seen or typed: in raw mode, on the other screen", async () => {
		const { terminal } = openOn(new FakeTerminal(80, 24, { mute: true }));
		await terminal.sees(">");
		const [before = ""] = terminal.written.split("\x1b[c");
		expect(before.indexOf("\x1b[?1049h")).toBeLessThan(before.indexOf("\x1b[6n"));
		expect(terminal.modes.rawKeys).toBe(true);
		expect(before).not.toContain("\x1b[?2026h");
	});
});

test("a disk that refuses at the start is told, and the chat opens all the same", async () => {
	const { terminal, client } = open(80, 24, (fake) => {
		fake.failures.set("outbox", new Error("The disk is locked."));
		fake.failures.set("note", new Error("The disk is full."));
	});
	fill(client);
	await terminal.sees("The disk is locked.");
	await terminal.sees("The disk is full.");
	await terminal.sees("text 5");
});
