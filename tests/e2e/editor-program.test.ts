import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { loggedTexts } from "../support/pages.ts";
import type { Screen } from "../support/pty.ts";

const ctrlXCtrlE = "\x18\x05";

/** A chat whose person has this shell script for an editor. */
async function withEditor(script: string): Promise<{ machine: Machine; ann: Screen }> {
	const machine = await Machine.create();
	await machine.startDaemon();
	const editor = join(machine.home, "editor");
	writeFileSync(editor, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
	const chat = machine.command("partyline", "--port", `${machine.port}`, "--as", "ann");
	const ann = machine.screen(["env", `EDITOR=${editor} --wait`, ...chat]);
	await ann.sees("● connected");
	return { machine, ann };
}

test("Ctrl+X Ctrl+E opens one's editor on the line, and what it saves is in the line, unsent", async () => {
	const { machine, ann } = await withEditor(
		'echo "editing: $(cat "$2")"; read answer; echo "violets $answer" >> "$2"',
	);
	ann.type("roses\n");
	await ann.hasTyped("");
	ann.type("\x18");
	await ann.sees("Ctrl+X …");
	ann.type("\x05");
	await ann.sees("editing: roses");
	// The terminal is the editor's: as it was before the chat, and its keys too.
	expect(ann.state()).toEqual({
		alternateScreen: false,
		cursorVisible: true,
		bracketedPaste: false,
		autowrap: true,
	});
	ann.type("are blue\r");
	await ann.sees(/ann> roses\n {5}violets are blue/);
	expect(ann.state().alternateScreen).toBe(true);
	expect(await loggedTexts(machine)).toEqual([]);
	ann.key("enter");
	await ann.sees(/\d\d:\d\d ann +roses/);
	expect(await loggedTexts(machine)).toEqual(["roses\nviolets are blue"]);
});

test("an editor that fails leaves the line as it was and says so in one sentence", async () => {
	const { ann } = await withEditor("exit 3");
	ann.type(`precious${ctrlXCtrlE}`);
	await ann.sees("Your editor ended with 3. The line is as it was.");
	await ann.hasTyped("ann> precious");
});

test("Ctrl+C in the editor is the editor's: the chat goes on with what was saved", async () => {
	const { ann } = await withEditor(
		"trap 'echo caught >> \"$2\"; exit 0' INT; echo ready; while :; do sleep 0.05; done",
	);
	ann.type(`saved ${ctrlXCtrlE}`);
	await ann.sees("ready");
	ann.key("ctrl+c");
	await ann.hasTyped("saved caught");
});

test("messages that come while one is in the editor are there afterwards, and paint over nothing", async () => {
	const { machine, ann } = await withEditor("echo editing; read answer");
	ann.type(ctrlXCtrlE);
	await ann.sees("editing");
	const painted = ann.raw.length;
	await machine.send("bob", "#general", "meanwhile");
	// A line of the editor's own comes after whatever was painted.
	ann.type("x");
	await ann.sees("x");
	expect(ann.raw.slice(painted)).not.toContain("meanwhile");
	ann.type("\r");
	await ann.sees(/bob +meanwhile/);
});
