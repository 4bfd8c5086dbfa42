import { cutMarks } from "./marks.ts";

const plainAscii = /^[\t\n -~]*$/;

/**
 * What no terminal may get, as the inside of a character class of a `u` pattern. C0 and DEL, and C1,
 * whose U+009B is a CSI to many terminals. The line and paragraph separators. Bidi embeddings,
 * overrides and isolates, which show text in another order than it is read (CVE-2021-42574).
 * Interlinear marks, which hide text. Tag characters, which carry text that nobody sees.
 */
export const hazards = [
	"\\0-\\x08\\x0B-\\x1F\\x7F-\\x9F",
	"\\u2028\\u2029",
	"\\u202A-\\u202E\\u2066-\\u2069",
	"\\uFFF9-\\uFFFB",
	"\\u{E0000}-\\u{E007F}",
].join("");
const anyHazard = new RegExp(`[${hazards}]`, "u");

// ECMA-48 §5.4: parameters, intermediates, one final byte. The three classes are disjoint, and
// none has an introducer in it, so no input makes the search go over the same text again.
const controlSequence = "(?:\\x1B\\[|\\x9B)[0-?]*[ -/]*[@-~]";
// ECMA-48 §5.6: OSC, and DCS, SOS, PM, APC, up to their ST; xterm ends an OSC with BEL too. CAN
// and SUB abort them. A string without its end matches `escapeSequence` or a lone hazard below:
// only the introducer goes, and the text after it stays.
const stringBody = "[^\\x18\\x1A\\x1B\\x90\\x98\\x9B-\\x9F";
const stringEnd = "\\x1B\\\\|\\x9C";
const systemCommand = `(?:\\x1B\\]|\\x9D)${stringBody}\\x07]*(?:\\x07|${stringEnd})`;
const controlString = `(?:\\x1B[PX^_]|[\\x90\\x98\\x9E\\x9F])${stringBody}]*(?:${stringEnd})`;
// ECMA-35 §13: ESC, intermediates, one final byte.
const escapeSequence = "\\x1B[ -/]*[0-~]";
const lineBreak = "\\r\\n?|[\\u2028\\u2029]";

// England, Scotland and Wales: the only tag sequences that Unicode recommends for interchange.
const flags = ["gbeng", "gbsct", "gbwls"].map(toTags).join("|");
const flag = `\\u{1F3F4}(?:${flags})\\u{E007F}`;

const replaceable = new RegExp(
	[
		flag,
		lineBreak,
		controlSequence,
		systemCommand,
		controlString,
		escapeSequence,
		`[${hazards}]`,
	].join("|"),
	"gu",
);

/**
 * Makes any text safe to show: no byte of it reaches the terminal as a control sequence. Newlines
 * and tabs stay; a lone `\r` becomes a newline, so that what it would have painted over is seen.
 */
export function sanitize(text: string): string {
	if (plainAscii.test(text)) return text;
	// Surrogates first: taking out what stands between two halves must not make a character.
	const whole = text.toWellFormed();
	return cutMarks(anyHazard.test(whole) ? whole.replaceAll(replaceable, toReplacement) : whole);
}

/** As `sanitize`, for what has one line: a name, a topic, a window title. */
export function sanitizeLine(text: string): string {
	return sanitize(text).replaceAll(/[\n\t]+/g, " ");
}

function toReplacement(found: string): string {
	if (/^[\r\u2028\u2029]/.test(found)) return "\n";
	return found.startsWith("\u{1F3F4}") ? found : "";
}

function toTags(letters: string): string {
	return Array.from(letters, (letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join(
		"",
	);
}
