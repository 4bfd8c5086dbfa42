import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";

// Makes src/text/confusables.ts. Run it with the confusables.txt of a version of Unicode
// (https://www.unicode.org/Public/security), or lines `source ; prototype` in that form out of ICU:
//   node make-confusables.ts --unicode 17.0 confusables.txt

const inNames = /^[\p{L}\p{N}\p{M}_.-]$/u;
const hidden = /\p{DI}/u;

const { values, positionals } = parseArgs({
	options: { unicode: { type: "string" } },
	allowPositionals: true,
});
const [file] = positionals;
if (file === undefined || values.unicode === undefined)
	throw new Error("usage: node make-confusables.ts --unicode VERSION confusables.txt");

const all = new Map(readFileSync(file, "utf8").split("\n").flatMap(readEntry));
const table = [...all.keys()]
	.filter(mayCome)
	.sort((a, b) => codeOf(a) - codeOf(b))
	.map((char): [string, string] => [char, settle(char)]);
writeFileSync(new URL("src/text/confusables.ts", import.meta.url), toSource(table, values.unicode));

/** A character and what it looks like; nothing of any other line. */
function readEntry(line: string): [string, string][] {
	const [source = "", prototype = ""] = line.replace(/#.*/, "").split(";");
	return /^\s*[0-9A-F]+\s*$/.test(source) ? [[toText(source), toText(prototype)]] : [];
}

function toText(codes: string): string {
	return String.fromCodePoint(
		...codes
			.trim()
			.split(/\s+/)
			.map((code) => Number.parseInt(code, 16)),
	);
}

/** Names are decomposed before they are looked at, and have no other characters. */
function mayCome(char: string): boolean {
	return inNames.test(char) && !hidden.test(char) && char.normalize("NFD") === char;
}

/** What a character looks like in the end: of some prototypes a part has a prototype again. */
function settle(text: string): string {
	for (let look = text, rounds = 0; rounds < 8; rounds++) {
		const decomposed = look.normalize("NFD");
		const next = Array.from(decomposed, (char) => all.get(char) ?? char)
			.join("")
			.normalize("NFD");
		if (next === look) return look;
		look = next;
	}
	throw new Error(`${text} never settles`);
}

function codeOf(char: string): number {
	return char.codePointAt(0) ?? 0;
}

function toSource(entries: readonly [string, string][], version: string): string {
	let last = 0;
	const parts = entries.map(([from, to]) => {
		const step = codeOf(from) - last;
		last = codeOf(from);
		return [step, ...Array.from(to, codeOf)].map((each) => each.toString(36)).join(" ");
	});
	const lines = wrap(parts.join(","));
	return `// Made by make-confusables.ts, do not edit.
// Data of Unicode ${version}, UTS 39 §4: Copyright © Unicode, Inc., used under the Unicode License V3
// (https://www.unicode.org/license.txt).

/**
 * What the characters look like that may be in names: ${entries.length} of them, in order, separated by commas. Each is how far it
 * is from the one before, and the characters that it is taken for, in base 36.
 */
export const confusables =
${lines.map((line) => `\t"${line}"`).join(" +\n")};
`;
}

function wrap(text: string): string[] {
	return text.match(/.{1,110}/g) ?? [];
}
