import { expect, test } from "vitest";
import { type Editor, editorOf } from "../input/editor.ts";
import { KeyDecoder } from "../input/keys.ts";
import { moveTo } from "../input/moves.ts";
import { logOf } from "../state/state.ts";
import { Chat } from "../testing/chat.ts";
import { events } from "../testing/samples.ts";

function show(editor: Editor): string {
	return `${editor.text.slice(0, editor.cursor)}|${editor.text.slice(editor.cursor)}`;
}

function press(marked: string, bytes: string): string {
	const pressed = new KeyDecoder().push(new TextEncoder().encode(bytes));
	const chat = new Chat();
	chat.desk.edit(() => moveTo(editorOf(marked.replace("|", "")), marked.indexOf("|")));
	for (const event of pressed) chat.controller.onInput(event);
	return show(chat.state.editor);
}

test.each([
	["Ctrl+A", "\x01", "|one two"],
	["Ctrl+E", "\x05", "one two|"],
	["Ctrl+B", "\x02", "one| two"],
	["Ctrl+F", "\x06", "one t|wo"],
	["Ctrl+D", "\x04", "one |wo"],
	["Ctrl+H", "\x08", "one|two"],
	["Ctrl+U", "\x15", "|two"],
	["Ctrl+W", "\x17", "|two"],
	["Ctrl+K", "\x0b", "one |"],
	["Ctrl+K Ctrl+Y", "\x0b\x19", "one two|"],
	["Ctrl+K Ctrl+A Ctrl+K Ctrl+Y Alt+Y", "\x0b\x01\x0b\x19\x1by", "two|"],
	["Ctrl+T", "\x14", "onet |wo"],
	["Alt+T", "\x1bt", "two one|"],
	["Alt+\\", "\x1b\\", "one|two"],
	["Ctrl+K Ctrl+X Ctrl+U", "\x0b\x18\x15", "one |two"],
	["Ctrl+K Ctrl+_", "\x0b\x1f", "one |two"],
	["Ctrl+K Ctrl+_ Alt+_", "\x0b\x1f\x1b_", "one |"],
	["Alt+B", "\x1bb", "|one two"],
	["Alt+F", "\x1bf", "one two|"],
	["Alt+D", "\x1bd", "one |"],
	["Alt+Backspace", "\x1b\x7f", "|two"],
	["Left", "\x1b[D", "one| two"],
	["Right", "\x1b[C", "one t|wo"],
	["Ctrl+Left", "\x1b[1;5D", "|one two"],
	["Ctrl+Right", "\x1b[1;5C", "one two|"],
	["Home", "\x1b[H", "|one two"],
	["End", "\x1b[4~", "one two|"],
	["Delete", "\x1b[3~", "one |wo"],
	["Backspace", "\x7f", "one|two"],
	["Alt+Enter", "\x1b\r", "one \n|two"],
	["Shift+Enter", "\x1b[13;2u", "one \n|two"],
	["Ctrl+J", "\n", "one \n|two"],
])("%s edits the line", (_name, bytes, after) => {
	// A flush would be needed for Alt+_ at the end; a harmless key after it does as well.
	expect(press("one |two", `${bytes}\x1b[I`)).toBe(after);
});

test("Home and End go through the line, and on an empty line through the room", () => {
	const chat = new Chat({ rows: 12 });
	chat.client.goLive("ann", "#general");
	for (const one of events(1, 50)) chat.client.tell({ type: "event", event: one, mine: false });
	const anchor = () => logOf(chat.state, chat.state.current).anchor.at;
	chat.type("x");
	chat.press("home");
	expect([chat.state.editor.cursor, anchor()]).toEqual([0, "end"]);
	chat.press("ctrl+u", "end", "backspace", "home");
	expect([chat.typed, anchor()]).toEqual(["", "item"]);
	chat.press("end");
	expect(anchor()).toBe("end");
});
