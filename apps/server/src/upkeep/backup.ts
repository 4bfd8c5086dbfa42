import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { ExitError, exitCode } from "../exit-code.ts";
import { connectBeside } from "../journal/sqlite/connect.ts";
import { copyDatabase } from "../journal/sqlite/copy.ts";
import { counted, megabytes } from "../print.ts";
import { requireDatabase } from "./input-file.ts";
import { requireAbsent, writeWhole } from "./whole-file.ts";

// A quarter of the disk's time: with half of it, or all, the daemon's own syncs wait for ours.
const pace = { restsFor: 3 };

/** Writes what is committed now into one file, while a daemon serves or not. Resolves with a sentence about it. */
export async function backUp(dataDir: string, file: string): Promise<string> {
	if (file === "-")
		throw new ExitError("A backup is a file: give its name.", { exit: exitCode.usage });
	const target = resolve(file);
	const database = connectBeside(requireDatabase(dataDir));
	try {
		requireAbsent(target);
		const events = beginSnapshot(database);
		await writeWhole(target, (part) => copyDatabase(database, part, pace));
		endSnapshot(database);
		return `Backed up ${counted(events, "event")} to ${target} (${megabytes(statSync(target).size)}).`;
	} finally {
		database.close();
	}
}

/** From here on the connection sees what is committed at this moment; gives the number of events. */
export function beginSnapshot(database: DatabaseSync): number {
	database.exec("BEGIN");
	return Number(database.prepare("SELECT count(*) AS count FROM events").get()?.count);
}

/**
 * Ends the snapshot, and brings into the database what could not be brought there because of it: else the
 * daemon would do so in one go, at the next commit, and everybody would wait for their ack.
 */
export function endSnapshot(database: DatabaseSync): void {
	database.exec("COMMIT; PRAGMA wal_checkpoint(PASSIVE)");
}
