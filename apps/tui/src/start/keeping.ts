import { StorageError } from "@partyline/client";
import { exitCode, UserError } from "./user-error.ts";

/** Touches what is kept on this machine; throws a `UserError` when the disk refuses. */
export function keeping<T>(touch: () => T): T {
	try {
		return touch();
	} catch (error) {
		if (!(error instanceof StorageError)) throw error;
		throw new UserError(error.message, { exit: exitCode.cantCreate, cause: error });
	}
}
