/** A Markdown table with its columns aligned, as the formatter wants them; the first row is the heading. */
export function toTable(rows: readonly (readonly string[])[]): string {
	const cells = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
	const widths = (cells[0] ?? []).map((_, column) =>
		Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)),
	);
	const [head = [], ...body] = cells;
	const lines = [head, widths.map((width) => "-".repeat(width)), ...body];
	return lines
		.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`)
		.join("\n");
}
