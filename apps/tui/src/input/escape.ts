import { readCsi } from "./csi.ts";
import type { InputEvent } from "./event.ts";
import { toKeyEvent } from "./event.ts";
import {
	isControl,
	keypadText,
	letterKeys,
	toCharKey,
	toControlKey,
	toHeld,
} from "./named-keys.ts";
import { stringReader } from "./string-reply.ts";
import type { Token, TokenReader } from "./token.ts";
import { createToken } from "./token.ts";
import { decodeUtf8, sequenceLength } from "./utf8.ts";

const esc = "\x1b";
// No key is longer; an endless sequence after two ESCs must not hold the first one back.
const keyLimitBytes = 64;
const rxvtCtrlArrows = new Map([
	["a", "up"],
	["b", "down"],
	["c", "right"],
	["d", "left"],
]);

function readSs3Final(final: string, modifier: number): InputEvent[] {
	const arrow = rxvtCtrlArrows.get(final);
	if (arrow !== undefined) {
		return [toKeyEvent(arrow, { ctrl: true })];
	}
	const name = final === "M" ? "enter" : letterKeys.get(final);
	if (name !== undefined) {
		return [toKeyEvent(name, toHeld(modifier))];
	}
	const text = keypadText.get(final);
	return text === undefined ? [] : [{ type: "text", text }];
}

function readSs3(input: string): Token | undefined {
	const digits = /^\d*/.exec(input.slice(2))?.[0] ?? "";
	const at = 2 + digits.length;
	const final = input[at];
	if (final === undefined) {
		return undefined;
	}
	if (final === " " || (final >= "@" && final <= "~")) {
		return createToken(at + 1, ...readSs3Final(final, Number(digits)));
	}
	return at === 2 ? createToken(2, toCharKey("O", { alt: true })) : createToken(at);
}

const introducers: ReadonlyMap<string, TokenReader> = new Map([
	["[", readCsi],
	["O", readSs3],
	["]", stringReader("osc", /^[\dlL]$/)],
	["P", stringReader("dcs", /^[!-?]$/)],
	["_", stringReader("apc", /^G$/)],
]);

function readAltText(input: string): Token | undefined {
	const lead = input.charCodeAt(1);
	const length = sequenceLength(lead);
	const bytes = input.slice(1, 1 + length);
	const broken = Array.from(bytes.slice(1)).findIndex((byte) => !/^[\x80-\xbf]$/.test(byte));
	if (broken !== -1) {
		return createToken(2 + broken);
	}
	if (bytes.length < length) {
		return undefined;
	}
	const char = decodeUtf8(bytes);
	// A stray continuation byte or a C1 control is no key.
	const isKey = !/[\u0080-\u009f\ufffd]/.test(char);
	return createToken(1 + length, ...(isKey ? [toCharKey(char, { alt: true })] : []));
}

// rxvt and others put an ESC before an arrow's sequence for alt; before anything else it is the Escape key.
function readDoubleEscape(input: string): Token | undefined {
	const third = input[2];
	if (third === undefined) {
		return undefined;
	}
	if (third !== "[" && third !== "O") {
		return createToken(1, toKeyEvent("escape"));
	}
	const inner = readEscape(input.slice(1));
	if (inner === undefined && input.length <= keyLimitBytes) {
		return undefined;
	}
	const event = inner?.events[0];
	if (inner === undefined || inner.length >= keyLimitBytes || event?.type !== "key") {
		return createToken(1, toKeyEvent("escape"));
	}
	return createToken(inner.length + 1, toKeyEvent(event.key.name, { ...event.key, alt: true }));
}

function toAltKey(char: string): InputEvent {
	const code = char.charCodeAt(0);
	return isControl(code) ? toControlKey(code, { alt: true }) : toCharKey(char, { alt: true });
}

/** Reads what an ESC at the start of the input begins. */
export function readEscape(input: string): Token | undefined {
	const second = input[1];
	if (second === undefined) {
		return undefined;
	}
	if (second === esc) {
		return readDoubleEscape(input);
	}
	const reader = introducers.get(second);
	if (reader !== undefined) {
		return reader(input);
	}
	return second >= "\x80" ? readAltText(input) : createToken(2, toAltKey(second));
}

/** The keys pressed if nothing follows: Escape, or alt and a character that also begins a sequence. */
export function readUnfinished(input: string): readonly InputEvent[] | undefined {
	if (input === esc) {
		return [toKeyEvent("escape")];
	}
	const last = input.slice(1);
	if (last.length === 1 && introducers.has(last)) {
		return [toAltKey(last)];
	}
	const rest = last.startsWith(esc) ? readUnfinished(last) : undefined;
	return rest === undefined ? undefined : [toKeyEvent("escape"), ...rest];
}
