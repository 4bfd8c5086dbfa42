import { describe, expect, test } from "vitest";
import { KeyDecoder } from "./keys.ts";
import { pasteLimitBytes } from "./paste.ts";
import { decode, shortly, toBytes } from "./testing/decoding.ts";

describe("paste", () => {
	test("a paste is one event and its line ends are newlines", () => {
		expect(decode("\x1b[200~a\r\nb\rc\x1b[31m\x1b[201~\r")).toEqual([
			{ type: "paste", text: "a\nb\nc\x1b[31m" },
			{ type: "key", key: { name: "enter", ctrl: false, alt: false, shift: false } },
		]);
	});

	test("an empty paste is no event", () => {
		expect(decode("\x1b[200~\x1b[201~x")).toEqual([{ type: "text", text: "x" }]);
	});

	test("a lone end of paste is swallowed", () => {
		expect(shortly(decode("\x1b[201~x"))).toEqual(["x"]);
	});

	test("a paste over the limit is cut on a character, the rest is consumed", () => {
		const text = `a${"é".repeat(pasteLimitBytes)}`;
		const [paste, after, ...rest] = decode(`\x1b[200~${text}`, `${text}\x1b[201~x`);
		expect(paste).toEqual({
			type: "paste",
			text: `a${"é".repeat(pasteLimitBytes / 2 - 1)}`,
			cut: true,
		});
		expect(after).toEqual({ type: "text", text: "x" });
		expect(rest).toEqual([]);
	});

	test("a paste of just the limit is not cut; one delivered before its end still says that it was", () => {
		const text = "x".repeat(pasteLimitBytes);
		expect(decode(`\x1b[200~${text}\x1b[201~`)).toEqual([{ type: "paste", text }]);
		const decoder = new KeyDecoder();
		decoder.push(toBytes(`\x1b[200~${text}`));
		expect(decoder.flush()).toEqual([{ type: "paste", text }]);
		expect(decoder.push(toBytes("y\x1b[201~"))).toEqual([{ type: "paste", text: "", cut: true }]);
	});

	test("an unfinished paste is delivered by a flush, and what comes later is still paste", () => {
		const decoder = new KeyDecoder();
		expect(decoder.push(toBytes("\x1b[200~one\r"))).toEqual([]);
		expect(decoder.pending).toBe(true);
		expect(shortly(decoder.flush())).toEqual(["paste:one"]);
		expect(decoder.pending).toBe(false);
		expect(decoder.push(toBytes("\ntwo\r\x1b[20"))).toEqual([]);
		expect(shortly(decoder.push(toBytes("1~\r")))).toEqual(["paste:\ntwo\n", "<enter>"]);
	});

	test.each(["\x03", "\x1b[99;5u"])(
		"Ctrl+C alone after a flush, sent as %j, ends a paste whose end was lost",
		(ctrlC) => {
			const decoder = new KeyDecoder();
			decoder.push(toBytes("\x1b[200~one"));
			decoder.flush();
			expect(shortly(decoder.push(toBytes(ctrlC)))).toEqual(["<ctrl+c>"]);
			expect(shortly(decoder.push(toBytes("x\r")))).toEqual(["x", "<enter>"]);
		},
	);

	test("Ctrl+C inside a paste that flows is only a character of it", () => {
		expect(shortly(decode("\x1b[200~a", "\x03", "b\x1b[201~"))).toEqual(["paste:a\x03b"]);
	});
});
