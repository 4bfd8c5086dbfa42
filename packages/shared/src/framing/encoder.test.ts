import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { encodeFrame, FrameTooLongError } from "./encoder.ts";
import { bodyLimitBytes, frameLimitBytes } from "./limits.ts";

test("a frame is its JSON on one line, whatever newlines are in its text", () => {
	expect(encodeFrame({ text: "a\nb" }).toString()).toBe('{"text":"a\\nb"}\n');
});

test("a body follows its line, which says the length", () => {
	expect(encodeFrame({ a: 1, body: 99 }, Buffer.from("xyz")).toString()).toBe(
		'{"a":1,"body":3}\nxyz',
	);
});

test("the frame of the caller is left as it was", () => {
	const value = { a: 1 };
	encodeFrame(value, Buffer.from("xyz"));
	expect(value).toEqual({ a: 1 });
});

test("a line over the limit is our own bug, and thrown", () => {
	const fits = { a: "x".repeat(frameLimitBytes - 8) };
	expect(encodeFrame(fits)).toHaveLength(frameLimitBytes + 1);
	expect(() => encodeFrame({ a: `${fits.a}x` })).toThrow(FrameTooLongError);
	// Bytes count, not characters.
	expect(() => encodeFrame({ a: `${fits.a.slice(1)}é` })).toThrow(RangeError);
});

test("a body over the limit is thrown too", () => {
	expect(() => encodeFrame({}, Buffer.alloc(bodyLimitBytes + 1))).toThrow(FrameTooLongError);
});
