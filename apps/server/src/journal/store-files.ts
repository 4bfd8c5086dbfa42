import { type Stats, statSync } from "node:fs";

/** The files of an open store, as they lie in the data folder. */
export type StoreFiles = {
	/** Throws when the database is no longer where it was: what is written now would be gone at the next start. */
	check(): void;
};

/**
 * Remembers which files a database was opened from. SQLite goes on writing to a file that was removed or
 * replaced, and into one that was cut short: it would ack what nobody finds again.
 */
export function watchStoreFiles(path: string): StoreFiles {
	const wal = `${path}-wal`;
	const first = { database: stat(path), wal: stat(wal) };
	let size = first.database?.size ?? 0;
	return {
		check() {
			const database = stat(path);
			if (!isSame(database, first.database) || !isSame(stat(wal), first.wal))
				throw new Error(`${path} was moved, removed or replaced while the daemon ran.`);
			// SQLite never makes it smaller: nothing here vacuums.
			if (database.size < size) throw new Error(`${path} was cut short while the daemon ran.`);
			size = database.size;
		},
	};
}

function stat(path: string): Stats | undefined {
	return statSync(path, { throwIfNoEntry: false });
}

function isSame(now: Stats | undefined, then: Stats | undefined): now is Stats {
	return now !== undefined && now.ino === then?.ino && now.dev === then.dev;
}
