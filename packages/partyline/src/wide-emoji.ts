/** An emoji only by the variation selector behind it: each that Unicode lists is in general use but the keycaps. */
const selected = /^[\p{Emoji}--\p{Emoji_Presentation}--[#*0-9]]\uFE0F$/v;
/** More than one character, the first of which is one column wide by itself, or half a flag. */
const narrowAtFirst = /^(?:[\p{Emoji}--\p{Emoji_Presentation}]|\p{RI})./v;

// Not a literal, which V8 reads with the file: that is the half of what it costs.
const generalUse = String.raw`^\p{RGI_Emoji}$`;
let inGeneralUse: RegExp | undefined;

/**
 * Whether a grapheme is two columns wide because it is an emoji in general use (RGI_Emoji of UTS 51), where the width
 * of its first character does not say so already. In the bundle string-width asks this and not the table of all of them
 * (see `build.ts`): V8 takes a fifth of the start for that table, and seldom is there a grapheme that needs it.
 */
export function isWideEmoji(grapheme: string): boolean {
	// Most of what a screen has, and asked of each of its letters in each frame.
	if (grapheme.length === 1) return false;
	if (selected.test(grapheme)) return true;
	if (!narrowAtFirst.test(grapheme)) return false;
	inGeneralUse ??= new RegExp(generalUse, "v");
	return inGeneralUse.test(grapheme);
}
