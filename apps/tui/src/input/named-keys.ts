import type { Held, InputEvent } from "./event.ts";
import { toKeyEvent } from "./event.ts";

const afterZ = ["\\", "]", "^", "_"];
const controlNames = new Map([
	[0x08, "backspace"],
	[0x09, "tab"],
	[0x0d, "enter"],
	[0x1b, "escape"],
	[0x7f, "backspace"],
]);

/** Tells bytes that are keys from bytes that are text. */
export function isControl(code: number): boolean {
	return code < 0x20 || code === 0x7f;
}

/** The key a control byte stands for. */
export function toControlKey(code: number, held: Held = {}): InputEvent {
	const name = controlNames.get(code);
	if (name !== undefined) {
		return toKeyEvent(name, held);
	}
	if (code === 0) {
		return toKeyEvent("space", { ...held, ctrl: true });
	}
	const letter = afterZ[code - 0x1c] ?? String.fromCharCode(code + 0x60);
	return toKeyEvent(letter, { ...held, ctrl: true });
}

/** The key a character stands for when ctrl or alt is held: lower case, with shift for a capital. */
export function toCharKey(char: string, held: Held): InputEvent {
	if (char === " ") {
		return toKeyEvent("space", held);
	}
	const lower = char.toLowerCase();
	return toKeyEvent(lower, { ...held, shift: held.shift === true || lower !== char });
}

/** Reads xterm's modifier number: 1 plus a bit each for shift, alt, ctrl, meta. */
export function toHeld(modifier: number): Held {
	const bits = Math.max(0, modifier - 1);
	// xterm's meta is 8, kitty's is 32; both are the alt key to people.
	return { shift: (bits & 1) !== 0, alt: (bits & 42) !== 0, ctrl: (bits & 4) !== 0 };
}

/** Final letters of CSI and SS3 keys. */
export const letterKeys: ReadonlyMap<string, string> = new Map([
	["A", "up"],
	["B", "down"],
	["C", "right"],
	["D", "left"],
	["F", "end"],
	["H", "home"],
	["P", "f1"],
	["Q", "f2"],
	["R", "f3"],
	["S", "f4"],
	["Z", "tab"],
]);

/** Numbers of `CSI number ~` keys; 1/4 and 7/8 are the two traditions of home and end. */
export const numberedKeys: ReadonlyMap<number, string> = new Map([
	[1, "home"],
	[2, "insert"],
	[3, "delete"],
	[4, "end"],
	[5, "pageup"],
	[6, "pagedown"],
	[7, "home"],
	[8, "end"],
	[11, "f1"],
	[12, "f2"],
	[13, "f3"],
	[14, "f4"],
	[15, "f5"],
	[17, "f6"],
	[18, "f7"],
	[19, "f8"],
	[20, "f9"],
	[21, "f10"],
	[23, "f11"],
	[24, "f12"],
]);

/** Keypad keys in application mode, after SS3. */
export const keypadText: ReadonlyMap<string, string> = new Map([
	[" ", " "],
	["X", "="],
	...Array.from("*+,-./", (char, index): [string, string] => [
		String.fromCharCode("j".charCodeAt(0) + index),
		char,
	]),
	...Array.from("0123456789", (char, index): [string, string] => [
		String.fromCharCode("p".charCodeAt(0) + index),
		char,
	]),
]);
