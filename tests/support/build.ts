import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "partyline/build";
import type { TestProject } from "vitest/node";

declare module "vitest" {
	// biome-ignore lint/style/useConsistentTypeDefinitions: Vitest has this interface to be added to, and only an interface can be
	interface ProvidedContext {
		/** The folder of the built bins. */
		bins: string;
	}
}

const folders: string[] = [];

/**
 * Bundles once per run, so that the tests run what is shipped: in a folder of its own, far from any
 * node_modules, as in the parcel.
 */
export async function setup(project: TestProject): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), "partyline-bins-"));
	const bins = join(folder, "dist");
	await bundle(bins);
	writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
	project.provide("bins", bins);
	folders.push(folder);
}

/** Takes away what was bundled. */
export function teardown(): void {
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
