import type { DatabaseSync } from "node:sqlite";
import { onDisk } from "./on-disk.ts";
import type { Owner } from "./owner.ts";

/** The token that brings our name back. */
export type Credentials = {
	/** Whether another process may keep a token there. */
	readonly areShared: boolean;
	token(): string | undefined;
	/** Durable when it returns, if the disk will have it; else for as long as the process lives. */
	keep(token: string): void;
	/** Forgets this token; another one, which another process may have been given since, stays. */
	forget(token: string): void;
};

/** Credentials that end with the process. */
export function memoryCredentials(): Credentials {
	let kept: string | undefined;
	return {
		areShared: false,
		token: () => kept,
		keep(token) {
			kept = token;
		},
		forget(token) {
			if (kept === token) kept = undefined;
		},
	};
}

/** Beside the outbox and not in the cache: whoever deletes the cache keeps their name. */
export const credentialsSchema = `
	CREATE TABLE IF NOT EXISTS credentials (
		server TEXT NOT NULL, account TEXT NOT NULL, token TEXT NOT NULL,
		PRIMARY KEY (server, account)
	) STRICT`;

/** The credentials of `owner` on disk, in the state file. */
export function fileCredentials(database: DatabaseSync, owner: Owner): Credentials {
	const { server, account } = owner;
	const read = database.prepare("SELECT token FROM credentials WHERE server = ? AND account = ?");
	const write = database.prepare("INSERT OR REPLACE INTO credentials VALUES (?, ?, ?)");
	const forget = database.prepare(
		"DELETE FROM credentials WHERE server = ? AND account = ? AND token = ?",
	);
	// What the disk would not take yet.
	let unwritten: string | undefined;
	const keep = (token: string) => {
		unwritten = token;
		try {
			write.run(server, account, token);
			unwritten = undefined;
		} catch {
			// A full disk, perhaps. It must not keep anybody from a chat that they are let into.
		}
	};
	return {
		areShared: true,
		token() {
			if (unwritten !== undefined) keep(unwritten);
			if (unwritten !== undefined) return unwritten;
			const row = onDisk("The token cannot be read from", () => read.get(server, account));
			return typeof row?.token === "string" ? row.token : undefined;
		},
		keep,
		forget(token) {
			if (unwritten === token) unwritten = undefined;
			onDisk("The token that is not valid any more cannot be taken off", () => {
				forget.run(server, account, token);
			});
		},
	};
}
