import headless from "@xterm/headless";
import { describe, expect, test } from "vitest";
import { Chat } from "../testing/chat.ts";
import { event, events } from "../testing/samples.ts";
import { widthOf } from "../text/width.ts";
import { bareRows } from "./bare-lines.ts";

function arrange(...texts: readonly string[]): Chat {
	const chat = new Chat({ columns: 20, rows: 8 });
	chat.client.goLive("ann", "#general");
	for (const [at, text] of texts.entries())
		chat.client.tell({ type: "event", event: event(at + 1, { text }), mine: false });
	return chat;
}

/** What a terminal copies when all of its screen is selected: rows that it broke itself are one line. */
async function copiedFrom(bytes: string): Promise<string> {
	const terminal = new headless.Terminal({ cols: 20, rows: 12, allowProposedApi: true });
	await new Promise<void>((done) => terminal.write(bytes, done));
	const { active } = terminal.buffer;
	let copied = "";
	for (let row = 0; row < terminal.rows; row++) {
		const line = active.getLine(row);
		copied += `${line?.isWrapped === true ? "" : "\n"}${line?.translateToString(true)}`;
	}
	return copied;
}

describe("the bare view", () => {
	test("has what was said from the first column on, and nothing else", () => {
		const chat = arrange("hello", "two\nlines");
		chat.press("alt+l");
		expect(bareRows(chat.state).map(({ text }) => text)).toEqual([
			"bob: hello",
			"bob: two",
			"lines",
		]);
	});

	test("a line longer than the screen is one line to the terminal, wide letters too", async () => {
		const text = `see https://example.org/${"日本".repeat(10)}abc/end of it`;
		const chat = arrange("before", text, "after");
		chat.controller.onResize(20, 12);
		chat.press("alt+l");
		// The screen of the chat is without autowrap.
		const bytes = `\x1b[?7l${chat.sent.find((sent) => sent.includes("bob:"))}`;
		expect(await copiedFrom(bytes)).toContain(`bob: before\nbob: ${text}\nbob: after\n`);
	});

	test("as much of the newest is there as has room", () => {
		const chat = arrange(...Array.from({ length: 30 }, (_, at) => `message ${at}`));
		chat.press("alt+l");
		const rows = bareRows(chat.state).map(({ text }) => text);
		expect(rows).toHaveLength(7);
		expect(rows.at(-1)).toBe("bob: message 29");
	});

	test("who has scrolled up has there what they read", () => {
		const chat = new Chat({ columns: 80, rows: 12 });
		chat.client.goLive("ann", "#general");
		for (const one of events(1, 50)) chat.client.tell({ type: "event", event: one, mine: false });
		chat.press("pageup", "pageup");
		const last = chat.rows.at(-1)?.match(/text \d+/)?.[0];
		chat.press("alt+l");
		expect(bareRows(chat.state).at(-1)?.text).toBe(`bob: ${last}`);
	});

	test("any key goes back, the mouse is the chat's again, and nothing was typed", () => {
		const chat = arrange("hello");
		chat.press("alt+l");
		expect(chat.sent).toContain("mouse off");
		chat.type("x");
		expect(chat.sent.slice(-2)).toEqual(["mouse on", "\x1b[?7l"]);
		expect(chat.redrawn).toBe(1);
		expect(chat.typed).toBe("");
		expect(chat.state.layer.type).toBe("none");
	});

	test("a mouse that is the terminal's stays so", () => {
		const chat = arrange("hello");
		chat.say("/mouse off");
		chat.press("alt+l", "enter");
		expect(chat.sent).not.toContain("mouse on");
	});

	test("another size of the terminal ends it", () => {
		const chat = arrange("hello");
		chat.press("alt+l");
		chat.controller.onResize(30, 10);
		expect(chat.state.layer.type).toBe("none");
		expect(chat.redrawn).toBe(1);
	});

	test("a screen too small for anything shows nothing and holds", () => {
		const chat = arrange("hello");
		chat.controller.onResize(1, 1);
		chat.press("alt+l");
		expect(bareRows(chat.state)).toEqual([]);
		for (const { text } of bareRows(chat.state)) expect(widthOf(text)).toBeLessThanOrEqual(1);
	});
});
