import type { DatabaseSync } from "node:sqlite";
import { createPrivate, freeName, putInPlace, removeDatabase } from "./beside.ts";
import { markFile } from "./copy.ts";
import { DataFolderError } from "./data-folder-error.ts";
import { currentSchema, readSchema } from "./migrations.ts";

/** Writes a backup beside a database that a migration is going to change. Changes nothing itself. */
export function backUpBeforeUpgrade(database: DatabaseSync, path: string): void {
	const schema = readSchema(database);
	if (schema === 0 || schema === currentSchema) return;
	const backup = freeName(`${path}.schema-${schema}.backup`);
	const part = `${path}.upgrade.part`;
	// One that a crash left behind: only one process at a time has the folder.
	removeDatabase(part);
	try {
		createPrivate(part);
		// Nobody is served yet, so it need not be gentle.
		database.prepare("VACUUM INTO ?").run(part);
		markFile(part);
		putInPlace(part, backup);
	} catch (cause) {
		removeDatabase(part);
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new DataFolderError(
			`${path} has to be upgraded from schema ${schema} to ${currentSchema}, but its backup ${backup} cannot be written (${reason}): nothing was changed.`,
			{ cause },
		);
	}
}
