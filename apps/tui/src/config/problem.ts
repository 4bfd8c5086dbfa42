import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { nearestTo } from "./nearest.ts";

/** One thing that is wrong in a file that a person wrote. */
export type Problem = {
	readonly file: string;
	/** From 1; undefined when it is about the file as a whole. */
	readonly line: number | undefined;
	/** The setting or section it is about, such as "theme" or "keys"; "" is the whole file, of which nothing was taken. */
	readonly setting: string;
	/** A clause that says what is wrong and, where that is known, what was meant. */
	readonly what: string;
};

/** What a problem is told as: the file, the line and one sentence. */
export function sentenceOf({ file, line, what }: Problem): string {
	const where = line === undefined ? file : `${file} line ${line}`;
	return sanitizeLine(`${where}: ${what}${/[?.]$/.test(what) ? "" : "."}`);
}

/** Words of the file, not longer than a person reads. */
export function quote(words: string): string {
	return `"${words.length > 40 ? `${words.slice(0, 39)}…` : words}"`;
}

/** The names as words: `"a", "b" or "c"`. */
export function listOf(names: readonly string[], last = "or"): string {
	const quoted = names.map((name) => `"${name}"`);
	const end = quoted.pop() ?? "";
	return quoted.length === 0 ? end : `${quoted.join(", ")} ${last} ${end}`;
}

/** So many names can be told in a sentence. */
const fewNames = 8;

/** Says that nothing has this name, and which name is near it, or which there are. */
export function unknownName(noun: string, word: string, names: readonly string[]): string {
	const problem = `there is no ${noun} ${quote(word)}`;
	const nearest = nearestTo(word, names);
	if (nearest !== undefined) return `${problem}; did you mean "${nearest}"?`;
	return names.length > fewNames ? problem : `${problem}, only ${listOf(names, "and")}`;
}
