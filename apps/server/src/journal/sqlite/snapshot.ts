import { existsSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { configured, orSentence } from "./connect.ts";
import { hasForeignWal } from "./left-wal.ts";
import { checkIsOurs } from "./migrations.ts";

/**
 * Gives `read` one state of a database, whether a daemon writes to it meanwhile or not. The file stays as
 * it is, and so does what is beside it, but that SQLite needs `-shm` where there is a `-wal` already.
 */
export function readSnapshot<T>(path: string, read: (database: DatabaseSync) => T): T {
	for (;;) {
		const before = stateOfStill(path);
		try {
			const result = readOnce(path, read);
			if (before === undefined || before === stateOfStill(path)) return result;
		} catch (error) {
			if (before === undefined || before === stateOfStill(path)) throw error;
		}
		// A daemon that began in the middle has changed what was read as if it stood still: once more.
	}
}

/** Opens what `readSnapshot` gives, to be closed by the caller: for a file that nobody writes to. */
export function openSnapshot(path: string): DatabaseSync {
	const still = stateOfStill(path) !== undefined;
	return orSentence(path, () => {
		const database = new DatabaseSync(still ? immutable(path) : path, {
			readOnly: true,
			timeout: 2_000,
		});
		return configured(database, () => {
			// The first read says which state all the others see.
			database.exec("BEGIN");
			checkIsOurs(database, path);
		});
	});
}

function readOnce<T>(path: string, read: (database: DatabaseSync) => T): T {
	const database = openSnapshot(path);
	try {
		return orSentence(path, () => read(database));
	} finally {
		database.close();
	}
}

/** The state of a database that no daemon has open and none left in a hurry; undefined for any other. */
function stateOfStill(path: string): string | undefined {
	if (existsSync(`${path}-wal`) && !hasForeignWal(path)) return undefined;
	const { ino, size, mtimeNs } = statSync(path, { bigint: true });
	return `${ino} ${size} ${mtimeNs}`;
}

// With this SQLite takes no locks and makes no files (sqlite.org/uri.html).
function immutable(path: string): URL {
	const url = pathToFileURL(path);
	url.searchParams.set("immutable", "1");
	return url;
}
