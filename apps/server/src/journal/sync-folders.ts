import { closeSync, fsyncSync, openSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** What a folder answers that we may not open, or on a system where folders are never opened. Such a one we did not make. */
const notOurs = new Set(["EACCES", "EPERM", "EISDIR", "EINVAL"]);

/**
 * Makes sure that a data folder is still found after a power cut: SQLite syncs the names of its files in
 * it, and nobody the name of the folder in the one above, which may be as new.
 */
export function syncFoldersAbove(dataDir: string): void {
	for (let folder = resolve(dataDir); folder !== dirname(folder); ) {
		folder = dirname(folder);
		syncFolder(folder);
	}
}

function syncFolder(folder: string): void {
	try {
		const descriptor = openSync(folder, "r");
		try {
			fsyncSync(descriptor);
		} finally {
			closeSync(descriptor);
		}
	} catch (error) {
		const code = error instanceof Error && "code" in error ? `${error.code}` : "";
		if (!notOurs.has(code)) throw error;
	}
}
