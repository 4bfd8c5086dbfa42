import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The most bytes of a path of a socket, its end included: 104 in BSD and macOS, 108 in Linux (unix(7)). */
const mostBytes = process.platform === "linux" ? 108 : 104;

/** A path for the control socket: in the data folder, or where that is too deep, in a new folder of our own. */
export function chooseSocketPath(dataDir: string): string {
	const path = join(dataDir, "control.sock");
	if (fits(path)) return path;
	// mkdtemp makes it for us alone, so that nobody waits there under the same name.
	return join(mkdtempSync(join(tmpdir(), "partyline-")), "control.sock");
}

function fits(path: string): boolean {
	return Buffer.byteLength(path) < mostBytes;
}
