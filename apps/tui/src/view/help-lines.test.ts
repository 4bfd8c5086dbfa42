import { expect, test } from "vitest";
import { slashCommands } from "../commands/commands.ts";
import { columnsOf, undress } from "../testing/screen-rows.ts";
import { createStyle } from "../text/style.ts";
import { helpLines, lastHelpTop } from "./help-lines.ts";

const style = createStyle({ colour: true });

/** Everything one reads by scrolling from the top to the end. */
function readAll(width: number, height: number): string {
	const seen: string[] = [];
	for (let top = 0; top <= lastHelpTop(width, height); top++)
		seen.push(...helpLines({ width, height, top, style }).slice(1).map(undress));
	return [...new Set(seen)].join(" ").replace(/\s+/g, " ");
}

test.each([
	[40, 10],
	[60, 17],
	[80, 21],
	[200, 57],
])("at %i columns and %i rows everything can be read whole", (width, height) => {
	const text = readAll(width, height);
	for (const { usage, help } of slashCommands) {
		expect(text).toContain(usage);
		expect(text).toContain(help);
	}
	for (const words of ["new line (Ctrl+J too)", "complete a /command, #room or name", "Alt+0"])
		expect(text).toContain(words);
});

test("every row is exactly as wide as the screen, and there are as many as there is height", () => {
	for (const width of [2, 10, 40, 80, 200])
		for (const height of [0, 1, 2, 10, 60])
			for (const top of [0, 3, 999]) {
				const rows = helpLines({ width, height, top, style });
				expect(rows).toHaveLength(height);
				for (const row of rows) expect(columnsOf(row)).toBe(width);
			}
});

test("the title tells that there is more only when there is", () => {
	const title = (height: number) =>
		undress(helpLines({ width: 80, height, top: 0, style })[0] ?? "").trim();
	expect(title(60)).toBe("Help: any key goes back");
	expect(title(10)).toBe("Help: any key goes back, Up and Down scroll");
});
