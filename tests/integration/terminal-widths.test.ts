import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeFolder } from "../support/daemon.ts";
import { Screen } from "../support/pty.ts";

const asker = join(import.meta.dirname, "../support/width-asker.ts");
const hasTmux = spawnSync("tmux", ["-V"]).status === 0;

type Found = { readonly lies: readonly string[]; readonly wrong: readonly string[] };

/** What the asker found out in the terminal that `wrapper` makes, or in xterm.js itself. */
async function askIn(wrapper: readonly string[]): Promise<Found> {
	const folder = makeFolder();
	const file = join(folder, "found.json");
	const env = { PATH: process.env.PATH ?? "", TERM: "xterm-256color", LC_ALL: "C.UTF-8" };
	const screen = new Screen([...wrapper, process.execPath, asker, file], { env, cwd: folder });
	onTestFinished(async () => {
		await screen.end();
		rmSync(folder, { recursive: true, force: true });
	});
	expect(await screen.exited, screen.rows().join("\n")).toBe(0);
	return JSON.parse(readFileSync(file, "utf8"));
}

test("through a pty, what xterm.js is shown after its answer is as wide as we count", async () => {
	const { lies, wrong } = await askIn([]);
	expect(lies).toContain("vs16");
	expect(wrong).toEqual([]);
});

test.skipIf(!hasTmux)("in tmux too (needs tmux)", async () => {
	const server = ["-L", `partyline-${randomUUID()}`];
	onTestFinished(() => void spawnSync("tmux", [...server, "kill-server"]));
	const { wrong } = await askIn(["tmux", ...server, "-f", "/dev/null", "new-session"]);
	expect(wrong).toEqual([]);
});
