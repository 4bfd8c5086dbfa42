import { execFileSync, spawnSync } from "node:child_process";
import { onTestFinished, test } from "vitest";
import { Machine } from "../support/machine.ts";
import type { Screen } from "../support/pty.ts";

const isMissing = spawnSync("tmux", ["-V"]).status !== 0;

/** A chat in a tmux of its own, which nothing of the surroundings configures. */
async function openInTmux(columns: number, rows: number) {
	const machine = await Machine.create();
	await machine.startDaemon();
	const own = ["-L", "partyline", "-f", "/dev/null"];
	const env = { ...machine.env, TMUX_TMPDIR: machine.home };
	const capture = () =>
		execFileSync("tmux", [...own, "capture-pane", "-p"], { env, encoding: "utf8" });
	const chat = machine.command("partyline", "--port", `${machine.port}`, "--as", "ann");
	const tmux = ["env", `TMUX_TMPDIR=${machine.home}`, "tmux", ...own];
	const statusOff = [";", "set", "status", "off"];
	const screen = machine.screen([...tmux, "new-session", ...chat, ...statusOff], { columns, rows });
	// It ends by itself with the chat; a test that fails leaves it.
	onTestFinished(() => void spawnSync("tmux", [...own, "kill-server"], { env }));
	await screen.sees("connected");
	return { machine, screen, capture };
}

/** Resolves when tmux holds what the terminal around it shows: nothing was drawn beside where one of them has it. */
async function agree(screen: Screen, capture: () => string): Promise<void> {
	await screen.until(
		"what tmux holds",
		(rows) => rows.join("\n").trimEnd() === capture().trimEnd(),
	);
}

const layouts = [
	{ size: "40x12", columns: 40, rows: 12, hasList: false },
	{ size: "80x24", columns: 80, rows: 24, hasList: false },
	{ size: "132x43", columns: 132, rows: 43, hasList: true },
	{ size: "200x60", columns: 200, rows: 60, hasList: true },
];

test.for(layouts)(
	isMissing
		? "the chat works in tmux at $size (tmux is not installed)"
		: "the chat works in tmux at $size, through typing and resizing",
	{ skip: isMissing },
	async ({ columns, rows, hasList }) => {
		const { machine, screen, capture } = await openInTmux(columns, rows);
		screen.say("/join #quiet");
		await screen.sees("#quiet ");
		screen.say("/join #general");
		await screen.losesSight("/join");
		await machine.send("bob", "#general", "日本語 and → ● in tmux");
		await screen.sees("日本語 and → ● in tmux");
		screen.type("typed in tmux");
		await screen.hasTyped("typed in tmux");
		await agree(screen, capture);
		if (hasList) await screen.sees("#quiet");
		else screen.doesNotSee("#quiet");

		for (const [width, height] of [
			[60, 20],
			[columns, rows],
		] as const) {
			screen.resize(width, height);
			await screen.until("its new size", (shown) => /connected/.test(shown[height - 1] ?? ""));
			await screen.hasTyped("typed in tmux");
			await screen.sees("日本語 and → ● in tmux");
			await agree(screen, capture);
		}
		screen.key("enter");
		await screen.sees(/ann.*typed in tmux|ann.*\n.*typed in tmux/);
		screen.say("/quit");
		await screen.exited;
	},
);
