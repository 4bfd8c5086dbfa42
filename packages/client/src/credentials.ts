import type { DatabaseSync } from "node:sqlite";
import type { Owner } from "./owner.ts";

/** The token that brings our name back. */
export type Credentials = {
	token(): string | undefined;
	/** Durable when it returns; `undefined` forgets it. */
	keep(token: string | undefined): void;
};

/** Credentials that end with the process. */
export function memoryCredentials(): Credentials {
	let kept: string | undefined;
	return {
		token: () => kept,
		keep(token) {
			kept = token;
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
	const forget = database.prepare("DELETE FROM credentials WHERE server = ? AND account = ?");
	return {
		token() {
			const token = read.get(server, account)?.token;
			return typeof token === "string" ? token : undefined;
		},
		keep(token) {
			if (token === undefined) forget.run(server, account);
			else write.run(server, account, token);
		},
	};
}
