import { accessSync, constants, statSync } from "node:fs";
import { ExitError, exitCode } from "../exit-code.ts";
import { databasePath } from "../journal/sqlite/connect.ts";
import { reasonOf } from "./reason.ts";

/** The path of a file that can be read. Throws an `ExitError` that says why it cannot. */
export function requireFile(path: string, missing = `There is no file ${path}.`): string {
	try {
		accessSync(path, constants.R_OK);
	} catch (cause) {
		const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
		const why = isMissing ? missing : `${path} cannot be read: ${reasonOf(cause)}.`;
		throw new ExitError(why, { exit: exitCode.noInput, cause });
	}
	if (!statSync(path).isFile())
		throw new ExitError(`${path} is not a file.`, { exit: exitCode.noInput });
	return path;
}

/** The database in a data folder. Throws an `ExitError` when there is none that can be read. */
export function requireDatabase(dataDir: string): string {
	return requireFile(
		databasePath(dataDir),
		`There is no partyline database in ${dataDir}; name its folder with --data.`,
	);
}
