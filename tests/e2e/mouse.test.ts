import { expect, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { postNumbered } from "../support/pages.ts";
import type { Screen } from "../support/pty.ts";

const large = { columns: 120, rows: 30 };

/** Clicks the first letter of a text on the screen, as xterm tells it. */
function clickOn(chat: Screen, text: string): void {
	const row = chat.rows().findIndex((one) => one.includes(text));
	const column = chat.rows()[row]?.indexOf(text) ?? -1;
	if (row < 0) throw new Error(`${text} is not on the screen:\n${chat.rows().join("\n")}`);
	chat.type(`\x1b[<0;${column + 1};${row + 1}M\x1b[<0;${column + 1};${row + 1}m`);
}

function turnWheel(chat: Screen, direction: "up" | "down"): void {
	chat.type(`\x1b[<${direction === "up" ? 64 : 65};60;10M`);
}

test("rooms, messages and the keys of the title are clicked, and the wheel turns", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	const chat = await machine.connectedChat("ann", large);
	await postNumbered(await machine.peer("bob"), 40);
	await chat.sees("message 40");

	turnWheel(chat, "up");
	await chat.sees("3 more");
	chat.doesNotSee("message 40");
	turnWheel(chat, "down");
	await chat.sees("message 40");

	clickOn(chat, "message 35");
	await chat.sees("Selection: j k move");
	chat.type("y");
	await chat.sees("copied 1 line");
	const copied = Buffer.from("message 35").toString("base64");
	expect(chat.raw).toContain(`\x1b]52;c;${copied}\x07`);
	chat.key("escape");
	await chat.losesSight("copied");

	chat.say("/join #ops");
	await chat.losesSight("message 40");
	clickOn(chat, "#general");
	await chat.sees("message 40");

	clickOn(chat, "F1");
	await chat.sees("Help");
});

test("/mouse off leaves it to the terminal, this time and the next", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	const first = await machine.connectedChat("ann", large);
	await first.until("the mouse being ours", () => first.raw.includes("\x1b[?1006h"));
	first.say("/mouse off");
	await first.sees("The mouse is your terminal's");
	expect(first.raw.lastIndexOf("\x1b[?1006l")).toBeGreaterThan(
		first.raw.lastIndexOf("\x1b[?1006h"),
	);
	first.say("/quit");
	await first.exited;

	const second = await machine.connectedChat("ann", large);
	expect(second.raw).not.toContain("\x1b[?1000h");
	second.say("/mouse on");
	await second.until("the mouse being ours again", () => second.raw.includes("\x1b[?1006h"));
	second.say("/quit");
	await second.exited;
	// Given back with the rest.
	expect(second.raw.lastIndexOf("\x1b[?1006l")).toBeGreaterThan(
		second.raw.lastIndexOf("\x1b[?1006h"),
	);
});
