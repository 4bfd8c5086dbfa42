/** What JSON leaves as it is but a terminal may obey: C1 controls, bidi overrides, tag characters. */
const unsafe = /[\u007f-\u009f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu;

/** A value as one line of JSON that is safe to show in a terminal; it reads back as the same value. */
export function safeJson(value: object): string {
	return JSON.stringify(value).replace(unsafe, (character) =>
		Array.from({ length: character.length }, (_, at) => escaped(character.charCodeAt(at))).join(""),
	);
}

function escaped(unit: number): string {
	return `\\u${unit.toString(16).padStart(4, "0")}`;
}
