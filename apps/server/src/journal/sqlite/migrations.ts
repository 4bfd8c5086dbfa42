import type { DatabaseSync } from "node:sqlite";
import { DataFolderError } from "./data-folder-error.ts";
import { roomsAreLogs } from "./migrations/0001-rooms-are-logs.ts";
import { trimmedKeys } from "./migrations/0002-trimmed-keys.ts";
import { peopleAndRooms } from "./migrations/0003-people-and-rooms.ts";
import { search } from "./migrations/0004-search.ts";
import { integer } from "./row.ts";

// The place in this list is the schema's number (`PRAGMA user_version`): only ever append.
const migrations: readonly string[] = [roomsAreLogs, trimmedKeys, peopleAndRooms, search];

/** The first schema that keeps the keys of trimmed events. */
export const trimmedKeysSchema = 2;

/** The first schema that has people with passwords, and rooms with a state. */
export const peopleSchema = 3;

/** The first schema that has an index of words. */
export const searchSchema = 4;

/** The schema that this partyline writes. */
export const currentSchema = migrations.length;

// "prty": tells our files from those of other programs that use SQLite.
const applicationId = 0x70727479;

/** Refuses a database that is another program's or that a newer partyline wrote. Changes nothing. */
export function checkIsOurs(database: DatabaseSync, path: string): void {
	const id = readPragma(database, "application_id");
	const isNew = id === 0 && readSchemaSize(database) === 0;
	if (id !== applicationId && !isNew) throw new DataFolderError(notOurs(path));
	const schema = readSchema(database);
	if (schema > currentSchema)
		throw new DataFolderError(
			`${path} was written by a newer partyline (schema ${schema}, this one knows ${currentSchema}): run that version, or choose another data folder.`,
		);
}

/** The number of the schema that a database has; 0 is that of an empty one. */
export function readSchema(database: DatabaseSync): number {
	return readPragma(database, "user_version");
}

/** Brings the schema up to date, each migration in a transaction of its own. */
export function migrate(database: DatabaseSync): void {
	for (const [index, sql] of migrations.entries()) {
		if (index < readSchema(database)) continue;
		database.exec("BEGIN IMMEDIATE");
		try {
			database.exec(sql);
			// Both numbers are in the file's header and so belong to the transaction.
			database.exec(`PRAGMA application_id = ${applicationId}`);
			database.exec(`PRAGMA user_version = ${index + 1}`);
			database.exec("COMMIT");
		} catch (error) {
			if (database.isTransaction) database.exec("ROLLBACK");
			throw error;
		}
	}
}

/** The sentence for a file that partyline did not make. */
export function notOurs(path: string): string {
	return `${path} is not a partyline database: move it away, or choose another data folder.`;
}

function readPragma(database: DatabaseSync, name: "application_id" | "user_version"): number {
	return integer(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

function readSchemaSize(database: DatabaseSync): number {
	return integer(database.prepare("SELECT count(*) AS size FROM sqlite_schema").get()?.size);
}
