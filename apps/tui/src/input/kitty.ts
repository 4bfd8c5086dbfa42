import type { InputEvent } from "./event.ts";
import { toKeyEvent } from "./event.ts";
import { toCharKey, toHeld } from "./named-keys.ts";

// Codes of the kitty keyboard protocol for keys that are no character.
const namedCodes = new Map([
	[9, "tab"],
	[13, "enter"],
	[27, "escape"],
	[8, "backspace"],
	[127, "backspace"],
	[57414, "enter"],
	[57417, "left"],
	[57418, "right"],
	[57419, "up"],
	[57420, "down"],
	[57421, "pageup"],
	[57422, "pagedown"],
	[57423, "home"],
	[57424, "end"],
	[57425, "insert"],
	[57426, "delete"],
]);

const firstKeypadCode = 57399;
const keypadChars = "0123456789./*-+";
const keypadEqualsCode = 57415;
// Super and hyper belong to the window manager: a letter with them is no text.
const superOrHyper = 8 | 16;
const shiftOrLock = 1 | 64 | 128;
/** What no Latin layout writes; ö and é have chords of their own. */
const foreignLetter = /[^\p{Script=Latin}\p{Script=Common}]/u;

/** A key told by its code point: from kitty's `CSI u` or xterm's `CSI 27;mod;code~`. */
export type CodedKey = {
	readonly code: number;
	readonly shifted: number;
	/** The same key on a Latin layout, where it is told; 0 for none. */
	readonly base: number;
	readonly modifier: number;
	readonly text: readonly number[];
};

function toChar(code: number): string | undefined {
	if (code === keypadEqualsCode) {
		return "=";
	}
	const keypad = keypadChars[code - firstKeypadCode];
	if (keypad !== undefined) {
		return keypad;
	}
	const isPrivate = code >= 0xe000 && code <= 0xf8ff;
	const isSurrogate = code >= 0xd800 && code <= 0xdfff;
	const isPrintable = code >= 0x20 && !(code >= 0x7f && code <= 0x9f) && code <= 0x10ffff;
	return isPrintable && !isPrivate && !isSurrogate ? String.fromCodePoint(code) : undefined;
}

function isCaseless(char: string): boolean {
	return char.toLowerCase() === char.toUpperCase();
}

function toTyped(key: CodedKey, char: string): InputEvent {
	if (key.text.length > 0) {
		return { type: "text", text: key.text.map((code) => toChar(code) ?? "").join("") };
	}
	const shift = toHeld(key.modifier).shift === true;
	const text = shift ? (toChar(key.shifted) ?? char.toUpperCase()) : char;
	return { type: "text", text };
}

/** Reads a key told by its code point: text when it types, a key when it commands, nothing when unknown. */
export function readCodedKey(key: CodedKey): InputEvent[] {
	const held = toHeld(key.modifier);
	const name = namedCodes.get(key.code);
	if (name !== undefined) {
		return [toKeyEvent(name, held)];
	}
	const char = toChar(key.code);
	const bits = Math.max(0, key.modifier - 1);
	if (char === undefined || (bits & superOrHyper) !== 0) {
		return [];
	}
	if ((bits & ~shiftOrLock) === 0) {
		return [toTyped(key, char)];
	}
	const latin = toChar(key.base);
	// Chords are Latin letters, whatever the key writes.
	if (latin !== undefined && foreignLetter.test(char)) {
		return [toCharKey(latin, held)];
	}
	const shifted = held.shift === true ? toChar(key.shifted) : undefined;
	// Old terminals send alt+? as "?", not as shift and "/": one name for one key.
	return shifted !== undefined && shifted !== " " && isCaseless(shifted)
		? [toCharKey(shifted, { ...held, shift: false })]
		: [toCharKey(char, held)];
}
