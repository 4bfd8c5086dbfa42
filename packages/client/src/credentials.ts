import type { DatabaseSync } from "node:sqlite";
import { onDisk } from "./on-disk.ts";
import type { Owner } from "./owner.ts";

/** The token that brings us back. */
export type Credentials = {
	/** Whether another process may keep a token there. */
	readonly areShared: boolean;
	token(): string | undefined;
	/** Whether this token is an account's, and not that of a guest: without it a password is needed. */
	isOfAccount(token: string): boolean;
	/** Whether this token came by an encrypted connection: over no other is it ever sent. */
	isSecret(token: string): boolean;
	/** Durable when it returns, if the disk will have it; else for as long as the process lives. */
	keep(token: string, how?: HowKept): void;
	/** Forgets this token; another one, which another process may have been given since, stays. */
	forget(token: string): void;
};

/** What is to be known of a token; each is false unless said. */
export type HowKept = { readonly isOfAccount?: boolean; readonly isSecret?: boolean };

type Kept = HowKept & { readonly token: string };

/** Credentials that end with the process. */
export function memoryCredentials(): Credentials {
	let kept: Kept | undefined;
	return {
		areShared: false,
		token: () => kept?.token,
		isOfAccount: (token) => kept?.token === token && kept.isOfAccount === true,
		isSecret: (token) => kept?.token === token && kept.isSecret === true,
		keep(token, how) {
			kept = { ...how, token };
		},
		forget(token) {
			if (kept?.token === token) kept = undefined;
		},
	};
}

/** Beside the outbox and not in the cache: whoever deletes the cache keeps their name. */
export const credentialsSchema = `
	CREATE TABLE IF NOT EXISTS credentials (
		server TEXT NOT NULL, account TEXT NOT NULL, token TEXT NOT NULL,
		of_account INTEGER NOT NULL DEFAULT 0, over_tls INTEGER NOT NULL DEFAULT 0,
		PRIMARY KEY (server, account)
	) STRICT`;

/** From the layout that knew neither accounts nor TLS. */
export const credentialsUpgrade = `
	ALTER TABLE credentials ADD COLUMN of_account INTEGER NOT NULL DEFAULT 0;
	ALTER TABLE credentials ADD COLUMN over_tls INTEGER NOT NULL DEFAULT 0`;

/** The credentials of `owner` on disk, in the state file. */
export function fileCredentials(database: DatabaseSync, owner: Owner): Credentials {
	const { server, account } = owner;
	const read = database.prepare("SELECT token FROM credentials WHERE server = ? AND account = ?");
	const find = database.prepare(
		"SELECT of_account, over_tls FROM credentials WHERE server = ? AND account = ? AND token = ?",
	);
	const write = database.prepare("INSERT OR REPLACE INTO credentials VALUES (?, ?, ?, ?, ?)");
	const forget = database.prepare(
		"DELETE FROM credentials WHERE server = ? AND account = ? AND token = ?",
	);
	// What the disk would not take yet.
	let unwritten: Kept | undefined;
	const findKept = (token: string): HowKept => {
		if (unwritten?.token === token) return unwritten;
		const row = onDisk("The token cannot be read from", () => find.get(server, account, token));
		return { isOfAccount: row?.of_account === 1, isSecret: row?.over_tls === 1 };
	};
	const keep = (token: string, how: HowKept = {}) => {
		unwritten = { ...how, token };
		const { isOfAccount = false, isSecret = false } = how;
		try {
			write.run(server, account, token, Number(isOfAccount), Number(isSecret));
			unwritten = undefined;
		} catch {
			// A full disk, perhaps. It must not keep anybody from a chat that they are let into.
		}
	};
	return {
		areShared: true,
		token() {
			if (unwritten !== undefined) keep(unwritten.token, unwritten);
			if (unwritten !== undefined) return unwritten.token;
			const row = onDisk("The token cannot be read from", () => read.get(server, account));
			return typeof row?.token === "string" ? row.token : undefined;
		},
		isOfAccount: (token) => findKept(token).isOfAccount === true,
		isSecret: (token) => findKept(token).isSecret === true,
		keep,
		forget(token) {
			if (unwritten?.token === token) unwritten = undefined;
			onDisk("The token that is not valid any more cannot be taken off", () => {
				forget.run(server, account, token);
			});
		},
	};
}
