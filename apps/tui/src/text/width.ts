import stringWidth from "string-width";

const segmenter = new Intl.Segmenter();

// Every char here is a grapheme of its own and one column wide: ASCII, Latin, Cyrillic, quotes, box drawing.
// A test compares each of them with string-width.
const simplePattern =
	/^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2500-\u257f]*$/;

const cacheLimit = 4096;
// A longer grapheme is an attack, not a letter: it must not fill the cache.
const cachedChars = 32;
const cache = new Map<string, number>();

/** True for text whose columns are its chars, which needs no segmenter. */
export function isSimple(text: string): boolean {
	return simplePattern.test(text);
}

/** Cuts a text into what people take for characters. */
export function graphemes(text: string): string[] {
	if (isSimple(text)) {
		return text.split("");
	}
	return Array.from(segmenter.segment(text), (piece) => piece.segment);
}

function widthOfGrapheme(grapheme: string): number {
	const known = cache.get(grapheme);
	if (known !== undefined) {
		return known;
	}
	const width = stringWidth(grapheme);
	if (grapheme.length <= cachedChars) {
		if (cache.size >= cacheLimit) {
			cache.clear();
		}
		cache.set(grapheme, width);
	}
	return width;
}

/** A grapheme and the columns it takes. */
export type Piece = { readonly text: string; readonly width: number };

/** Cuts a text into graphemes and measures each. */
export function measure(text: string): Piece[] {
	if (isSimple(text)) {
		return Array.from(text, (char) => ({ text: char, width: 1 }));
	}
	return Array.from(segmenter.segment(text), ({ segment }) => ({
		text: segment,
		width: widthOfGrapheme(segment),
	}));
}

/** How many columns a text takes, exactly as Ink counts them. */
export function widthOf(text: string): number {
	if (isSimple(text)) {
		return text.length;
	}
	const known = text.length <= cachedChars ? cache.get(text) : undefined;
	if (known !== undefined) {
		return known;
	}
	let width = 0;
	for (const { segment } of segmenter.segment(text)) {
		width += widthOfGrapheme(segment);
	}
	return width;
}
