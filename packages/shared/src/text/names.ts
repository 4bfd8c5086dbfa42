import { toCodePointName } from "./code-point.ts";
import { sanitizeLine } from "./sanitize.ts";

/** A name in the form in which it is kept, or what is wrong with it. */
export type NameResult = { ok: true; name: string } | { ok: false; problem: string };

/** The most code points of an account name: of a line of 80 columns, 48 are left for the text. */
export const accountNameLimit = 32;

/** The most code points of a room name after its `#`. */
export const roomNameLimit = 48;

/** Names that would speak for the server or for everybody. */
export const reservedNames: ReadonlySet<string> = new Set([
	"server",
	"system",
	"everyone",
	"here",
	"all",
]);

// \p{DI} takes out the letters and marks that nobody sees, such as U+3164 HANGUL FILLER, by which
// two names could look the same.
const notInNames = /[^\p{L}\p{N}\p{M}_.-]|\p{DI}/u;
const notInNamesRuns = new RegExp(`(?:${notInNames.source})+`, "gu");
const nameStart = /^[\p{L}\p{N}]/u;

/** Reads the name of an account: NFC, with capitals kept for display. */
export function parseAccountName(raw: string): NameResult {
	const noun = "An account name";
	if (isTooLong(raw, accountNameLimit)) return refuse(tooLong(noun, accountNameLimit));
	const name = raw.normalize("NFC");
	const problem = findProblem(name, noun, accountNameLimit);
	if (problem !== undefined) return refuse(problem);
	if (reservedNames.has(nameKey(name)))
		return refuse(`The account name ${name} is reserved; choose another.`);
	return { ok: true, name };
}

/** Reads the name of a room as people write it, with its `#`; capitals become small letters. */
export function parseRoomName(raw: string): NameResult {
	const noun = "A room name";
	if (isTooLong(raw, roomNameLimit)) return refuse(tooLong(noun, roomNameLimit));
	const name = nameKey(raw);
	if (!name.startsWith("#")) return refuse("Room names begin with #, for example #general.");
	const problem = findProblem(name.slice(1), noun, roomNameLimit);
	return problem === undefined ? { ok: true, name } : refuse(problem);
}

/** The key by which two valid names are the same name. */
export function nameKey(name: string): string {
	// Twice, because a small letter may have a composed form that its capital has not.
	return name.normalize("NFKC").toLowerCase().normalize("NFKC");
}

/** Makes a valid account name of a name from elsewhere, such as that of a system's user. */
export function toAccountName(raw: string, fallback: string): string {
	for (const candidate of [toCandidate(raw), fallback, toCandidate(fallback)]) {
		const result = parseAccountName(candidate);
		if (result.ok) return result.name;
	}
	return "guest";
}

function toCandidate(raw: string): string {
	// Windows puts the domain first, a mail address last.
	const user = raw.slice(raw.lastIndexOf("\\") + 1).replace(/(?<=.)@.*$/su, "");
	// The slice bounds the work of normalize; no name needs more.
	const chars = user.slice(0, 8 * accountNameLimit).normalize("NFC");
	const name = chars.replaceAll(notInNamesRuns, "-").replace(/^[^\p{L}\p{N}]+/u, "");
	return Array.from(name)
		.slice(0, accountNameLimit)
		.join("")
		.replace(/[-_.]+$/, "");
}

function findProblem(name: string, noun: string, limit: number): string | undefined {
	if (name === "") return `${noun} may not be empty.`;
	const unfit = notInNames.exec(name)?.[0];
	if (unfit !== undefined)
		return `${noun} may have letters, digits, "_", "-" and "."; this one has ${describe(unfit)}.`;
	if (!nameStart.test(name)) return `${noun} begins with a letter or a digit.`;
	if (Array.from(name).length > limit) return tooLong(noun, limit);
	// Otherwise two names could be shown alike.
	return sanitizeLine(name) === name
		? undefined
		: `${noun} may have at most 8 combining marks on a letter.`;
}

/** Asked before normalize, which takes quadratic time for a long run of marks. */
function isTooLong(raw: string, limit: number): boolean {
	// No composed character comes of more than 4 code points, or 8 UTF-16 units.
	return raw.length > 8 * (limit + 1);
}

function tooLong(noun: string, limit: number): string {
	return `${noun} may have at most ${limit} characters; this one has more.`;
}

function refuse(problem: string): NameResult {
	return { ok: false, problem };
}

function describe(char: string): string {
	if (char === " ") return "a space";
	return /^[!-~]$/.test(char) ? `"${char}"` : toCodePointName(char);
}
