import { existsSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { addressKey } from "./address.ts";
import { StorageError } from "./errors.ts";
import type { Address } from "./transport.ts";

/** An account that this machine holds a token of. */
export type AccountHere = {
	/** `host:port` */
	readonly server: string;
	readonly account: string;
	/** Whether it is an account's, and not that of a guest. */
	readonly isOfAccount: boolean;
};

/** Another process may be about to close the file, which nobody reads for a moment. */
const busyTimeoutMs = 1_000;

/** The accounts of which a state folder holds a token. Throws StorageError when it cannot be read. */
export function accountsHere(stateDir: string): readonly AccountHere[] {
	const path = join(stateDir, "outbox.db");
	if (!existsSync(path)) return [];
	try {
		return readAccounts(path);
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new StorageError(`Cannot use the state folder ${stateDir}: ${reason}`, { cause });
	}
}

function readAccounts(path: string): readonly AccountHere[] {
	const database = new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs });
	try {
		const columns = database.prepare("PRAGMA table_info(credentials)").all();
		if (columns.length === 0) return [];
		// A folder that an older partyline made holds those of guests only.
		const ofAccount = columns.some(({ name }) => name === "of_account") ? "of_account" : "0";
		return database
			.prepare(
				`SELECT server, account, ${ofAccount} AS ofAccount FROM credentials ORDER BY server, account`,
			)
			.all()
			.map((row) => ({
				server: String(row.server),
				account: String(row.account),
				isOfAccount: row.ofAccount === 1,
			}));
	} finally {
		database.close();
	}
}

/** Whether a state folder holds a token of that account at that server. */
export function isSignedIn(stateDir: string, server: Address, account: string): boolean {
	const key = addressKey(server);
	return accountsHere(stateDir).some((one) => one.server === key && one.account === account);
}
