import type { Keymap } from "../actions/keymap.ts";

/** The letter or digit that goes with Alt to each room of the list, by its place there; empty for one without. */
export function roomKeys(keymap: Keymap): readonly string[] {
	const known = keysOf.get(keymap) ?? readKeys(keymap);
	keysOf.set(keymap, known);
	return known;
}

const keysOf = new WeakMap<Keymap, readonly string[]>();

function readKeys(keymap: Keymap): string[] {
	const keys: string[] = [];
	for (const [chord, { name }] of keymap) {
		const [, number] = /^room-(\d+)$/.exec(name) ?? [];
		const [, key] = /^alt\+(.)$/u.exec(chord) ?? [];
		if (number !== undefined && key !== undefined) keys[Number(number) - 1] = key;
	}
	return Array.from(keys, (key = "") => key);
}
