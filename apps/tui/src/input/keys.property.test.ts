import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { InputEvent } from "./event.ts";
import { KeyDecoder } from "./keys.ts";
import { decode, toBytes } from "./testing/decoding.ts";

function mergeTexts(events: InputEvent[]): InputEvent[] {
	const merged: InputEvent[] = [];
	for (const event of events) {
		const last = merged.at(-1);
		if (event.type === "text" && last?.type === "text") {
			merged[merged.length - 1] = { type: "text", text: last.text + event.text };
		} else {
			merged.push(event);
		}
	}
	return merged;
}

const pieces = fc.constantFrom(
	"\x1b",
	"\x1b[",
	"\x1b[200~",
	"\x1b[201~",
	"\x1b[1;5C",
	"\x1b[27;2;13~",
	"\x1b[<0;3;4M",
	"\x1b[M",
	"\x1b[[",
	"\x1b]11;",
	"\x1bP",
	"\x1b_G",
	"\x1b\\",
	"\x1bO",
	"7$",
	"\x07",
	"\r\n",
	"é",
	"日本",
	"👨‍👩‍👧‍👦",
	"\ufeff",
	"1;2:3u",
);
const soup = fc
	.array(
		fc.oneof(
			{ weight: 3, arbitrary: pieces.map(toBytes) },
			{ weight: 1, arbitrary: fc.string({ unit: "binary" }).map(toBytes) },
			{ weight: 1, arbitrary: fc.uint8Array({ maxLength: 6 }) },
		),
		{ maxLength: 25 },
	)
	.map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

describe("for any bytes", () => {
	test("however they are cut, the events are those of one read", () => {
		fc.assert(
			fc.property(soup, fc.array(fc.nat(6), { minLength: 1 }), (bytes, sizes) => {
				const whole = new KeyDecoder();
				const expected = [...whole.push(bytes), ...whole.flush()];
				const decoder = new KeyDecoder();
				const events: InputEvent[] = [];
				let turn = 0;
				for (let at = 0; at < bytes.length; ) {
					const size = (sizes[turn++ % sizes.length] ?? 0) + 1;
					events.push(...decoder.push(bytes.subarray(at, at + size)));
					at += size;
				}
				events.push(...decoder.flush());
				expect(mergeTexts(events)).toEqual(mergeTexts(expected));
			}),
			{ numRuns: 3000 },
		);
	});

	test("a flush at any moment is harmless, and leaves nothing pending", () => {
		fc.assert(
			fc.property(fc.array(soup), (chunks) => {
				const decoder = new KeyDecoder();
				for (const chunk of chunks) {
					decoder.push(chunk);
					decoder.flush();
					expect(decoder.pending).toBe(false);
				}
			}),
		);
	});

	test("no control character is ever typed text", () => {
		fc.assert(
			fc.property(soup, (bytes) => {
				for (const event of new KeyDecoder().push(bytes)) {
					expect(event.type === "text" && /\p{Cc}/u.test(event.text)).toBe(false);
				}
			}),
		);
	});

	test("an unknown CSI sequence never leaks text", () => {
		const body = fc.string({ unit: fc.constantFrom(..."0123456789;:<=>?") });
		const middle = fc.string({ unit: fc.constantFrom(..." !\"#%&'()*+,-./") });
		const final = fc.constantFrom(..."@ABCDEFGHIJKLNOPQRSTUVWXYZabcdefghijklmnopqrstvwxyz{|}");
		fc.assert(
			fc.property(body, middle, final, (params, between, last) => {
				const typed = decode(`\x1b[${params}${between}${last}`).filter(
					(event) => event.type === "text" || event.type === "paste",
				);
				expect(typed).toEqual([]);
			}),
		);
	});

	test("a text comes back as it was typed", () => {
		fc.assert(
			fc.property(fc.string({ unit: "grapheme" }), (text) => {
				const clean = text.replace(/\p{Cc}/gu, "");
				const typed = decode(clean).map((event) => (event.type === "text" ? event.text : "?"));
				expect(typed.join("")).toBe(clean);
			}),
		);
	});
});
