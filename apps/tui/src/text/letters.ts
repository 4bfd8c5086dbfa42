import { widthOf } from "./width.ts";

// Shown for a character that cannot be: no terminal disagrees about its width.
const unshowable = "\ufffd";
const dottedCircle = "\u25cc";
const nonJoiner = "\u200c";
const joiner = "\u200d";
const mark = /^\p{M}$/u;
const startingMark = /^\p{M}/u;
const joinersOnly = /^\p{Default_Ignorable_Code_Point}+$/u;
// Thai and Lao SARA AM, the tens in circles, half-width kana with a voice mark, Hangul in pieces: columns that
// this terminal and that one count differently, and not those of what they stand for.
const spelledOut =
	/[\u0e33\u0eb3\u3248-\u324f]|[\uff66-\uff9d][\uff9e\uff9f]|[\uac00-\ud7a3]?[\u1100-\u11ff\ud7b0-\ud7fb]+/g;
// Without an emoji before it, it is two columns or none.
const skinTone = /\p{Emoji_Modifier}/gu;
// Nothing to see, and some terminals give them a column. The renderer would leave them out itself.
const invisible =
	/[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufff8]/g;
// Not a character yet, or one that stands before another and shares its columns for some.
const unknown = /\p{Cn}|(?!\p{Default_Ignorable_Code_Point})\p{Cf}/gu;

const cacheLimit = 4096;
const cachedChars = 32;
const cache = new Map<string, string>();

/** Takes out what nobody sees, and puts a sign for what nobody can draw. */
export function withoutUnknown(text: string): string {
	return text.replace(invisible, "").replace(unknown, unshowable);
}

/** How terminals count that know nothing of clusters: character by character. */
function spreadOf(text: string): number {
	let columns = 0;
	for (const char of text) {
		columns += widthOf(char);
	}
	return columns;
}

function isAgreed(text: string): boolean {
	const width = widthOf(text);
	const isPlain = text.search(spelledOut) === -1 && text.search(skinTone) === -1;
	return isPlain && width > 0 && width === spreadOf(text);
}

// Two letters in one cluster become two clusters, which look nearly the same.
function separate(cluster: string): string {
	let separated = "";
	for (const char of cluster) {
		const begins = separated !== "" && !mark.test(char) && widthOf(char) > 0;
		separated += begins ? nonJoiner + char : char;
	}
	return separated;
}

function rewrite(cluster: string, joined: boolean): string {
	if (joinersOnly.test(cluster)) {
		return "";
	}
	const letters = cluster
		.replace(skinTone, "")
		.replace(spelledOut, (letter) => letter.normalize("NFKC"));
	const whole = startingMark.test(letters) ? dottedCircle + letters : letters;
	if (isAgreed(whole)) {
		return whole;
	}
	const separated = separate(whole);
	if (isAgreed(separated)) {
		return joined ? whole : separated;
	}
	return unshowable.repeat(Math.max(1, spreadOf(whole)));
}

/**
 * The form of a letter with its marks that every terminal draws as wide as we count. `joined` is for
 * terminals that draw the joined letters of Indian scripts in the columns of the first.
 */
export function agreedLetter(cluster: string, joined: boolean): string {
	const key = joined ? `${cluster}+` : cluster;
	const known = cache.get(key);
	if (known !== undefined) {
		return known;
	}
	// Some put whatever follows a joiner into the column before it.
	const unjoined = joined ? cluster : cluster.replaceAll(joiner, "");
	const agreed = isAgreed(unjoined) ? unjoined : rewrite(unjoined, joined);
	if (cluster.length <= cachedChars) {
		if (cache.size >= cacheLimit) {
			cache.clear();
		}
		cache.set(key, agreed);
	}
	return agreed;
}
