import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newMessageId } from "@partyline/shared/protocol/ids";
import type headless from "@xterm/headless";
import { describe, expect, test, vi } from "vitest";
import { Machine } from "../support/machine.ts";
import { postNumbered } from "../support/pages.ts";
import type { Screen } from "../support/pty.ts";

const ctrlUp = "\x1b[1;5A";

/** A chat in which somebody has said these things. */
async function openChat(...texts: readonly string[]): Promise<Screen> {
	const machine = await Machine.create();
	await machine.startDaemon();
	const chat = await machine.connectedChat("ann");
	for (const text of texts) await machine.send("bob", "#general", text);
	return chat;
}

/** What the clipboard of the terminal was given last. */
function clipboardOf({ raw }: Screen): string | undefined {
	const [, base64] = [...raw.matchAll(/\]52;c;([A-Za-z0-9+/=]*)/g)].at(-1) ?? [];
	return base64 === undefined ? undefined : Buffer.from(base64, "base64").toString();
}

describe("the selection", () => {
	test("copies a message of several lines as it was written", async () => {
		const text = `first ${"long ".repeat(40)}line\n\tsecond 日本語\nlast`;
		const chat = await openChat(text, "after it");
		await chat.sees("after it");
		chat.type(ctrlUp);
		await chat.sees("Selection: j k move");
		chat.type("ky");
		await chat.sees("copied 3 lines");
		expect(clipboardOf(chat)).toBe(text);
	});

	test("begins with Esc and then k, and ends with Esc, with what was typed as it was", async () => {
		const chat = await openChat("hello");
		await chat.sees("hello");
		chat.type("draft");
		await chat.hasTyped("draft");
		chat.key("escape");
		// As fingers do it: behind the time in which ESC and a letter are one key, before that for two is over.
		await new Promise((resolve) => setTimeout(resolve, 100));
		chat.type("k");
		await chat.sees("Selection: j k move");
		await chat.sees(/▸bob +hello/);
		chat.key("escape");
		await chat.losesSight("Selection");
		expect(chat.rows().some((row) => row.includes("▸bob"))).toBe(false);
		chat.type(" on");
		await chat.hasTyped("draft on");
	});

	test("stays with its message while others come", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const chat = await machine.connectedChat("ann", { columns: 120, rows: 24 });
		const bob = await machine.peer("bob");
		await postNumbered(bob, 40);
		await chat.sees("message 40");
		chat.type(`${ctrlUp}k`);
		await chat.sees(/▸.*message 39/);
		const conversation = () => chat.rows().map((row) => row.split("│")[1]);
		const before = conversation();
		await bob.call("post", { room: "#general", id: newMessageId(), text: "newer" });
		await chat.sees("1 more");
		expect(conversation()).toEqual(before);
	});

	test("opens a link with the program of the desktop, as one argument and without a shell", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		const folder = join(machine.home, "desktop");
		mkdirSync(folder);
		const said = join(folder, "said");
		const opener = join(folder, "xdg-open");
		writeFileSync(
			opener,
			`#!/bin/sh\nprintf '%s|' "$#" "$@" > '${said}.new'\nmv '${said}.new' '${said}'\n`,
		);
		chmodSync(opener, 0o755);
		const env = ["env", "DISPLAY=:99", `PATH=${folder}:${machine.env.PATH ?? "/usr/bin:/bin"}`];
		const command = machine.command("partyline", "--port", `${machine.port}`, "--as", "ann");
		const chat = machine.screen([...env, ...command]);
		await chat.sees("● connected");
		await machine.send("bob", "#general", `see https://example.org/a?b=$(id)&c=;x`);
		await chat.sees("example.org");
		chat.type(`${ctrlUp}o`);
		await vi.waitUntil(() => existsSync(said), { timeout: 20_000 });
		expect(readFileSync(said, "utf8")).toBe("1|https://example.org/a?b=$(id)&c=;x|");
	});
});

describe("the bare view", () => {
	test("is what the terminal copies as whole lines, and any key brings the chat back", async () => {
		const machine = await Machine.create();
		await machine.startDaemon();
		let terminal: headless.Terminal | undefined;
		const keep = (made: headless.Terminal) => {
			terminal = made;
		};
		const chat = machine.screen(
			machine.command("partyline", "--port", `${machine.port}`, "--as", "ann"),
			{ columns: 50, rows: 20, prepare: keep },
		);
		await chat.sees("● connected");
		const text = `see https://example.org/${"path/".repeat(20)}end of it`;
		await machine.send("bob", "#general", text);
		await chat.sees("of it");
		const before = chat.rows();
		chat.type("\x1bl");
		await chat.sees("any key goes back");
		expect(linesOf(terminal)).toContain(`bob: ${text}`);
		// What comes meanwhile waits behind it; where one has it the other has it too.
		const other = await machine.connectedChat("eve");
		await machine.send("bob", "#general", "meanwhile");
		await other.sees("meanwhile");
		expect(chat.raw).not.toContain("meanwhile");
		chat.type("x");
		await chat.sees("meanwhile");
		expect(chat.typed()).not.toContain("x");
		expect(chat.state().autowrap).toBe(false);
		expect(chat.rows().join("\n")).toContain("of it");
		expect(before.join("\n")).not.toContain("any key");
		chat.say("/quit");
		await chat.exited;
		// Nothing that people said stays in the terminal of the shell.
		expect(linesOf(terminal).join("\n")).not.toContain("of it");
	});
});

/** The lines of the screen that is shown: rows that the terminal broke itself are one. */
function linesOf(terminal: headless.Terminal | undefined): string[] {
	const lines: string[] = [];
	const active = terminal?.buffer.active;
	for (let row = 0; row < (active?.length ?? 0); row++) {
		const line = active?.getLine(row);
		const text = line?.translateToString(true) ?? "";
		if (line?.isWrapped === true) lines.push(`${lines.pop() ?? ""}${text}`);
		else lines.push(text);
	}
	return lines;
}
