import { mkdirSync } from "node:fs";
// As a whole: a Node too old to have the function would not even get to the sentence that says so.
import nodeModule from "node:module";
import { join } from "node:path";

/**
 * Keeps what V8 compiles of us in the user's cache folder, so that the next start need not compile it. Not in the
 * temporary folder, Node's own choice, where others could put code for us to run.
 */
export async function keepCompiled(): Promise<void> {
	try {
		const { default: envPaths } = await import("env-paths");
		const folder = join(envPaths("partyline", { suffix: "" }).cache, "compiled");
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		nodeModule.enableCompileCache(folder);
	} catch {
		// Without a home, or a place to write in it, everything is compiled each time.
	}
}
