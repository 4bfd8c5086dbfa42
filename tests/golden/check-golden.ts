import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { goldenText } from "./golden-text.ts";
import type { Golden } from "./scene.ts";
import { Stage, screensFolder } from "./stage.ts";

/** Where a golden is kept. */
export function pathOf({ file }: Golden): string {
	return join(screensFolder, file);
}

/** What the program of these bins shows now, as the file of the golden has it. */
export async function playGolden(bins: string, golden: Golden): Promise<string> {
	const { setting, scene, dressed, file } = golden;
	const shots = await Stage.play(bins, setting, scene);
	return goldenText(file.replace(/\.txt$/, ""), shots, { dressed });
}

/** What differs from the golden, for a person who decides which of both is right; undefined if nothing does. */
export function differenceOf(golden: Golden, now: string): string | undefined {
	const path = pathOf(golden);
	const kept = existsSync(path) ? readFileSync(path, "utf8") : "";
	if (kept === now) return undefined;
	const after = now.split("\n");
	const line = kept.split("\n").findIndex((row, at) => row !== after[at]) + 1;
	return [
		`${golden.file} differs from line ${line} on. It has`,
		kept,
		"but the screen shows",
		now,
		`If that is right: pnpm golden --update ${golden.file}`,
	].join("\n");
}
