import { letterKeys, numberedKeys } from "../input/named-keys.ts";
import { nearestTo } from "./nearest.ts";
import { listOf, quote, unknownName } from "./problem.ts";

/** A chord in the spelling of `chordOf`, of two keys in a row with a space between; or what is wrong with it. */
export type ChordResult =
	| { readonly ok: true; readonly chord: string }
	| { readonly ok: false; readonly problem: string };

/** The keys that have a name; every other key is called by its character. */
export const keyNames: readonly string[] = [
	...new Set([
		"enter",
		"escape",
		"backspace",
		"space",
		...letterKeys.values(),
		...numberedKeys.values(),
	]),
];

const modifiers: ReadonlyMap<string, "ctrl" | "alt" | "shift"> = new Map([
	["ctrl", "ctrl"],
	["control", "ctrl"],
	["c", "ctrl"],
	["alt", "alt"],
	["meta", "alt"],
	["m", "alt"],
	["shift", "shift"],
	["s", "shift"],
]);

/** Reads a chord as people write it: "Ctrl+Alt+A", "alt+ctrl+a", "C-x C-e". */
export function readChord(text: string): ChordResult {
	const steps = text.trim().split(/\s+/).map(readStep);
	const failed = steps.find((step) => !step.ok);
	if (failed !== undefined) return failed;
	if (steps.length > 2) return refuse(`${quote(text)} has more than two keys in a row`);
	return { ok: true, chord: steps.map((step) => (step.ok ? step.chord : "")).join(" ") };
}

function readStep(step: string): ChordResult {
	const held = new Set<string>();
	let name = step.toLowerCase();
	// A sign at the end is the key itself, as in "ctrl++".
	for (let match = cut(name); match !== undefined; match = cut(name)) {
		held.add(match.modifier);
		name = match.rest;
	}
	if (!keyNames.includes(name) && !isCharacter(name)) return refuse(unknownKey(name));
	const order = ["ctrl", "alt", "shift"].filter((modifier) => held.has(modifier));
	if ((isCharacter(name) || name === "space") && !held.has("ctrl") && !held.has("alt"))
		return refuse(`${quote(step)} types a character; put "ctrl+" or "alt+" before it`);
	return { ok: true, chord: [...order, name].join("+") };
}

function cut(name: string): { readonly modifier: string; readonly rest: string } | undefined {
	const [, word = "", rest = ""] = /^([a-z]+)[+-](.+)$/.exec(name) ?? [];
	const modifier = modifiers.get(word);
	return modifier === undefined ? undefined : { modifier, rest };
}

function isCharacter(name: string): boolean {
	return [...name].length === 1 && /[^\s\p{C}]/u.test(name);
}

function unknownKey(name: string): string {
	const [, word] = /^([a-z]+)\+./.exec(name) ?? [];
	if (word !== undefined) return unknownName("modifier", word, ["ctrl", "alt", "shift"]);
	const nearest = nearestTo(name, keyNames);
	if (nearest !== undefined) return unknownName("key", name, keyNames);
	const named = keyNames.filter((known) => !/^f\d/.test(known));
	return `there is no key ${quote(name)}; a key is called by its character, ${listOf(named)}, or "f1" to "f12"`;
}

function refuse(problem: string): ChordResult {
	return { ok: false, problem };
}
