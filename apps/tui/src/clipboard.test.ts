import { expect, test } from "vitest";
import { clipboardBytes } from "./clipboard.ts";

test("a text goes to the clipboard of the terminal byte by byte", () => {
	const bytes = clipboardBytes("héllo\n世界", false) ?? "";
	const [, base64 = ""] = /\]52;c;([A-Za-z0-9+/=]*)/.exec(bytes) ?? [];
	expect(bytes).toBe(`\x1b]52;c;${base64}\x07`);
	expect(Buffer.from(base64, "base64").toString()).toBe("héllo\n世界");
});

test("in tmux it is asked both ways: for itself, and handed through", () => {
	const bare = clipboardBytes("x", false) ?? "";
	expect(clipboardBytes("x", true)).toBe(`${bare}\x1bPtmux;\x1b${bare}\x1b\\`);
});

test("what terminals would not take whole is not sent at all", () => {
	expect(clipboardBytes("x".repeat(74_994), false)?.length).toBeLessThan(100_001);
	expect(clipboardBytes("x".repeat(74_995), false)).toBeUndefined();
	expect(clipboardBytes("é".repeat(37_498), false)).toBeUndefined();
});
