import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { InputEvent } from "./event.ts";
import { chordOf } from "./event.ts";
import { KeyDecoder } from "./keys.ts";
import { pasteLimitBytes } from "./paste.ts";

function toBytes(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}

function decode(...texts: string[]): InputEvent[] {
	const decoder = new KeyDecoder();
	return texts.flatMap((text) => decoder.push(toBytes(text)));
}

function shortly(events: InputEvent[]): string[] {
	return events.map((event) => {
		switch (event.type) {
			case "key":
				return `<${chordOf(event.key)}>`;
			case "text":
				return event.text;
			case "paste":
				return `paste:${event.text}`;
			default:
				return event.type;
		}
	});
}

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

describe("plain typing", () => {
	test("a line and its Enter in one read are a text and a key", () => {
		expect(decode("hello\r")).toEqual([
			{ type: "text", text: "hello" },
			{ type: "key", key: { name: "enter", ctrl: false, alt: false, shift: false } },
		]);
	});

	test("control bytes between text keep their place", () => {
		expect(shortly(decode("a\x1f\tb"))).toEqual(["a", "<ctrl+_>", "<tab>", "b"]);
	});

	test("a character cut in two reads is put together", () => {
		const decoder = new KeyDecoder();
		const [first, second, ...rest] = toBytes("😀!");
		expect(decoder.push(Uint8Array.of(first!, second!))).toEqual([]);
		expect(decoder.pending).toBe(false);
		expect(decoder.flush()).toEqual([]);
		expect(shortly(decoder.push(Uint8Array.from(rest)))).toEqual(["😀!"]);
	});

	test("bytes that are no UTF-8 become replacement characters, not exceptions", () => {
		const decoder = new KeyDecoder();
		expect(shortly(decoder.push(Uint8Array.of(0x61, 0xff, 0xe2, 0x82, 0x0d)))).toEqual([
			"a\ufffd\ufffd",
			"<enter>",
		]);
	});

	test("C1 control characters are not text", () => {
		expect(shortly(decode("a\u009bb\u0085"))).toEqual(["ab"]);
	});

	test("a byte order mark is kept wherever it comes", () => {
		expect(shortly(decode("\ufeffa"))).toEqual(["\ufeffa"]);
	});
});

describe("keys", () => {
	test.each([
		["\x01", "ctrl+a"],
		["\x1a", "ctrl+z"],
		["\x00", "ctrl+space"],
		["\x1c", "ctrl+\\"],
		["\x1d", "ctrl+]"],
		["\x1e", "ctrl+^"],
		["\x1f", "ctrl+_"],
		["\x7f", "backspace"],
		["\x08", "backspace"],
		["\r", "enter"],
		["\n", "ctrl+j"],
		["\t", "tab"],
		["\x1b\r", "alt+enter"],
		["\x1b\x7f", "alt+backspace"],
		["\x1b\x08", "alt+backspace"],
		["\x1b\x06", "ctrl+alt+f"],
		["\x1bb", "alt+b"],
		["\x1bB", "alt+shift+b"],
		["\x1b/", "alt+/"],
		["\x1b1", "alt+1"],
		["\x1b ", "alt+space"],
		["\x1bö", "alt+ö"],
		["\x1bÖ", "alt+shift+ö"],
		["\x1b[A", "up"],
		["\x1bOA", "up"],
		["\x1b\x1b[A", "alt+up"],
		["\x1b\x1bOD", "alt+left"],
		["\x1b[1;5C", "ctrl+right"],
		["\x1b[1;3D", "alt+left"],
		["\x1b[1;9D", "alt+left"],
		["\x1b[1;8H", "ctrl+alt+shift+home"],
		["\x1b[5C", "ctrl+right"],
		["\x1bO5C", "ctrl+right"],
		["\x1b[a", "shift+up"],
		["\x1bOd", "ctrl+left"],
		["\x1b[Z", "shift+tab"],
		["\x1b[H", "home"],
		["\x1bOF", "end"],
		["\x1b[1~", "home"],
		["\x1b[7~", "home"],
		["\x1b[4~", "end"],
		["\x1b[8~", "end"],
		["\x1b[7$", "shift+home"],
		["\x1b[8^", "ctrl+end"],
		["\x1b[3@", "ctrl+shift+delete"],
		["\x1b[2~", "insert"],
		["\x1b[3~", "delete"],
		["\x1b[3;3~", "alt+delete"],
		["\x1b[5~", "pageup"],
		["\x1b[6;3~", "alt+pagedown"],
		["\x1bOP", "f1"],
		["\x1b[[A", "f1"],
		["\x1b[[E", "f5"],
		["\x1b[11~", "f1"],
		["\x1b[15~", "f5"],
		["\x1b[17~", "f6"],
		["\x1b[18;5~", "ctrl+f7"],
		["\x1b[19~", "f8"],
		["\x1b[24~", "f12"],
		["\x1b[1;2P", "shift+f1"],
		["\x1bOM", "enter"],
		["\x1b[27;2;13~", "shift+enter"],
		["\x1b[27;5;105~", "ctrl+i"],
		["\x1b[27;4;63~", "alt+?"],
		["\x1b[13;2u", "shift+enter"],
		["\x1b[13;3u", "alt+enter"],
		["\x1b[27u", "escape"],
		["\x1b[127;5u", "ctrl+backspace"],
		["\x1b[97;5u", "ctrl+a"],
		["\x1b[98;4u", "alt+shift+b"],
		["\x1b[98:66;4u", "alt+shift+b"],
		["\x1b[45:95;6u", "ctrl+_"],
		["\x1b[45;6u", "ctrl+shift+-"],
		["\x1b[32;5u", "ctrl+space"],
		// Ctrl+С, Alt+Shift+И and Alt+Ю on a Russian layout; Alt+Ö on a German one.
		["\x1b[1089::99;5u", "ctrl+c"],
		["\x1b[1080:1048:98;4u", "alt+shift+b"],
		["\x1b[1102::46;3u", "alt+."],
		["\x1b[1089;5u", "ctrl+с"],
		["\x1b[246::59;3u", "alt+ö"],
		["\x1b[1;1:2A", "up"],
		["\x1b[57414u", "enter"],
		["\x1b[57417;5u", "ctrl+left"],
		["\x1b[57418u", "right"],
		["\x1b[57419u", "up"],
		["\x1b[57420u", "down"],
		["\x1b[57421u", "pageup"],
		["\x1b[57422u", "pagedown"],
		["\x1b[57423u", "home"],
		["\x1b[57424u", "end"],
		["\x1b[57425u", "insert"],
		["\x1b[57426u", "delete"],
		["\x1b[8;5u", "ctrl+backspace"],
		["\x1b[9;5u", "ctrl+tab"],
		["\x1b[b", "shift+down"],
		["\x1b[c", "shift+right"],
		["\x1b[d", "shift+left"],
		["\x1bOa", "ctrl+up"],
		["\x1bOb", "ctrl+down"],
		["\x1bOc", "ctrl+right"],
		["\x1b[[B", "f2"],
		["\x1b[[C", "f3"],
		["\x1b[[D", "f4"],
		["\x1b[12~", "f2"],
		["\x1b[13~", "f3"],
		["\x1b[14~", "f4"],
		["\x1b[20~", "f9"],
		["\x1b[21~", "f10"],
		["\x1b[23~", "f11"],
		["\x1bOQ", "f2"],
		["\x1bOR", "f3"],
		["\x1bOS", "f4"],
	])("%j is %s", (bytes, chord) => {
		expect(shortly(decode(bytes))).toEqual([`<${chord}>`]);
	});

	test.each([
		["\x1b[97u", "a"],
		["\x1b[97;2u", "A"],
		["\x1b[49:33;2u", "!"],
		["\x1b[97;;228u", "ä"],
		["\x1b[57400u", "1"],
		["\x1bOq", "1"],
		["\x1bOk", "+"],
		["\x1b[27;2;65~", "A"],
	])("%j types %s", (bytes, text) => {
		expect(shortly(decode(bytes))).toEqual([text]);
	});

	test.each([
		"\x1b[97;5:3u",
		"\x1b[1;1:3A",
		"\x1b[57441u",
		"\x1b[97;9u",
		"\x1b[29~",
		"\x1b[E",
		"\x1b[55296u",
		"\x1b[99999999u",
		"\x1b[=5h",
		"\x1b[1;2;3;4X",
		"\x1b[?1 q",
		"\x1b[[Z",
		"\x1bOz",
		"\x1b[1<2A",
	])("%j is swallowed whole, and no more", (bytes) => {
		expect(shortly(decode(`${bytes}x`))).toEqual(["x"]);
	});

	test("a sequence broken off by a key lets the key through", () => {
		expect(shortly(decode("\x1b[1;\rx"))).toEqual(["<enter>", "x"]);
		expect(shortly(decode("\x1b]11;rgb\x03x"))).toEqual(["<ctrl+c>", "x"]);
		expect(shortly(decode("\x1b[1\x1b[A"))).toEqual(["<up>"]);
		expect(shortly(decode("\x1b[\r\x1bO\r"))).toEqual([
			"<alt+[>",
			"<enter>",
			"<alt+shift+o>",
			"<enter>",
		]);
	});
});

describe("what silence decides", () => {
	test.each([
		["\x1b", ["<escape>"]],
		["\x1b\x1b", ["<escape>", "<escape>"]],
		["\x1b[", ["<alt+[>"]],
		["\x1bO", ["<alt+shift+o>"]],
		["\x1b]", ["<alt+]>"]],
		["\x1bP", ["<alt+shift+p>"]],
		["\x1b_", ["<alt+_>"]],
		["\x1b\x1b[", ["<escape>", "<alt+[>"]],
	])("%j waits, and after a flush is %j", (bytes, chords) => {
		const decoder = new KeyDecoder();
		expect(decoder.push(toBytes(bytes))).toEqual([]);
		expect(decoder.pending).toBe(true);
		expect(shortly(decoder.flush())).toEqual(chords);
		expect(decoder.pending).toBe(false);
		expect(shortly(decoder.push(toBytes("[A")))).toEqual(["[A"]);
	});

	test("Escape twice and a letter are Escape and alt with the letter", () => {
		expect(shortly(decode("\x1b\x1bx"))).toEqual(["<escape>", "<alt+x>"]);
	});

	test("Escape before an endless sequence does not wait for its end", () => {
		expect(shortly(decode(`\x1b\x1b[${"1".repeat(70)}`))).toEqual(["<escape>"]);
		expect(shortly(decode(`\x1b\x1b[${"1".repeat(70)}A`))).toEqual(["<escape>", "<up>"]);
	});

	test("Escape before a mouse report stays Escape", () => {
		expect(shortly(decode("\x1b\x1b[<0;1;1M"))).toEqual(["<escape>", "mouse"]);
	});

	test("a sequence that a slow line cuts is still one key after a flush", () => {
		const decoder = new KeyDecoder();
		decoder.push(toBytes("\x1b[1;5"));
		expect(decoder.pending).toBe(true);
		expect(decoder.flush()).toEqual([]);
		expect(decoder.pending).toBe(false);
		expect(shortly(decoder.push(toBytes("Cx")))).toEqual(["<ctrl+right>", "x"]);
	});

	test("alt and a character that begins a string are a key when no answer follows", () => {
		expect(shortly(decode("\x1b_hello\x1b]x\x1bPq"))).toEqual([
			"<alt+_>",
			"hello",
			"<alt+]>",
			"x",
			"<alt+shift+p>",
			"q",
		]);
	});

	test("a flush with nothing held back gives nothing", () => {
		expect(new KeyDecoder().flush()).toEqual([]);
		expect(new KeyDecoder().pending).toBe(false);
	});
});

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

describe("reports and answers", () => {
	test("focus is told", () => {
		expect(decode("\x1b[I\x1b[O")).toEqual([
			{ type: "focus", focused: true },
			{ type: "focus", focused: false },
		]);
	});

	const mouse = {
		type: "mouse",
		action: "press",
		button: "left",
		column: 9,
		row: 4,
		ctrl: false,
		alt: false,
		shift: false,
	};

	test.each([
		["\x1b[<0;10;5M", {}],
		["\x1b[<2;10;5m", { action: "release", button: "right" }],
		["\x1b[<32;10;5M", { action: "move" }],
		["\x1b[<35;10;5M", { action: "move", button: "none" }],
		["\x1b[<64;10;5M", { action: "wheel", button: "up" }],
		["\x1b[<65;10;5M", { action: "wheel", button: "down" }],
		["\x1b[<28;10;5M", { ctrl: true, alt: true, shift: true }],
		["\x1b[32;10;5M", {}],
		["\x1b[M *%", {}],
		["\x1b[M#*%", { action: "release", button: "none" }],
	])("the mouse report %j is read", (bytes, parts) => {
		expect(decode(bytes)).toEqual([{ ...mouse, ...parts }]);
	});

	test("a sideways wheel and a broken report are swallowed", () => {
		expect(decode("\x1b[<66;1;1M\x1b[<0;1M\x1b[<128;1;1M\x1b[5;1;1M")).toEqual([]);
	});

	test.each([
		["\x1b[12;40R", { kind: "cursor", row: 12, column: 40 }],
		["\x1b[?1;3R", { kind: "cursor", row: 1, column: 3 }],
		["\x1b[?62;4c", { kind: "attributes", prefix: "?", params: [62, 4] }],
		["\x1b[>41;354;0c", { kind: "attributes", prefix: ">", params: [41, 354, 0] }],
		["\x1b[?1u", { kind: "keyboard", prefix: "?", params: [1] }],
		["\x1b[?2026;2$y", { kind: "mode", prefix: "?", params: [2026, 2] }],
		["\x1b[0n", { kind: "status", prefix: "", params: [0] }],
		["\x1b[?997;1n", { kind: "status", prefix: "?", params: [997, 1] }],
		["\x1b[8;24;80t", { kind: "window", prefix: "", params: [8, 24, 80] }],
		["\x1b]11;rgb:0000/0000/0000\x07", { kind: "osc", code: 11, text: "rgb:0000/0000/0000" }],
		["\x1b]11;rgb:ffff/é\x1b\\", { kind: "osc", code: 11, text: "rgb:ffff/é" }],
		["\x1bP>|tmux 3.3a\x1b\\", { kind: "dcs", text: ">|tmux 3.3a" }],
		["\x1b_Gi=31;OK\x1b\\", { kind: "apc", text: "Gi=31;OK" }],
	])("the answer %j never shows as typed text", (bytes, reply) => {
		expect(decode(bytes)).toEqual([{ type: "reply", ...reply }]);
	});

	test("an endless answer is swallowed to its end, cut or whole", () => {
		const long = `\x1b]52;c;${"A".repeat(20_000)}\x1b\\x`;
		expect(shortly(decode(long))).toEqual(["x"]);
		expect(shortly(decode(long.slice(0, 17_000), long.slice(17_000, -2), "\\x"))).toEqual(["x"]);
	});
});

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
