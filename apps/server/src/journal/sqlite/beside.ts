import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";

/** A moment as a part of a file name, by UTC: 20261122-184631.123. */
export function timeStamp(at: Date): string {
	return at.toISOString().replace(/[-:Z]/g, "").replace("T", "-");
}

/** A name beside a file that nothing has yet. */
export function freeName(wanted: string): string {
	return existsSync(wanted) ? `${wanted}.${timeStamp(new Date())}` : wanted;
}

/** Makes an empty file that only its owner may read; one that is there already is an error. */
export function createPrivate(path: string): void {
	closeSync(openSync(path, "wx", 0o600));
}

/** Gives a file that is whole its name, so that neither a crash nor a power cut leaves half of it there. */
export function putInPlace(whole: string, path: string): void {
	syncFile(whole);
	renameSync(whole, path);
	syncFolder(path);
}

/** Takes a database away, whatever belongs to it included. */
export function removeDatabase(path: string): void {
	for (const suffix of ["", "-journal", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
}

/** Makes names made or taken away beside a file last. */
export function syncFolder(path: string): void {
	syncFile(dirname(path));
}

function syncFile(path: string): void {
	// For reading: a folder cannot be opened otherwise.
	const file = openSync(path, "r");
	try {
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
}
