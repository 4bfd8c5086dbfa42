import { reservedNames } from "./names.ts";
import { looksOf, skeletonOf } from "./skeleton.ts";

// Scripts that people write today (UAX 31, tables 5 and 7), and the mixes that are one way of writing (UTS 39 §5.1).
const scripts = [
	...["Adlam", "Arabic", "Armenian", "Balinese", "Bamum", "Batak", "Bengali", "Bopomofo"],
	...["Canadian_Aboriginal", "Chakma", "Cham", "Cherokee", "Cyrillic", "Devanagari", "Ethiopic"],
	...["Georgian", "Greek", "Gujarati", "Gurmukhi", "Han", "Hangul", "Hanifi_Rohingya", "Hebrew"],
	...["Hiragana", "Javanese", "Kannada", "Katakana", "Kayah_Li", "Khmer", "Lao", "Latin", "Lepcha"],
	...["Limbu", "Lisu", "Malayalam", "Mandaic", "Meetei_Mayek", "Miao", "Myanmar", "New_Tai_Lue"],
	...["Newa", "Nko", "Nyiakeng_Puachue_Hmong", "Ol_Chiki", "Oriya", "Osage", "Saurashtra"],
	...["Sinhala", "Sundanese", "Syloti_Nagri", "Syriac", "Tai_Le", "Tai_Tham", "Tai_Viet", "Tamil"],
	...["Telugu", "Thaana", "Thai", "Tibetan", "Tifinagh", "Vai", "Wancho", "Yi"],
];
const mixes = [
	["Latin", "Han", "Hiragana", "Katakana"],
	["Latin", "Han", "Bopomofo"],
	["Latin", "Han", "Hangul"],
];
const ways = [...scripts.map((script) => [script]), ...mixes].map(
	(together) =>
		new RegExp(`^[${[...together, "Common", "Inherited"].map(withExtensions).join("")}]*$`, "u"),
);
const reservedLooks: ReadonlySet<string> = new Set(Array.from(reservedNames, looksOf).flat());

/**
 * What is wrong with a name that somebody chooses anew, if anything is: its letters are to be of one script, or of
 * scripts that are written together, so that none stands for one of another script (UTS 39 §5.2, highly restrictive), and it is not to look like
 * one that is reserved.
 * Names from before this was asked stay.
 */
export function newNameProblem(name: string): string | undefined {
	if (!ways.some((way) => way.test(name)))
		return `The letters of ${name} are of several scripts, of which some look alike; choose a name in one.`;
	if (looksReserved(name))
		return `The name ${name} looks like one that is reserved; choose another.`;
	return undefined;
}

function looksReserved(name: string): boolean {
	// `AII` looks like `All`, which is the same name as `all`.
	const small = skeletonOf(skeletonOf(name).toLowerCase());
	return [...looksOf(name), small].some((look) => reservedLooks.has(look));
}

function withExtensions(script: string): string {
	return `\\p{scx=${script}}`;
}
