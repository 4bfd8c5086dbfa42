import { existsSync, linkSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { takeDataFolder } from "../data-folder.ts";
import { ExitError, exitCode } from "../exit-code.ts";
import { putInPlace, syncFolder, timeStamp } from "../journal/sqlite/beside.ts";
import { checkDatabase } from "../journal/sqlite/check/check-database.ts";
import { databasePath } from "../journal/sqlite/connect.ts";
import { copyDatabase } from "../journal/sqlite/copy.ts";
import { openSnapshot, readSnapshot } from "../journal/sqlite/snapshot.ts";
import { counted } from "../print.ts";
import { requireFile } from "./input-file.ts";
import { writeWhole } from "./whole-file.ts";

/**
 * Puts a backup in the place of a data folder's database, which is kept under another name. Resolves with
 * sentences about it.
 */
export async function restore(dataDir: string, file: string): Promise<string> {
	const source = resolve(file);
	requireFile(source);
	// Before the folder is taken: one that is not there is not made for a file that is no good.
	const { rooms, events, troubles } = readSnapshot(source, checkDatabase);
	if (troubles[0] !== undefined)
		throw new ExitError(
			`${source} is not sound, and nothing was restored. ${troubles[0]} "partylined check" tells more.`,
			{ exit: exitCode.dataErr },
		);
	const aside = await putBack(dataDir, source);
	const what = `${counted(events, "event")} in ${counted(rooms, "room")}`;
	const before = aside === undefined ? "" : ` What was there before is kept as ${aside}.`;
	return `Restored ${what} to ${dataDir}.${before} Start partylined: every client starts over with this history.`;
}

async function putBack(dataDir: string, source: string): Promise<string | undefined> {
	const folder = takeDataFolder(dataDir);
	try {
		const path = databasePath(dataDir);
		let aside: string | undefined;
		await writeWhole(
			path,
			(part) => copyFrom(source, part),
			(part) => {
				aside = exchange(part, path);
			},
		);
		return aside;
	} finally {
		folder.release();
	}
}

async function copyFrom(source: string, part: string): Promise<void> {
	const database = openSnapshot(source);
	try {
		// Nobody is served, so it need not be gentle.
		await copyDatabase(database, part, { restsFor: 0 });
	} finally {
		database.close();
	}
}

/**
 * Gives the database its successor. At every moment there is one of the two under its name: the old one gets
 * a second name first, and its log with it, which then is nobody's under the old name.
 */
function exchange(part: string, path: string): string | undefined {
	const aside = existsSync(path) ? `${path}.before-restore.${timeStamp(new Date())}` : undefined;
	if (aside !== undefined) {
		for (const suffix of ["", "-wal"])
			if (existsSync(path + suffix)) linkSync(path + suffix, aside + suffix);
		syncFolder(path);
	}
	putInPlace(part, path);
	for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix, { force: true });
	return aside;
}
