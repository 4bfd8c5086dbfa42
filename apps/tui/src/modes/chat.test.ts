import { expect, test } from "vitest";
import { Chat } from "../testing/chat.ts";

test("the first key of two waits for the second, and says so", () => {
	const chat = new Chat();
	chat.type("draft");
	chat.press("ctrl+x");
	expect(chat.state.hint).toBe("Ctrl+X …");
	chat.press("ctrl+u");
	expect([chat.typed, chat.state.hint, chat.state.prefix]).toEqual(["", "", ""]);
});

test("a second key that means nothing is named, and changes nothing", () => {
	const chat = new Chat();
	chat.type("draft");
	chat.press("ctrl+x", "ctrl+a");
	expect([chat.typed, chat.state.editor.cursor]).toEqual(["draft", 5]);
	expect(chat.state.hint).toBe("Ctrl+X Ctrl+A does nothing");
	chat.press("ctrl+x");
	chat.type("q");
	expect([chat.typed, chat.state.hint]).toEqual(["draft", "Ctrl+X Q does nothing"]);
	chat.type("q");
	expect([chat.typed, chat.state.hint]).toEqual(["draftq", ""]);
});

test("what is pasted, or typed too fast to be a key, after the first of two keys is in the line", () => {
	const chat = new Chat();
	chat.press("ctrl+x");
	chat.type("hello");
	chat.press("ctrl+x");
	chat.controller.onInput({ type: "paste", text: "!" });
	expect([chat.typed, chat.state.prefix]).toEqual(["hello!", ""]);
});

test.each([
	[30, ""],
	[31, "31 lines: Enter sends one message, Ctrl+_ takes them back"],
])("a paste of %i lines lands in the line as one text; the hint: %j", (lines, hint) => {
	const chat = new Chat();
	const text = Array.from({ length: lines }, (_, at) => `line ${at}`).join("\r\n");
	chat.controller.onInput({ type: "paste", text: `${text}\r\n` });
	expect(chat.typed.split("\n")).toHaveLength(lines + 1);
	expect(chat.state.hint).toBe(hint);
	chat.press("ctrl+_");
	expect([chat.typed, chat.state.hint]).toEqual(["", ""]);
});

test("a paste of which not all was taken says so", () => {
	const chat = new Chat();
	chat.controller.onInput({ type: "paste", text: "one\n".repeat(40), cut: true });
	expect(chat.state.hint).toBe("only the first 1 MiB was taken");
});

test("a key is called by one name wherever it is named", () => {
	const chat = new Chat();
	chat.press("ctrl+x", "pageup");
	expect(chat.state.hint).toBe("Ctrl+X PgUp does nothing");
});
