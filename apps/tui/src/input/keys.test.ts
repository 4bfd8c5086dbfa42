import { describe, expect, test } from "vitest";
import { KeyDecoder } from "./keys.ts";
import { decode, shortly, toBytes } from "./testing/decoding.ts";

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
