import { join } from "node:path";
import { expect, test } from "vitest";
import { Machine } from "../../support/machine.ts";

const attack = "\x1b]0;owned\x07\x9b2J";
const control = /[^\P{Cc}\n]/u;

test("what an operator pasted is printed back without what a terminal would obey", async () => {
	const machine = await Machine.create();
	const folder = join(machine.home, `data${attack}`);
	for (const args of [
		["status", "--data", folder],
		["check", "--data", folder],
		["stop", "--data", folder],
		["restore", join(machine.home, `backup${attack}`), "--data", folder],
		[`--${attack}`],
		["--port", attack],
		["--host", attack],
	]) {
		const { stdout, stderr, code } = await machine.pipe(machine.command("partylined", ...args))
			.ended;
		expect(code, args.join(" ")).not.toBe(0);
		expect(stdout + stderr).not.toMatch(control);
		expect(stdout + stderr).not.toBe("");
	}
});

test("the block of a start in a folder with a hostile name is plain text", async () => {
	const machine = await Machine.create();
	const folder = join(machine.home, `data${attack}`);
	const args = ["--port", "0", "--log", "pretty", "--data", folder];
	const daemon = machine.pipe(machine.command("partylined", ...args));
	await daemon.line("the last line of the block", (line) => line.includes("note"));
	daemon.kill("SIGTERM");
	const { stdout } = await daemon.ended;
	expect(stdout).toContain("data");
	expect(stdout).not.toMatch(control);
});
