/** What terminals disagree about: letters and signs of one or two columns, and emoji of every sort. */
export type GlyphKind =
	| "ambiguous"
	| "conjunct"
	| "emoji"
	| "emoji-12"
	| "emoji-13"
	| "emoji-14"
	| "emoji-15"
	| "emoji-16"
	| "emoji-17"
	| "flag"
	| "keycap"
	| "skin"
	| "trigram"
	| "vs16"
	| "zwj";

/** What terminals of today differ about: not to be tried on one that has not answered. */
export const doubtfulKinds: ReadonlySet<GlyphKind> = new Set([
	"conjunct",
	"emoji-15",
	"emoji-16",
	"emoji-17",
	"keycap",
	"skin",
	"trigram",
	"vs16",
	"zwj",
]);

const skinTone = /[\u{1f3fb}-\u{1f3ff}]/gu;
const variation = /[\ufe0e\ufe0f]/g;
const keycap = /^[\d#*]\ufe0f?\u20e3$/;
const countryFlag = /^\p{Regional_Indicator}{2}/u;
// By itself a sign of the text, one column wide; what follows makes an emoji of it.
const textPictograph =
	/^(?![\p{Emoji_Presentation}\u3000-\u32ff\u{1f202}\u{1f237}])\p{Extended_Pictographic}[\ufe0f\u200d]/u;
const regionFlag = /^\u{1f3f4}[\u{e0030}-\u{e007a}]+\u{e007f}$/u;
const pictograph = /^\p{Extended_Pictographic}/u;
const regionalA = 0x1f1e6;
const tags = 0xe0000;

// A terminal knows the emoji of its own year. Up to Unicode 11 they came with the wide emoji themselves.
const byVersion: readonly (readonly [GlyphKind, RegExp])[] = [
	["emoji-17", /[\u{1f6d8}\u{1fa8a}\u{1fa8e}\u{1fac8}\u{1facd}\u{1faea}\u{1faef}]/u],
	["emoji-16", /[\u{1fa89}\u{1fa8f}\u{1fabe}\u{1fac6}\u{1fadc}\u{1fadf}\u{1fae9}]/u],
	[
		"emoji-15",
		/[\u{1f6dc}\u{1fa75}-\u{1fa77}\u{1fa87}\u{1fa88}\u{1faad}-\u{1faaf}\u{1fabb}-\u{1fabd}\u{1fabf}\u{1face}\u{1facf}\u{1fada}\u{1fadb}\u{1fae8}\u{1faf7}\u{1faf8}]/u,
	],
	[
		"emoji-14",
		/[\u{1f6dd}-\u{1f6df}\u{1f7f0}\u{1f979}\u{1f9cc}\u{1fa7b}\u{1fa7c}\u{1faa9}-\u{1faac}\u{1fab7}-\u{1faba}\u{1fac3}-\u{1fac5}\u{1fad7}-\u{1fad9}\u{1fae0}-\u{1fae7}\u{1faf0}-\u{1faf6}]/u,
	],
	[
		"emoji-13",
		/[\u{1f6d6}\u{1f6d7}\u{1f6fb}\u{1f6fc}\u{1f90c}\u{1f972}\u{1f977}\u{1f978}\u{1f9a3}\u{1f9a4}\u{1f9ab}-\u{1f9ad}\u{1f9cb}\u{1fa74}\u{1fa83}-\u{1fa86}\u{1fa96}-\u{1faa8}\u{1fab0}-\u{1fab6}\u{1fac0}-\u{1fac2}\u{1fad0}-\u{1fad6}]/u,
	],
	[
		"emoji-12",
		/[\u{1f6d5}\u{1f6fa}\u{1f7e0}-\u{1f7eb}\u{1f90d}-\u{1f90f}\u{1f93f}\u{1f971}\u{1f97b}\u{1f9a5}-\u{1f9aa}\u{1f9ae}\u{1f9af}\u{1f9ba}-\u{1f9bf}\u{1f9c3}-\u{1f9ca}\u{1f9cd}-\u{1f9cf}\u{1fa70}-\u{1fa73}\u{1fa78}-\u{1fa7a}\u{1fa80}-\u{1fa82}\u{1fa90}-\u{1fa95}]/u,
	],
	["emoji", /[\p{Emoji_Presentation}\u{1f202}\u{1f237}]/u],
];

/** True for a character that is a picture, be it drawn as an emoji or as a sign of the text. */
export function isPictograph(grapheme: string): boolean {
	return pictograph.test(grapheme);
}

/** What must be true of a terminal for it to draw this as wide as we count; nothing for what is no emoji. */
export function emojiKindsOf(grapheme: string): GlyphKind[] {
	if (keycap.test(grapheme)) {
		return ["keycap"];
	}
	if (countryFlag.test(grapheme) || regionFlag.test(grapheme)) {
		return ["flag"];
	}
	if (!isPictograph(grapheme)) {
		return [];
	}
	const kinds = byVersion.filter(([, pattern]) => pattern.test(grapheme)).map(([kind]) => kind);
	if (grapheme.includes("\u200d")) {
		kinds.push("zwj");
	}
	if (textPictograph.test(grapheme)) {
		kinds.push("vs16");
	}
	if (grapheme.search(skinTone) > 0) {
		kinds.push("skin");
	}
	return kinds;
}

/** The emoji without what only colours it: the form under which its name is kept. */
export function bareEmoji(emoji: string): string {
	const bare = emoji.replace(variation, "");
	return bare.replace(skinTone, "") || bare;
}

/** A plainer form of an emoji with less to disagree about, or nothing if it is as plain as can be. */
export function plainerEmoji(emoji: string): string | undefined {
	if (keycap.test(emoji)) {
		return emoji[0];
	}
	const [country] = countryFlag.exec(emoji) ?? [];
	if (country !== undefined) {
		return toLetters(country, regionalA - 0x41);
	}
	if (regionFlag.test(emoji)) {
		return toLetters(emoji.slice(2, -2), tags).toUpperCase();
	}
	const [first = ""] = emoji.split("\u200d");
	const plainer = first === emoji ? bareEmoji(emoji) : first;
	return plainer === emoji || plainer === "" ? undefined : plainer;
}

function toLetters(text: string, offset: number): string {
	return Array.from(text, (char) => String.fromCodePoint((char.codePointAt(0) ?? 0) - offset)).join(
		"",
	);
}
