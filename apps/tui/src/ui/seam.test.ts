import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const source = join(import.meta.dirname, "..");
/** The renderer's whole surroundings. */
const allowed = ["ui/open-ui.tsx", "ui/ui.tsx"];

test("views know nothing of the renderer, so that another can take its place", () => {
	const files = globSync("**/*.{ts,tsx}", { cwd: source });
	const tests = /\.test\.tsx?$/;
	const importers = files
		.filter((file) => !tests.test(file))
		.filter((file) =>
			/(?:from|import)\s*\(?"ink(?:\/|")/.test(readFileSync(join(source, file), "utf8")),
		)
		.map((file) => file.replaceAll("\\", "/"));
	expect(importers).toContain("ui/ui.tsx");
	expect(importers.filter((file) => !allowed.includes(file))).toEqual([]);
});
