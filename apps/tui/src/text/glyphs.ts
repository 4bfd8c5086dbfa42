import { eastAsianWidthType } from "get-east-asian-width";
import { readInAscii } from "./ascii-reading.ts";
import type { EmojiNames } from "./emoji.ts";
import type { GlyphKind } from "./emoji-kinds.ts";
import { doubtfulKinds, emojiKindsOf, isPictograph, plainerEmoji } from "./emoji-kinds.ts";
import { agreedLetter, withoutUnknown } from "./letters.ts";
import { graphemes, widthOf } from "./width.ts";

/** What a terminal can show. */
export type Glyphs = {
	/** True if our own signs are to be ASCII, and emoji names. */
	readonly ascii: boolean;
	/** True if it takes the bytes of a letter for that letter. */
	readonly utf8: boolean;
	/** What it does not draw as wide as we count. */
	readonly lies: ReadonlySet<GlyphKind>;
};

/** What a terminal said of itself when it was asked. */
export type Answer = { readonly utf8: boolean; readonly lies: ReadonlySet<GlyphKind> };

const plainAscii = /^[\n\t -~]*$/;
// Beside the simple ones, letters of two columns that no terminal doubts: kana, Han, Hangul, full-width forms.
const undoubted =
	/^[\n\t\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2500-\u257f\u3001-\u3029\u3041-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]*$/;
// Signs that Unicode 16 made two columns wide. One of them people write for the menu of a window.
const trigram = /[\u2630-\u2637\u268a-\u268f\u{1d300}-\u{1d356}\u{1d360}-\u{1d376}]/u;
const menu = "☰";
const likeMenu = "≡";
// Asks an emoji to be text, which we do not count as narrower; or waits for another, and swallows what comes.
const misleading = /\ufe0e|\u200d+$/g;
const halfKeycap = /^([\d#*])\u20e3$/;
const nameless = ":emoji:";
const emojiSign = /^\p{Emoji}/u;

/** Puts together what the environment says and what the terminal answered, if it has. */
export function createGlyphs(
	environment: { readonly utf8: boolean; readonly fewSigns: boolean },
	answer?: Answer,
): Glyphs {
	const lies = answer?.lies ?? doubtfulKinds;
	return {
		ascii: !environment.utf8 || environment.fewSigns || lies.has("ambiguous"),
		utf8: environment.utf8 || answer?.utf8 === true,
		lies,
	};
}

/**
 * Clean text as this terminal can show it: every terminal with these glyphs draws it as wide as `widthOf`
 * says. Emoji that it would draw otherwise become `:name:`, or something plainer while there are no names.
 */
export function showable(text: string, glyphs: Glyphs, names?: EmojiNames): string {
	if (isShowable(text, glyphs)) {
		return text;
	}
	let shown = "";
	for (const grapheme of graphemes(withoutUnknown(text))) {
		shown += show(grapheme, glyphs, names);
	}
	return shown;
}

function isShowable(text: string, { utf8, lies }: Glyphs): boolean {
	return plainAscii.test(text) || (utf8 && !lies.has("ambiguous") && undoubted.test(text));
}

function show(grapheme: string, glyphs: Glyphs, names: EmojiNames | undefined): string {
	if (plainAscii.test(grapheme)) {
		return grapheme;
	}
	const kinds = emojiKindsOf(grapheme);
	if (kinds.length === 0) {
		return isPictograph(grapheme) && glyphs.ascii
			? showPictograph(grapheme, glyphs, names)
			: showLetter(grapheme, glyphs);
	}
	const plain = grapheme.replace(misleading, "").replace(halfKeycap, "$1\ufe0f\u20e3");
	if (plain !== grapheme) {
		return show(plain, glyphs, names);
	}
	const isTrue = !(glyphs.ascii || kinds.some((kind) => glyphs.lies.has(kind)));
	if (isTrue && widthOf(grapheme) === 2) {
		return grapheme;
	}
	const plainer = plainerEmoji(grapheme);
	return (
		nameOf(grapheme, names) ?? (plainer === undefined ? nameless : show(plainer, glyphs, names))
	);
}

function nameOf(emoji: string, names: EmojiNames | undefined): string | undefined {
	const name = names?.nameOfEmoji(emoji);
	return name === undefined ? undefined : `:${name}:`;
}

// A sign of the text that is a picture, such as a bare heart: to be read where it cannot be drawn.
function showPictograph(sign: string, glyphs: Glyphs, names: EmojiNames | undefined): string {
	const read = readInAscii(sign) ?? nameOf(sign, names);
	return read ?? (emojiSign.test(sign) ? nameless : showLetter(sign, glyphs));
}

function showLetter(letter: string, { utf8, lies }: Glyphs): string {
	if (lies.has("trigram") && trigram.test(letter)) {
		return letter === menu && utf8 ? likeMenu : "?";
	}
	const agreed = agreedLetter(letter, !lies.has("conjunct"));
	if (!utf8) {
		// Where bytes are taken for letters, some bytes of ours would be obeyed as controls (0x9B is a CSI).
		return readInAscii(agreed) ?? "?".repeat(widthOf(agreed));
	}
	const isDoubtful = lies.has("ambiguous") && isAmbiguous(agreed);
	return isDoubtful ? (readInAscii(agreed) ?? agreed) : agreed;
}

function isAmbiguous(letter: string): boolean {
	const code = letter.codePointAt(0);
	return code !== undefined && eastAsianWidthType(code) === "ambiguous";
}
