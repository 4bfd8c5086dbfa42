import { sanitizeLine } from "@partyline/shared/text/sanitize";

/** Prints a line. Names that it tells may come from a file that anybody wrote. */
export function printLine(line: string): void {
	process.stdout.write(`${sanitizeLine(line)}\n`);
}

/** Prints a line beside the output, for whoever reads along. */
export function printNote(line: string): void {
	process.stderr.write(`partylined: ${sanitizeLine(line)}\n`);
}

type Cells = readonly string[];

/** Prints rows in columns under their titles, or the sentence for no rows. */
export function printTable(titles: Cells, rows: readonly Cells[], none: string): void {
	if (rows.length === 0) printLine(none);
	else printColumns([titles, ...rows]);
}

/** Prints rows in columns. */
export function printColumns(rows: readonly Cells[]): void {
	const widths: number[] = [];
	for (const row of rows)
		for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
	for (const row of rows)
		printLine(
			row
				.map((cell, at) => cell.padEnd((widths[at] ?? 0) + 2))
				.join("")
				.trimEnd(),
		);
}

/** Prints one JSON object a line. */
export function printJson(rows: readonly object[]): void {
	for (const row of rows) process.stdout.write(`${escaped(JSON.stringify(row))}\n`);
}

/** JSON may hold characters as they are that a terminal obeys (ECMA-48 C1), or that end a line for others. */
function escaped(json: string): string {
	return json.replace(
		/[\u007f-\u009f\u2028\u2029]/g,
		(char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}

/** A number and what it counts: 1 room, 2 rooms. */
export function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A size for people. */
export function megabytes(bytes: number): string {
	return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
