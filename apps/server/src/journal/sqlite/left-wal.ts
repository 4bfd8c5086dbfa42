import { closeSync, openSync, readSync, renameSync, rmSync, statSync } from "node:fs";
import { timeStamp } from "./beside.ts";
import { DataFolderError } from "./data-folder-error.ts";

// In the header: 1, or 2 once the database has been in WAL mode (sqlite.org/fileformat.html §1.3.3).
const writeVersionAt = 18;

/**
 * Whether the write-ahead log beside a database is one of another: ours are in WAL mode from their first
 * byte, and backups are not. SQLite would take it for a part of the database and ruin that.
 */
export function hasForeignWal(path: string): boolean {
	const wal = statSync(`${path}-wal`, { throwIfNoEntry: false });
	return wal !== undefined && wal.size > 0 && writeVersion(path) === 1;
}

/** Moves a write-ahead log that is of another database out of the way, as after a backup was copied over the file of a daemon that was killed. */
export function setForeignWalAside(path: string): void {
	if (!hasForeignWal(path)) return;
	renameSync(`${path}-wal`, `${path}-wal.${timeStamp(new Date())}`);
	rmSync(`${path}-shm`, { force: true });
}

/** Refuses to read a database together with a write-ahead log that is not its own. */
export function refuseForeignWal(path: string): void {
	if (!hasForeignWal(path)) return;
	throw new DataFolderError(
		`${path}-wal belongs to another database than ${path}: start partylined once, which moves it aside.`,
	);
}

// Only while this process does not have the database open: closing any file of it ends the locks of all
// (sqlite.org/howtocorrupt.html §2.2).
function writeVersion(path: string): number | undefined {
	const header = new Uint8Array(writeVersionAt + 1);
	const file = openSync(path, "r");
	try {
		readSync(file, header, 0, header.length, 0);
	} finally {
		closeSync(file);
	}
	return header[writeVersionAt];
}
