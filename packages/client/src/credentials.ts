import type { DatabaseSync } from "node:sqlite";
import type { Owner } from "./owner.ts";

/** The token that brings our name back. */
export type Credentials = {
	/** Whether another process may keep a token there. */
	readonly areShared: boolean;
	token(): string | undefined;
	/** Durable when it returns. */
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
	return {
		areShared: true,
		token() {
			const token = read.get(server, account)?.token;
			return typeof token === "string" ? token : undefined;
		},
		keep: (token) => void write.run(server, account, token),
		forget: (token) => void forget.run(server, account, token),
	};
}
