import type { DatabaseSync } from "node:sqlite";

// A row of `meta` that is in every backup and in no database that a daemon has opened.
const name = "backup";

/** Marks a copy, so that whoever opens it as a data folder knows that it is another history from here on. */
export function markAsBackup(database: DatabaseSync, madeAt: Date): void {
	database
		.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)")
		.run(name, madeAt.toISOString());
}

/**
 * Gives a database that came from a backup an epoch of its own: its clients may have seen events that it
 * does not have, and must start over rather than mix two histories.
 */
export function beginHistoryOfBackup(database: DatabaseSync): void {
	database.exec("BEGIN IMMEDIATE");
	try {
		const { changes } = database.prepare("DELETE FROM meta WHERE name = ?").run(name);
		if (changes > 0)
			database.exec("UPDATE meta SET value = lower(hex(randomblob(16))) WHERE name = 'epoch'");
		database.exec("COMMIT");
	} catch (error) {
		if (database.isTransaction) database.exec("ROLLBACK");
		throw error;
	}
}
