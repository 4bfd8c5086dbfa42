import { hazards } from "@partyline/shared/text/sanitize";

/** What JSON leaves as it is but no terminal may get. */
const unsafe = new RegExp(`[${hazards}]`, "gu");

/** A value as one line of JSON that is safe to show in a terminal; it reads back as the same value. */
export function safeJson(value: object): string {
	return JSON.stringify(value).replace(unsafe, (character) =>
		Array.from({ length: character.length }, (_, at) => escaped(character.charCodeAt(at))).join(""),
	);
}

function escaped(unit: number): string {
	return `\\u${unit.toString(16).padStart(4, "0")}`;
}
