import { messageLimitBytes } from "@partyline/shared/text/message-text";
import { expect, test } from "vitest";
import { readText } from "./stdin-text.ts";

async function* chunks(...given: readonly (string | Uint8Array)[]) {
	for (const chunk of given) yield Buffer.from(chunk);
}

test("what comes in pieces is one text, though a piece ends within a character", async () => {
	const bytes = Buffer.from("a 世 b\n");
	expect(await readText(chunks(bytes.subarray(0, 3), bytes.subarray(3)))).toBe("a 世 b\n");
});

test("a text that is as long as it may be can still have line ends to lose", async () => {
	const text = `${"x".repeat(messageLimitBytes)}\r\n`;
	expect(await readText(chunks(text))).toBe(text);
});

test("an input without an end is not read for ever", async () => {
	let read = 0;
	async function* endless() {
		for (;;) {
			read++;
			yield Buffer.alloc(1024, "y");
		}
	}
	await expect(readText(endless())).rejects.toMatchObject({ name: "UserError", code: 65 });
	expect(read).toBeLessThan(100);
});

test("what is not UTF-8 is told, not sent as something else", async () => {
	await expect(readText(chunks(Buffer.from([0x61, 0xff])))).rejects.toMatchObject({
		name: "UserError",
		code: 65,
		message: "What came on stdin is not UTF-8.",
	});
});
