import { existsSync } from "node:fs";
import { join } from "node:path";
import { printLine } from "../print.ts";

/** Says what a data folder lacks that was filled from elsewhere: no copy of the data has the server's key in it. */
export function noteMissingKey(dataDir: string): void {
	if (existsSync(join(dataDir, "tls-key.pem"))) return;
	printLine(
		`Copy tls-key.pem and tls-cert.pem of the old server to ${dataDir} too, or everybody has to accept a new key.`,
	);
}
