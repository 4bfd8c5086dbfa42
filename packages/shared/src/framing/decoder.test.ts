import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type Decoded, type Frame, FrameDecoder, type RefusalCode } from "./decoder.ts";
import { encodeFrame } from "./encoder.ts";
import { bodyLimitBytes, frameLimitBytes, nestingLimit } from "./limits.ts";

const anyFrame = fc.record(
	{
		value: fc
			.dictionary(
				fc.string({ unit: "binary" }).filter((key) => key !== "body"),
				fc.jsonValue({ maxDepth: 5, stringUnit: "binary" }),
			)
			.map(toExactNumbers),
		body: fc.uint8Array({ maxLength: 600 }),
	},
	{ requiredKeys: ["value"] },
);

/** What JSON can carry both ways: no unsafe integers, no minus zero. */
function toExactNumbers(value: object): object {
	return JSON.parse(JSON.stringify(value), (_key, member: unknown) =>
		typeof member === "number" && Number.isInteger(member) && !Number.isSafeInteger(member)
			? 0
			: member,
	);
}

function cut(bytes: Uint8Array, lengths: readonly number[]): Uint8Array[] {
	const pieces: Uint8Array[] = [];
	let at = 0;
	for (const length of lengths) {
		pieces.push(bytes.subarray(at, at + length));
		at += length;
	}
	return [...pieces, bytes.subarray(at)];
}

function decode(...chunks: (Uint8Array | string)[]): Decoded[] {
	const decoder = new FrameDecoder();
	return chunks.flatMap((chunk) => decoder.push(toBytes(chunk)));
}

function toBytes(chunk: Uint8Array | string): Uint8Array {
	return typeof chunk === "string" ? Buffer.from(chunk) : chunk;
}

function framesOf(decoded: readonly Decoded[]): Frame[] {
	return decoded.map((each) => {
		if (each.type === "refusal") throw new Error(each.refusal.message);
		return each.frame;
	});
}

/** Frames as text: order, `__proto__` members and bodies all count. */
function write(frames: readonly { value: object; body?: Uint8Array | undefined }[]): string[] {
	return frames.map(({ value, body }) => {
		const members = body === undefined ? value : { ...value, body: body.length };
		return `${JSON.stringify(members)} ${body && Buffer.from(body).toString("hex")}`;
	});
}

function nested(levels: number): string {
	return `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}\n`;
}

describe("frames", () => {
	test("any cutting of any frames gives the frames back", () => {
		fc.assert(
			fc.property(
				fc.array(anyFrame, { maxLength: 8 }),
				fc.array(fc.nat(300), { maxLength: 40 }),
				(frames, lengths) => {
					const bytes = Buffer.concat(frames.map(({ value, body }) => encodeFrame(value, body)));
					const decoded = decode(...cut(bytes, lengths));
					expect(write(framesOf(decoded))).toEqual(write(frames));
				},
			),
		);
	});

	test("frames that arrive one byte at a time are the same frames", () => {
		fc.assert(
			fc.property(fc.array(anyFrame, { maxLength: 3 }), (frames) => {
				const bytes = Buffer.concat(frames.map(({ value, body }) => encodeFrame(value, body)));
				const decoded = decode(...Array.from(bytes, (byte) => Uint8Array.of(byte)));
				expect(write(framesOf(decoded))).toEqual(write(frames));
			}),
			{ numRuns: 30 },
		);
	});

	test("blank lines and a carriage return before the newline are passed over", () => {
		expect(framesOf(decode('\n\r\n  \t\n{"a":1}\r\n\n{"b":2}\n'))).toEqual([
			{ value: { a: 1 } },
			{ value: { b: 2 } },
		]);
	});

	test("a line with no newline yet is no frame", () => {
		expect(decode('{"a":1}')).toEqual([]);
	});

	test("__proto__ in a frame is a member like any other", () => {
		const [frame] = framesOf(decode('{"__proto__":{"admin":true}}\n'));
		expect(Object.keys(frame?.value ?? {})).toEqual(["__proto__"]);
		expect(Object.getPrototypeOf(frame?.value)).toBe(Object.prototype);
	});

	test("a replacement character that was really sent is kept", () => {
		expect(framesOf(decode('{"a":"\uFFFD"}\n'))).toEqual([{ value: { a: "\uFFFD" } }]);
	});

	test("a line of exactly the limit is taken, in one chunk or in two", () => {
		const line = `{"a":"${"x".repeat(frameLimitBytes - 8)}"}\n`;
		expect(framesOf(decode(line))).toHaveLength(1);
		expect(framesOf(decode(line.slice(0, 7), line.slice(7)))).toHaveLength(1);
		expect(framesOf(decode(line.slice(0, -1), "\n"))).toHaveLength(1);
	});
});

describe("bodies", () => {
	test("a body may hold newlines and frames, and none of it is read as a frame", () => {
		const inside = Buffer.from('{"method":"post"}\n\n\0\xff', "latin1");
		const bytes = Buffer.concat([encodeFrame({ a: 1 }, inside), encodeFrame({ b: 2 })]);
		expect(framesOf(decode(bytes))).toEqual([
			{ value: { a: 1, body: inside.length }, body: inside },
			{ value: { b: 2 } },
		]);
	});

	test("an empty body comes with its frame, not with the next chunk", () => {
		expect(framesOf(decode('{"body":0}\n'))).toEqual([
			{ value: { body: 0 }, body: Buffer.alloc(0) },
		]);
	});

	test("a body of exactly the limit is taken", () => {
		const body = Buffer.alloc(bodyLimitBytes, 7);
		expect(framesOf(decode(encodeFrame({}, body)))[0]?.body?.equals(body)).toBe(true);
	});

	test("a body is a copy: the caller may use the chunk again", () => {
		const chunk = encodeFrame({}, Buffer.from("body"));
		const [frame] = framesOf(decode(chunk));
		chunk.fill(0);
		expect(frame?.body?.toString()).toBe("body");
		expect(frame?.body?.buffer).not.toBe(chunk.buffer);
	});

	test("only the outermost body member announces bytes", () => {
		expect(framesOf(decode('{"a":{"body":5}}\n{"b":2}\n'))).toHaveLength(2);
	});
});

describe("refusals", () => {
	it.each<[string, string | Uint8Array, RefusalCode]>([
		["bytes that are not UTF-8", Buffer.from('{"a":"caf\xe9"}\n', "latin1"), "not_utf8"],
		["a surrogate in UTF-8", Buffer.from('{"a":"\xed\xa0\x80"}\n', "latin1"), "not_utf8"],
		["a line of words", "hello there\n", "not_json"],
		["a cut object", '{"a":\n', "not_json"],
		["a byte order mark", '\uFEFF{"a":1}\n', "not_json"],
		["a lone byte order mark", "\uFEFF\n", "not_json"],
		["NaN", '{"a":NaN}\n', "not_json"],
		["an array", "[]\n", "not_an_object"],
		["null", "null\n", "not_an_object"],
		["a number", "42\n", "not_an_object"],
		["17 levels", nested(nestingLimit + 1), "too_deep"],
		["30,000 levels", nested(30_000), "too_deep"],
		["17 levels of objects", `${'{"a":'.repeat(17)}0${"}".repeat(17)}\n`, "too_deep"],
		["a lone high surrogate", '{"a":"\\ud800"}\n', "lone_surrogate"],
		["a lone low surrogate, in capitals", '{"a":["\\uDC00x"]}\n', "lone_surrogate"],
		["a lone surrogate in a member's name", '{"a":{"\\ud800":1}}\n', "lone_surrogate"],
		["2^53", '{"a":9007199254740992}\n', "unsafe_integer"],
		["-(2^53+1)", '{"a":[-9007199254740993]}\n', "unsafe_integer"],
		["a number without end", '{"a":1e400}\n', "unsafe_integer"],
	])("a peer that sends %s is told the rule, and its next frame is read", (_title, line, code) => {
		const decoded = decode(line, '{"next":1}\n');
		expect(decoded).toMatchObject([
			{ type: "refusal", refusal: { code, fatal: false } },
			{ type: "frame", frame: { value: { next: 1 } } },
		]);
	});

	it.each([
		["16 levels", nested(nestingLimit)],
		["the largest safe integers", '{"a":[9007199254740991,-9007199254740991,0.1,-0]}\n'],
		["an escaped pair", '{"a":"\\ud83d\\ude00"}\n'],
	])("a frame may hold %s", (_title, line) => {
		expect(framesOf(decode(line))).toHaveLength(1);
	});

	it.each<[string, string, RefusalCode]>([
		["as text", '{"body":"5"}', "bad_body_length"],
		["null", '{"body":null}', "bad_body_length"],
		["below zero", '{"body":-1}', "bad_body_length"],
		["with a fraction", '{"body":1.5}', "bad_body_length"],
		["without end", '{"body":1e400}', "bad_body_length"],
		["over the limit", `{"body":${bodyLimitBytes + 1}}`, "body_too_long"],
		["of 2^60", '{"body":1152921504606846976}', "body_too_long"],
	])("a body length %s is refused, and nothing after it is read", (_title, line, code) => {
		const decoded = decode(`${line}\n{"next":1}\n`, '{"next":2}\n');
		expect(decoded).toMatchObject([{ refusal: { code, fatal: true } }]);
	});

	it.each<[string, Uint8Array, RefusalCode]>([
		["a lone surrogate", Buffer.from('{"name":"\\ud800","body":18}'), "lone_surrogate"],
		["wrong bytes", Buffer.from('{"name":"\xe9","body":18}', "latin1"), "not_utf8"],
		["a missing quote", Buffer.from('{"name:1,"body":18}'), "not_json"],
	])("a file's bytes are not read as frames because %s spoilt the line before", (...row) => {
		const [, line, code] = row;
		const decoded = decode(line, "\n", '{"method":"post"}\n');
		expect(decoded).toMatchObject([{ refusal: { code, fatal: true } }]);
	});

	it.each([
		["in one chunk", ["x".repeat(frameLimitBytes + 1)]],
		["whole in one chunk", [`{"a":"${"x".repeat(frameLimitBytes - 7)}"}\n`]],
		["in two chunks", ["x".repeat(frameLimitBytes), "x"]],
		["whole at the last byte", ["x".repeat(frameLimitBytes), "x\n"]],
	])("a line over the limit ends the reading, %s", (_title, chunks) => {
		const decoder = new FrameDecoder();
		const decoded = [...chunks, '\n{"next":1}\n'].flatMap((c) => decoder.push(Buffer.from(c)));
		expect(decoded).toEqual([
			{
				type: "refusal",
				refusal: {
					code: "frame_too_long",
					message: "A frame may be at most 65536 bytes; this one is longer.",
					fatal: true,
				},
			},
		]);
		expect(decoder.heldBytes).toBe(0);
	});

	test("a refusal never quotes the line, which may hold a password", () => {
		const [refused] = decode('{"password":"hunter2"\n');
		expect(JSON.stringify(refused)).not.toContain("hunter2");
	});
});

describe("the cost", () => {
	const soup = fc.oneof(
		fc.uint8Array({ maxLength: 200 }),
		fc.constantFrom("\n", "\r\n", "{", "}", '"', "[", "\\ud800", '{"body":3}\n', '{"a":1}\n'),
		fc.nat(bodyLimitBytes + 9).map((length) => `\n{"body":${length}}\n`),
		fc.nat(70_000).map((length) => "x".repeat(length)),
		fc.nat(40_000).map((length) => "[".repeat(length)),
	);

	test("any bytes give frames or named refusals, and no more than the limit is held", () => {
		fc.assert(
			fc.property(fc.array(soup, { maxLength: 30 }), (chunks) => {
				const decoder = new FrameDecoder();
				let pushedBytes = 0;
				for (const chunk of chunks) {
					const bytes = toBytes(chunk);
					pushedBytes += bytes.length;
					for (const each of decoder.push(bytes))
						if (each.type === "refusal") expect(each.refusal.message).toMatch(/^[A-Z].*\.$/);
					expect(decoder.heldBytes).toBeLessThanOrEqual(bodyLimitBytes);
					// Not what a peer announces but what it sends takes our memory.
					expect(decoder.heldBytes).toBeLessThanOrEqual(Math.max(256, pushedBytes * 2));
				}
			}),
			{ numRuns: 300 },
		);
	});

	test("a line being collected takes no more than the frame limit", () => {
		const decoder = new FrameDecoder();
		// Not a divisor of the limit, which doubling would then meet by itself.
		for (let sent = 0; sent + 1000 <= frameLimitBytes; sent += 1000) {
			decoder.push(Buffer.alloc(1000, "x"));
			expect(decoder.heldBytes).toBeLessThanOrEqual(frameLimitBytes);
		}
		expect(decoder.heldBytes).toBe(frameLimitBytes);
	});

	test("nothing is held between whole frames", () => {
		const decoder = new FrameDecoder();
		decoder.push(Buffer.from('{"a":'));
		expect(decoder.heldBytes).toBeGreaterThan(0);
		decoder.push(Buffer.from('1}\n{"body":2}\n.'));
		expect(decoder.heldBytes).toBe(2);
		decoder.push(Buffer.from("."));
		expect(decoder.heldBytes).toBe(0);
	});

	it.each([
		["long lines", Buffer.from(`{"a":"${"x".repeat(frameLimitBytes - 8)}"}\n`)],
		["long bodies", encodeFrame({}, Buffer.alloc(bodyLimitBytes))],
		["short lines", Buffer.from(`{"a":"${"x".repeat(150)}"}\n`)],
	])(
		"8 MiB of %s in 1 KiB pieces is searched once and copied less than three times over",
		(_t, unit) => {
			const bytes = Buffer.concat(Array.from({ length: 2 ** 23 / unit.length }, () => unit));
			const decoder = new FrameDecoder();
			for (let at = 0; at < bytes.length; at += 1024) decoder.push(bytes.subarray(at, at + 1024));
			expect(decoder.work.examinedBytes).toBeLessThanOrEqual(bytes.length);
			expect(decoder.work.copiedBytes).toBeLessThan(bytes.length * 3);
		},
	);

	test("a line that lies whole in one chunk is not copied", () => {
		const decoder = new FrameDecoder();
		decoder.push(Buffer.from('{"a":1}\n'.repeat(100)));
		expect(decoder.work.copiedBytes).toBe(0);
	});
});
