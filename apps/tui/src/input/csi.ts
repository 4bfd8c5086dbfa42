import type { Held, InputEvent, Reply } from "./event.ts";
import { toKeyEvent } from "./event.ts";
import { readCodedKey } from "./kitty.ts";
import { readMouse } from "./mouse.ts";
import { letterKeys, numberedKeys, toCharKey, toHeld } from "./named-keys.ts";
import type { Token } from "./token.ts";
import { createToken } from "./token.ts";

type Csi = {
	readonly prefix: string;
	readonly params: readonly (readonly number[])[];
	readonly final: string;
};

const bodyPattern = /^([<=>?]?)([\d;:]*)([ -/]*)$/;
const pasteStart = 200;
const xtermCoded = 27;
const kittyRelease = 3;

const replyKinds = new Map<string, "attributes" | "keyboard" | "mode" | "status" | "window">([
	["c", "attributes"],
	["u", "keyboard"],
	["y", "mode"],
	["n", "status"],
	["t", "window"],
]);
const rxvtArrows = new Map([
	["a", "up"],
	["b", "down"],
	["c", "right"],
	["d", "left"],
]);
const rxvtHeld = new Map<string, Held>([
	["$", { shift: true }],
	["^", { ctrl: true }],
	["@", { ctrl: true, shift: true }],
]);
const linuxKeys = new Map([
	["A", "f1"],
	["B", "f2"],
	["C", "f3"],
	["D", "f4"],
	["E", "f5"],
]);

function numberAt(csi: Csi, index: number, part = 0): number {
	return csi.params[index]?.[part] ?? 0;
}

function firstNumbers(csi: Csi): number[] {
	return csi.params.map((param) => param[0] ?? 0);
}

function parseBody(body: string, final: string): Csi | undefined {
	const match = bodyPattern.exec(body);
	if (match === null) {
		return undefined;
	}
	const [, prefix = "", list = ""] = match;
	const params = list === "" ? [] : list.split(";").map((param) => param.split(":").map(Number));
	return { prefix, params, final };
}

function readReply(csi: Csi): Reply[] {
	if (csi.final === "R") {
		return [{ type: "reply", kind: "cursor", row: numberAt(csi, 0), column: numberAt(csi, 1) }];
	}
	const kind = replyKinds.get(csi.final);
	if (kind === undefined) {
		return [];
	}
	return [{ type: "reply", kind, prefix: csi.prefix, params: firstNumbers(csi) }];
}

function readLetterKey(csi: Csi, name: string): InputEvent[] {
	// `CSI 5C` is how old xterms say what the others say as `CSI 1;5C`.
	const held = toHeld(csi.params.length > 1 ? numberAt(csi, 1) : numberAt(csi, 0));
	return [toKeyEvent(name, csi.final === "Z" ? { ...held, shift: true } : held)];
}

function readNumberedKey(csi: Csi, held: Held): InputEvent[] {
	const name = numberedKeys.get(numberAt(csi, 0));
	return name === undefined ? [] : [toKeyEvent(name, held)];
}

function readTilde(csi: Csi): InputEvent[] {
	const modifier = numberAt(csi, 1);
	if (numberAt(csi, 0) === xtermCoded && csi.params.length > 2) {
		const code = numberAt(csi, 2);
		return readCodedKey({ code, shifted: code, base: 0, modifier, text: [] });
	}
	return readNumberedKey(csi, toHeld(modifier));
}

function readKittyKey(csi: Csi): InputEvent[] {
	return readCodedKey({
		code: numberAt(csi, 0),
		shifted: numberAt(csi, 0, 1),
		base: numberAt(csi, 0, 2),
		modifier: numberAt(csi, 1),
		text: csi.params[2]?.filter((code) => code > 0) ?? [],
	});
}

function readLetter(csi: Csi): InputEvent[] {
	const arrow = rxvtArrows.get(csi.final);
	if (arrow !== undefined && csi.params.length === 0) {
		return [toKeyEvent(arrow, { shift: true })];
	}
	const isFocus = (csi.final === "I" || csi.final === "O") && csi.params.length === 0;
	if (isFocus) {
		return [{ type: "focus", focused: csi.final === "I" }];
	}
	const name = letterKeys.get(csi.final);
	// xterm's Ctrl+F3 looks like "the cursor is in the first row", which is why we never ask there.
	const isCursor = csi.final === "R" && csi.params.length > 1 && numberAt(csi, 0) !== 1;
	return name === undefined || isCursor ? readReply(csi) : readLetterKey(csi, name);
}

function readKey(csi: Csi): InputEvent[] {
	if (numberAt(csi, 1, 1) === kittyRelease) {
		return [];
	}
	const held = rxvtHeld.get(csi.final);
	if (held !== undefined) {
		return readNumberedKey(csi, held);
	}
	if (csi.final === "~") {
		return readTilde(csi);
	}
	return csi.final === "u" ? readKittyKey(csi) : readLetter(csi);
}

function interpret(csi: Csi): readonly InputEvent[] {
	if (csi.final === "M" || csi.final === "m") {
		const [code = 0, column = 1, row = 1] = firstNumbers(csi);
		if (csi.params.length !== 3) {
			return [];
		}
		// rxvt's own mouse mode has no "<" and counts its buttons from 32.
		const button = csi.prefix === "<" ? code : code - 32;
		return readMouse({ code: button, column, row, released: csi.final === "m" });
	}
	return csi.prefix === "" ? readKey(csi) : readReply(csi);
}

function readX10Mouse(input: string): Token | undefined {
	for (let at = 3; at < 6; at++) {
		if (at >= input.length) {
			return undefined;
		}
		if (input.charCodeAt(at) < 0x20) {
			return createToken(at);
		}
	}
	const [code = 0, column = 1, row = 1] = [3, 4, 5].map((at) => input.charCodeAt(at) - 32);
	return createToken(6, ...readMouse({ code, column, row, released: (code & 3) === 3 }));
}

function readLinuxKey(input: string): Token | undefined {
	const letter = input[3];
	if (letter === undefined) {
		return undefined;
	}
	const name = linuxKeys.get(letter);
	if (name !== undefined) {
		return createToken(4, toKeyEvent(name));
	}
	return createToken(letter >= "@" && letter <= "~" ? 4 : 3);
}

function findFinal(input: string): number {
	let at = 2;
	for (let char = input[at]; char !== undefined && char >= " " && char <= "?"; char = input[at]) {
		// rxvt ends shifted keys with "$", which is no final byte for anyone else.
		if (char === "$" && /^\d+$/.test(input.slice(2, at))) {
			return at;
		}
		at++;
	}
	return at;
}

/** Reads `CSI …` from its ESC on. */
export function readCsi(input: string): Token | undefined {
	const at = findFinal(input);
	const final = input[at];
	if (final === undefined) {
		return undefined;
	}
	if (final !== "$" && (final < "@" || final > "~")) {
		return at === 2 ? createToken(2, toCharKey("[", { alt: true })) : createToken(at);
	}
	if (at === 2 && final === "[") {
		return readLinuxKey(input);
	}
	if (at === 2 && final === "M") {
		return readX10Mouse(input);
	}
	const csi = parseBody(input.slice(2, at), final);
	if (csi === undefined) {
		return createToken(at + 1);
	}
	const opensPaste = csi.prefix === "" && final === "~" && numberAt(csi, 0) === pasteStart;
	return { length: at + 1, events: interpret(csi), opensPaste };
}
