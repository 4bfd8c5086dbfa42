import { statSync } from "node:fs";
import { resolve } from "node:path";
import { exitCode } from "../exit-code.ts";
import { checkDatabase, type Findings } from "../journal/sqlite/check/check-database.ts";
import { readSnapshot } from "../journal/sqlite/snapshot.ts";
import { counted, megabytes, printLine } from "../print.ts";
import { requireDatabase, requireFile } from "./input-file.ts";

/** Checks a backup, or the database of a data folder, and prints what was found; gives the exit code. */
export function check(dataDir: string, file: string | undefined): number {
	const path = file === undefined ? requireDatabase(dataDir) : requireFile(resolve(file));
	const findings = readSnapshot(path, checkDatabase);
	for (const trouble of findings.troubles) printLine(trouble);
	if (findings.troubles.length > 0) {
		printLine(`${path} is not sound.`);
		return exitCode.dataErr;
	}
	printLine(`${path} is sound: ${describe(findings)}, ${megabytes(statSync(path).size)}.`);
	return exitCode.ok;
}

function describe({ rooms, events, accounts, schema, trimmedRooms }: Findings): string {
	const trimmed =
		trimmedRooms === 0
			? ""
			: ` (the log of ${trimmedRooms} was trimmed: members and topics from before cannot be checked)`;
	return [
		counted(rooms, "room") + trimmed,
		counted(events, "event"),
		counted(accounts, "account"),
		`schema ${schema}`,
	].join(", ");
}
