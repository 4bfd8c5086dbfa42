import { JournalError } from "../hub/ports.ts";

/** Runs a read of the database; what goes wrong becomes a `JournalError`. */
export async function reading<T>(read: () => T): Promise<T> {
	try {
		return read();
	} catch (error) {
		throw unreadable(error);
	}
}

function unreadable(cause: unknown): JournalError {
	return new JournalError("The journal cannot be read.", "none", { cause });
}
