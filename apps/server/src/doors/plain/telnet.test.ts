import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TelnetReader } from "./telnet.ts";

function typed(...chunks: readonly (readonly number[] | string)[]) {
	const reader = new TelnetReader();
	const parts = chunks.map((chunk) => reader.take(Buffer.from(chunk as string)));
	return { text: Buffer.concat(parts).toString("latin1"), isTelnet: reader.isTelnet };
}

describe("what a telnet client sends", () => {
	test("is what was typed, without its commands, wherever they are cut", () => {
		const sent = [
			...[255, 251, 31, 255, 253, 1],
			...Buffer.from("an"),
			...[255, 250, 31, 0, 80, 255, 255, 0, 24, 255, 240],
			...Buffer.from("n\r\n"),
			...[255, 241],
			...Buffer.from("secret\r\0x"),
		];
		expect(typed(sent)).toEqual({ text: "ann\r\nsecret\r\nx", isTelnet: true });
		expect(typed(...sent.map((byte) => [byte]))).toEqual(typed(sent));
	});

	test("is left as it is when it has no commands, so that what is not UTF-8 stays so", () => {
		const latin1 = [...Buffer.from("caf"), 0xe9, 0xff, 0x41, 0x0d, 0x00, 0x0a];
		expect(typed(latin1)).toEqual({ text: "caf\xe9\xffA\r\0\n", isTelnet: false });
	});

	test("never grows, and text alone comes through whatever the chunks", () => {
		fc.assert(
			fc.property(fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 8 }), (chunks) => {
				const sent = Buffer.concat(chunks);
				const reader = new TelnetReader();
				const got = Buffer.concat(chunks.map((chunk) => reader.take(Buffer.from(chunk))));
				expect(got.length).toBeLessThanOrEqual(sent.length);
				if (!sent.includes(255)) expect(got).toEqual(sent);
			}),
		);
	});
});
