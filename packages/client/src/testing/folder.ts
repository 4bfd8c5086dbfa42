import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that goes when the test ends; `onEnd` is vitest's onTestFinished. */
export function temporaryFolder(onEnd: (cleanUp: () => void) => void): string {
	const folder = mkdtempSync(join(tmpdir(), "partyline-client-"));
	onEnd(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}
