const segmenter = new Intl.Segmenter();
const wordSegmenter = new Intl.Segmenter(undefined, { granularity: "word" });
const wordPattern = /[\p{L}\p{N}\p{M}]/u;
const spacePattern = /\s/u;
// Scripts that put no spaces between words; which letters are a word is known by a dictionary.
const unspacedPattern =
	/[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmr}\p{scx=Mymr}]/u;
/** Letters looked up at once: of a pasted page without a space only the nearest word is wanted. */
const lookedUp = 60;

// Before U+0300 nothing combines; only CR LF stick together.
const firstCombining = 0x300;

function isSimple(code: number): boolean {
	return code < firstCombining && code !== 0x0a && code !== 0x0d;
}

function graphemeAt(text: string, at: number): { readonly start: number; readonly end: number } {
	const found = segmenter.segment(text).containing(at);
	return found === undefined
		? { start: at, end: at }
		: { start: found.index, end: found.index + found.segment.length };
}

/** The start of the grapheme before an offset. */
export function previousGrapheme(text: string, at: number): number {
	if (at <= 1) {
		return 0;
	}
	const isPlain = isSimple(text.charCodeAt(at - 1)) && isSimple(text.charCodeAt(at - 2));
	return isPlain ? at - 1 : graphemeAt(text, at - 1).start;
}

/** The end of the grapheme that starts at an offset. */
export function nextGrapheme(text: string, at: number): number {
	if (at + 1 >= text.length) {
		return text.length;
	}
	const isPlain = isSimple(text.charCodeAt(at)) && isSimple(text.charCodeAt(at + 1));
	return isPlain ? at + 1 : graphemeAt(text, at).end;
}

/** The offset itself if it is between two graphemes, else the end of the grapheme it is in. */
export function snapForward(text: string, at: number): number {
	if (at <= 0 || at >= text.length) {
		return Math.max(0, Math.min(at, text.length));
	}
	const { start, end } = graphemeAt(text, at);
	return start === at ? at : end;
}

function snapBack(text: string, at: number): number {
	return at >= text.length ? text.length : graphemeAt(text, at).start;
}

type Test = (char: string) => boolean;

const isWord: Test = (char) => wordPattern.test(char);
const isSeparator: Test = (char) => !wordPattern.test(char);
const isSpace: Test = (char) => spacePattern.test(char);
const isInk: Test = (char) => !spacePattern.test(char);

function codePointBefore(text: string, at: number): string {
	const pair = text.slice(Math.max(0, at - 2), at);
	return (pair.codePointAt(0) ?? 0) > 0xffff ? pair : text.slice(at - 1, at);
}

function skipBack(text: string, from: number, passes: Test): number {
	let at = from;
	while (at > 0) {
		const char = codePointBefore(text, at);
		if (!passes(char)) {
			break;
		}
		at -= char.length;
	}
	return at;
}

function skipForward(text: string, from: number, passes: Test): number {
	let at = from;
	while (at < text.length) {
		const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
		if (!passes(char)) {
			break;
		}
		at += char.length;
	}
	return at;
}

/** The start of the word of letters and digits before an offset. */
export function previousWord(text: string, at: number): number {
	const end = skipBack(text, at, isSeparator);
	const start = skipBack(text, end, isWord);
	const words = wordsIn(text.slice(Math.max(start, snapBack(text, end - lookedUp)), end));
	return snapBack(text, words === undefined ? start : end - (words.at(-1)?.length ?? 0));
}

/** The end of the word of letters and digits after an offset. */
export function nextWord(text: string, at: number): number {
	const start = skipForward(text, at, isSeparator);
	const end = skipForward(text, start, isWord);
	const words = wordsIn(text.slice(start, Math.min(end, snapForward(text, start + lookedUp))));
	return snapForward(text, words === undefined ? end : start + (words[0]?.length ?? 0));
}

/** The words of a run of letters in which no spaces are put; undefined for any other. */
function wordsIn(run: string): string[] | undefined {
	if (!unspacedPattern.test(run)) return undefined;
	return Array.from(wordSegmenter.segment(run), ({ segment }) => segment);
}

/** The start of the run of spaces before an offset, and the end of the one after it. */
export function spacesAround(text: string, at: number): readonly [number, number] {
	return [snapBack(text, skipBack(text, at, isSpace)), skipForward(text, at, isSpace)];
}

/** The start of the run without spaces before an offset. */
export function previousSpaced(text: string, at: number): number {
	return snapBack(text, skipBack(text, skipBack(text, at, isSpace), isInk));
}

/** The start of the line an offset is in. */
export function lineStart(text: string, at: number): number {
	return at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
}

/** The end of the line an offset is in, before its newline. */
export function lineEnd(text: string, at: number): number {
	const end = text.indexOf("\n", at);
	return end === -1 ? text.length : end;
}
