import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, it, test } from "vitest";
import { messageLimitBytes, parseMessageText } from "./message-text.ts";

it.each([
	["", "A message may not be empty."],
	[" \n\t \r\n\u3000", "A message may not be empty."],
	[
		"a\x1b[31mb\x07\x1b",
		"A message may have no control characters but newline and tab; this one has U+001B, U+0007.",
	],
	["a\rb", "A message may have no control characters but newline and tab; this one has U+000D."],
	["a\x9bb", "A message may have no control characters but newline and tab; this one has U+009B."],
	["a\x7fb", "A message may have no control characters but newline and tab; this one has U+007F."],
	["a\ud800b", "A message must be whole characters; this one has a lone surrogate."],
	["é".repeat(8193), "A message may have at most 16384 bytes of UTF-8; this one has 16386."],
])("%j is refused in a sentence", (raw, problem) => {
	expect(parseMessageText(raw)).toEqual({ ok: false, problem });
});

it.each([
	["line ends of Windows are newlines", "a\r\nb\r\n\r\n", "a\nb"],
	["newlines at the end are cut", "a\n\n\n", "a"],
	["spaces, tabs and newlines elsewhere are kept", "\n  a\n\n\tb  ", "\n  a\n\n\tb  "],
	["a message may be as long as the limit", "é".repeat(8192), "é".repeat(8192)],
	[
		"newlines at the end do not count against the limit",
		`${"a".repeat(16384)}\n`,
		"a".repeat(16384),
	],
	["letters are kept as they were composed", "e\u0301 é", "e\u0301 é"],
	[
		"what is only a matter of display is kept",
		`a${"\u0301".repeat(20)}\u202eb`,
		`a${"\u0301".repeat(20)}\u202eb`,
	],
])("%s", (_title, raw, text) => {
	expect(parseMessageText(raw)).toEqual({ ok: true, text });
});

test("any text is refused in a sentence, or kept within the rules and the same when read again", () => {
	const chars = fc.constantFrom(..."ab \t\n\r\x1b\x85é😀", "\r\n", "\ud83d", "x".repeat(6000));
	const anyText = fc.array(chars, { maxLength: 12 }).map((parts) => parts.join(""));
	fc.assert(
		fc.property(anyText, (raw) => {
			const result = parseMessageText(raw);
			if (!result.ok) {
				expect(result.problem).toMatch(/^A message .*\.$/);
				return;
			}
			expect(raw.replaceAll("\r\n", "\n").replace(/\n+$/, "")).toBe(result.text);
			expect(result.text).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cs}]/u);
			expect(Buffer.byteLength(result.text)).toBeLessThanOrEqual(messageLimitBytes);
			expect(parseMessageText(result.text)).toEqual(result);
		}),
		{ numRuns: 1000 },
	);
});
