import { describe, expect, test } from "vitest";
import { arrange } from "./testing/live-chat.ts";

describe("Ctrl+C", () => {
	test("clears the line, then asks, then leaves", () => {
		const chat = arrange();
		chat.type("draft");
		chat.press("ctrl+c");
		expect([chat.typed, chat.state.hint, chat.left]).toEqual(["", "", 0]);
		chat.press("ctrl+c");
		expect([chat.state.hint, chat.left]).toEqual(["Ctrl+C once more leaves", 0]);
		chat.press("ctrl+c");
		expect(chat.left).toBe(1);
	});

	test.each(["pageup", "alt+2", "f7", "left", "tab", "escape", "ctrl+l"])(
		"asks anew after %s",
		(key) => {
			const chat = arrange("#ops");
			chat.press("ctrl+c", key, "ctrl+c");
			expect(chat.left).toBe(0);
			expect(chat.state.hint).toBe("Ctrl+C once more leaves");
		},
	);

	test("asks anew after something was typed or pasted", () => {
		const chat = arrange();
		chat.press("ctrl+c");
		chat.type("?");
		expect(chat.state.leaving).toBe(false);
		chat.press("escape", "ctrl+c");
		chat.controller.onInput({ type: "paste", text: "" });
		expect(chat.state.leaving).toBe(false);
	});

	test("is not disturbed by what the terminal says by itself", () => {
		const chat = arrange();
		chat.press("ctrl+c");
		chat.controller.onInput({ type: "focus", focused: true });
		chat.press("ctrl+c");
		expect(chat.left).toBe(1);
	});
});
