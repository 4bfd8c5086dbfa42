import fc from "fast-check";
import { expect, test } from "vitest";
import { KeyDecoder } from "../input/keys.ts";
import { Chat } from "../testing/chat.ts";
import { columnsOf, isClean, undress } from "../testing/screen-rows.ts";
import { keysTestLines, readable } from "./keys-test-lines.ts";

/** Brings bytes as a terminal does: to whoever listens, and decoded. */
function send(chat: Chat, bytes: string): void {
	const chunk = Buffer.from(bytes, "latin1");
	for (const tap of chat.taps) tap(chunk);
	const decoder = new KeyDecoder();
	for (const event of [...decoder.push(chunk), ...decoder.flush()]) chat.controller.onInput(event);
}

function rowsOf({ state }: Chat, width = 80): string[] {
	if (state.layer.type !== "keys-test") throw new Error("no keys are tested");
	return keysTestLines(state, state.layer, { width, height: 20 });
}

function text(chat: Chat): string {
	return rowsOf(chat).map(undress).join("\n");
}

function arrange(): Chat {
	const chat = new Chat();
	chat.client.goLive("ann", "#general");
	chat.say("/keys test");
	return chat;
}

test("a key shows what came, what it does now and how the configuration spells it", () => {
	const chat = arrange();
	send(chat, "\x1ba");
	expect(text(chat)).toContain("ESC a");
	expect(text(chat)).toContain(
		'Alt+A: next room with something unread. In the file: "alt+a" = "next-unread"',
	);
	send(chat, "\x1b[1;7P");
	expect(text(chat)).toContain("ESC [ 1 ; 7 P");
	expect(text(chat)).toMatch(/Ctrl\+Alt\+F1: does nothing/);
	send(chat, "\x18");
	expect(text(chat)).toMatch(/Ctrl\+X: begins a longer one/);
});

test("nothing is done, neither with keys nor with text, mouse or paste", () => {
	const chat = arrange();
	const asked = chat.client.asked.length;
	send(chat, "hello\r\x03\x03\x1b[200~pasted\x1b[201~\x1b[<0;3;4M\x1b[I");
	expect(chat.typed).toBe("");
	expect(chat.left).toBe(0);
	expect(chat.client.asked).toHaveLength(asked);
	for (const words of ["text: hello", "a paste of 6 characters", "column 3, row 4", "keyboard"])
		expect(text(chat)).toContain(words);
});

test("Esc twice ends it, and nobody listens any more", () => {
	const chat = arrange();
	send(chat, "\x1b");
	expect(text(chat)).toContain("Esc once more ends this.");
	send(chat, "a");
	expect(text(chat)).not.toContain("once more");
	send(chat, "\x1b");
	send(chat, "\x1b");
	expect(chat.state.layer.type).toBe("none");
	send(chat, "x");
	expect([chat.typed, chat.taps.size]).toEqual(["x", 0]);
});

test("the line for the file names the action of a key, or leaves it open", () => {
	const chat = arrange();
	send(chat, "\x0e");
	send(chat, "\x1b[23~");
	expect(text(chat)).toContain('"ctrl+n" = "next-room"');
	expect(text(chat)).toContain('"f11" = "ACTION"');
});

test("bytes can be read and written down", () => {
	expect(readable("\x1b[1;3A\r\n\t \x7f\x00\x03a\xe9")).toBe(
		"ESC [ 1 ; 3 A CR LF TAB SP DEL ^@ ^C a \\xe9",
	);
});

test("whatever comes, every row fits and is clean", () => {
	fc.assert(
		fc.property(
			fc.uint8Array({ maxLength: 40 }),
			fc.integer({ min: 2, max: 100 }),
			(bytes, width) => {
				const chat = arrange();
				send(chat, Buffer.from(bytes).toString("latin1"));
				if (chat.state.layer.type !== "keys-test") return;
				const rows = rowsOf(chat, width);
				expect(rows).toHaveLength(20);
				for (const row of rows) {
					expect(columnsOf(row)).toBe(width);
					expect(isClean(row)).toBe(true);
				}
			},
		),
	);
});
