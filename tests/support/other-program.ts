import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The database of a daemon that runs, opened by another program, which waits for what the daemon is just writing. */
export function otherProgram(dataDir: string): DatabaseSync {
	return new DatabaseSync(join(dataDir, "partyline.db"), { timeout: 20_000 });
}
