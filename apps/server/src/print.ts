import { sanitizeLine } from "@partyline/shared/text/sanitize";

/** Prints a line. Names that it tells may come from a file that anybody wrote. */
export function printLine(line: string): void {
	process.stdout.write(`${sanitizeLine(line)}\n`);
}

/** A number and what it counts: 1 room, 2 rooms. */
export function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A size for people. */
export function megabytes(bytes: number): string {
	return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
