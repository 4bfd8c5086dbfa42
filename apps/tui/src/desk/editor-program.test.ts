import { existsSync } from "node:fs";
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Chat } from "../testing/chat.ts";
import { general, place } from "../testing/samples.ts";
import { writeElsewhere } from "./editor-program.ts";

let folder = "";

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "partyline-test-"));
	// What the editor is given lies here, so that a test sees what is left.
	vi.stubEnv("TMPDIR", folder);
	vi.stubEnv("VISUAL", "");
});

afterEach(async () => {
	vi.unstubAllEnvs();
	await rm(folder, { recursive: true });
});

/** Makes this shell script the person's editor; `$1` is the file, after what is told here. */
async function useEditor(script: string, args = ""): Promise<void> {
	const file = join(folder, "my editor");
	await writeFile(file, `#!/bin/sh\n${script}\n`);
	await chmod(file, 0o700);
	vi.stubEnv("EDITOR", `"${file}"${args}`);
}

/** What is left in the folder besides the editor. */
async function left(): Promise<string[]> {
	return (await readdir(folder)).filter((name) => name.startsWith("partyline-"));
}

test("the editor is given the text, and what it saves is taken, without the newline at the end", async () => {
	await useEditor('printf "%s\\nthe end\\n\\n" "$(cat "$1")" > "$1"');
	expect(await writeElsewhere("so far")).toBe("so far\nthe end\n");
	expect(await left()).toEqual([]);
});

test("an editor with words behind its name is run with them", async () => {
	await useEditor('echo "$1 $#" > "$2"', " --wait");
	expect(await writeElsewhere("x")).toBe("--wait 2");
});

test("VISUAL comes before EDITOR, and an empty one counts as none", async () => {
	await useEditor("echo mine > $1");
	expect(await writeElsewhere("x")).toBe("mine");
	vi.stubEnv("VISUAL", "false");
	await expect(writeElsewhere("x")).rejects.toThrow("Your editor ended with 1.");
});

test("nobody else on the machine can read the file", async () => {
	await useEditor('stat -c %a "$1" "$(dirname "$1")" > "$1.new" && mv "$1.new" "$1"');
	expect(await writeElsewhere("x")).toBe("600\n700");
});

test.each([
	["no-such-editor-of-mine", "could not be started: set VISUAL or EDITOR"],
	["false", "Your editor ended with 1. The line is as it was."],
])("the editor %s is told of in one sentence, and nothing is left", async (editor, sentence) => {
	vi.stubEnv("EDITOR", editor);
	await expect(writeElsewhere("precious")).rejects.toThrow(sentence);
	expect(await left()).toEqual([]);
});

test.each([
	["head -c 1100000 /dev/zero | tr '\\0' x > $1", "longer than 1 MiB"],
	["printf 'a\\377b' > $1", "not UTF-8"],
	["echo written > $1; exit 3", "ended with 3"],
])("what was written and cannot be taken over is kept, and where is said", async (script, why) => {
	await useEditor(script);
	const error = await writeElsewhere("x").catch((thrown: Error) => thrown);
	const message = String(error);
	expect(message).toContain(why);
	const file = /What you wrote is in (.*)\.$/.exec(message)?.[1] ?? "";
	expect(existsSync(file)).toBe(true);
	expect((await readFile(file)).length).toBeGreaterThan(2);
});

test("Ctrl+X Ctrl+E lends the terminal, puts the text in the line and sends nothing", async () => {
	await useEditor('echo "with an end" >> "$1"');
	const chat = new Chat();
	chat.client.goLive("ann", "#general", "#ops");
	chat.type("a text ");
	chat.press("ctrl+x", "ctrl+e");
	await expect.poll(() => chat.typed).toBe("a text with an end");
	expect(chat.sent).toContain("lent");
	expect(chat.client.askedOf("post")).toEqual([]);
	chat.press("ctrl+_");
	expect(chat.typed).toBe("a text ");
});

test("an editor that fails leaves the line as it was, and says why", async () => {
	vi.stubEnv("EDITOR", "false");
	const chat = new Chat();
	chat.client.goLive("ann", "#general");
	chat.type("precious");
	const before = chat.state.editor;
	chat.press("ctrl+x", "ctrl+e");
	await expect.poll(() => chat.rows.join(" ")).toContain("Your editor ended with 1.");
	expect(chat.state.editor.text).toBe(before.text);
});

test("what was written for a room that is no longer on screen waits there", async () => {
	await useEditor('echo "done" > "$1"');
	const chat = new Chat();
	chat.client.goLive("ann", "#general", "#ops");
	chat.press("ctrl+x", "ctrl+e");
	chat.desk.open(place("#ops"));
	await expect.poll(() => chat.state.drafts.get(general)?.text).toBe("done");
	expect(chat.typed).toBe("");
});
