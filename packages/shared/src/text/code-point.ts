/** Writes a character that cannot be shown as the standard does, for example U+001B. */
export function toCodePointName(char: string): string {
	return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
