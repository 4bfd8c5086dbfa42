import { mkdirSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import envPaths from "env-paths";

/**
 * Keeps what V8 compiles of us in the user's cache folder, so that the next start need not compile it. Not in the
 * temporary folder, Node's own choice, where others could put code for us to run.
 */
export function keepCompiled(): void {
	try {
		const folder = join(envPaths("partyline", { suffix: "" }).cache, "compiled");
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		enableCompileCache(folder);
	} catch {
		// Without a home, or a place to write in it, everything is compiled each time.
	}
}
