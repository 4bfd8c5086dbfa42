// Scripts that set no spaces between words, and Korean, which sets them but hangs particles on the word: 서버가 is said of
// what one looks for as 서버. There no run of letters is a word, and two neighbours are the shortest that means something.
const unspaced = ["Han", "Hiragana", "Katakana", "Hangul", "Thai", "Lao", "Khmer", "Myanmar"]
	.map((script) => String.raw`\p{scx=${script}}`)
	.join("");
const run = new RegExp(
	String.raw`[[\p{L}\p{N}]&&[${unspaced}]]+|[[\p{L}\p{N}_]--[${unspaced}]]+`,
	"gv",
);
const isPaired = new RegExp(`^[${unspaced}]`, "u");

/**
 * In UTF-16 units. A longer run is something that was pasted and that nobody types to find it; and an index that cuts what it
 * is given, as FTS5 does at 32 KiB, would hold what is no word of the text.
 */
const longestWord = 1_000;

/**
 * The words of a text, by which it is searched for, in their order and as often as they are there: without case, marks
 * and forms of letters that are only for display, and without what is too long for one. Of scripts that set no spaces, and
 * of Korean, they are pairs of neighbouring characters.
 */
export function words(text: string): string[] {
	const found: string[] = [];
	for (const [part] of fold(text).matchAll(run)) {
		if (isPaired.test(part)) addPairs(part, found);
		else if (part.length <= longestWord) found.push(part);
	}
	return found;
}

function fold(text: string): string {
	// Also before, because to put a long run of marks in order takes time by the square.
	const bare = withoutMarks(withoutMarks(text).normalize("NFKD"));
	// Up and down again, because the capital of ß is SS as well as ẞ; and σ is ς only at the end of a word.
	const small = bare.toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ");
	// Hangul came apart with the marks of the others.
	return small.normalize("NFC");
}

// Nor what nobody sees, such as a soft hyphen in what was copied from a page.
function withoutMarks(text: string): string {
	return text.replaceAll(/[\p{M}\p{DI}]+/gu, "");
}

function addPairs(part: string, found: string[]): void {
	const characters = Array.from(part);
	if (characters.length === 1) found.push(part);
	for (let at = 1; at < characters.length; at++)
		found.push(`${characters[at - 1]}${characters[at]}`);
}
