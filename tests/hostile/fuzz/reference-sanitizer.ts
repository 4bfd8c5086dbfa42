/** The strings of ECMA-48 §5.6 by their introducer, in both forms; only an OSC is ended by BEL too. */
const stringIntroducers = [
	"\x1bP",
	"\x1bX",
	"\x1b]",
	"\x1b^",
	"\x1b_",
	"\x90",
	"\x98",
	"\x9d",
	"\x9e",
	"\x9f",
];

/** Only what stands between is text; an ESC ends it too, as ST begins with one. */
const stringEnds = ["\x18", "\x1a", "\x1b", ...Array.from("\x90\x98\x9b\x9c\x9d\x9e\x9f")];

const flags = ["gbeng", "gbsct", "gbwls"].map((letters) => {
	const tags = Array.from(letters, (letter) =>
		String.fromCodePoint(0xe0000 + letter.charCodeAt(0)),
	);
	return `\u{1F3F4}${tags.join("")}\u{E007F}`;
});

/**
 * What the sanitizer is to leave of a text, but for how many marks a letter keeps: read from the first
 * character to the last, one after the other, and written without a look at the sanitizer's patterns.
 */
export function sanitizeSimply(text: string): string {
	const whole = text.toWellFormed();
	let kept = "";
	for (let at = 0; at < whole.length; ) {
		const flag = flags.find((each) => whole.startsWith(each, at));
		const char = whole.startsWith("\r\n", at)
			? "\r\n"
			: String.fromCodePoint(whole.codePointAt(at) ?? 0);
		const taken = flag === undefined ? controlAt(whole, at) : 0;
		if (taken > 0) at += taken;
		else {
			kept += flag ?? toShown(char);
			at += (flag ?? char).length;
		}
	}
	return kept;
}

/** How much of the text from there on is one control function; 0 for none. */
function controlAt(text: string, at: number): number {
	const first = text[at] ?? "";
	if (first !== "\x1b" && !(first >= "\x80" && first <= "\x9f")) return 0;
	if (text.startsWith("\x1b[", at)) return sequenceLength(text, at, 2) || 2;
	if (first === "\x9b") return sequenceLength(text, at, 1);
	const introducer = stringIntroducers.find((each) => text.startsWith(each, at));
	const string = introducer === undefined ? 0 : stringLength(text, at, introducer);
	if (string > 0) return string;
	return first === "\x1b" ? escapeLength(text, at) : 0;
}

function sequenceLength(text: string, from: number, introducer: number): number {
	let at = from + introducer;
	while (isBetween(text[at], "0", "?")) at++;
	while (isBetween(text[at], " ", "/")) at++;
	return isBetween(text[at], "@", "~") ? at + 1 - from : 0;
}

function stringLength(text: string, from: number, introducer: string): number {
	const isCommand = introducer === "\x1b]" || introducer === "\x9d";
	let at = from + introducer.length;
	while (
		at < text.length &&
		!stringEnds.includes(text[at] ?? "") &&
		!(isCommand && text[at] === "\x07")
	)
		at++;
	if (text[at] === "\x9c" || text[at] === "\x07") return at + 1 - from;
	return text.startsWith("\x1b\\", at) ? at + 2 - from : 0;
}

function escapeLength(text: string, from: number): number {
	let at = from + 1;
	while (isBetween(text[at], " ", "/")) at++;
	return isBetween(text[at], "0", "~") ? at + 1 - from : 0;
}

function isBetween(char: string | undefined, low: string, high: string): boolean {
	return char !== undefined && char >= low && char <= high;
}

/** A character by itself: line ends as such, what is not to be shown as nothing. */
function toShown(char: string): string {
	if (["\n", "\r\n", "\r", "\u2028", "\u2029"].includes(char)) return "\n";
	if (char === "\t") return char;
	const isHidden = /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\u{E0000}-\u{E007F}]/u.test(char);
	return isHidden ? "" : char;
}
