import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Cache } from "./cache.ts";
import { CacheFile } from "./cache-file.ts";
import type { Clock } from "./clock.ts";
import {
	type Credentials,
	credentialsSchema,
	credentialsUpgrade,
	fileCredentials,
	memoryCredentials,
} from "./credentials.ts";
import { openDatabase, transact } from "./database.ts";
import { StorageError } from "./errors.ts";
import { memoryCache } from "./memory-cache.ts";
import { memoryNotes, type Notes } from "./notes.ts";
import { fileNotes, notesSchema } from "./notes-file.ts";
import { memoryOutbox, type Outbox } from "./outbox.ts";
import { fileOutbox, outboxSchema, outboxUpgrade } from "./outbox-file.ts";
import type { Owner } from "./owner.ts";

/** What of a client outlives its connections, and on disk the process. */
export type State = {
	readonly outbox: Outbox;
	readonly credentials: Credentials;
	readonly notes: Notes;
	readonly cache: Cache;
	close(): void;
};

/** State that ends with the process. */
export function memoryState(): State {
	const outbox = memoryOutbox();
	return {
		outbox,
		credentials: memoryCredentials(),
		notes: memoryNotes(),
		cache: memoryCache(),
		close: () => outbox.close(),
	};
}

/** Where state on disk is, whose, and how much of it. */
export type StateOptions = {
	readonly folder: string;
	/** With "credentials" only the token is on disk; outbox, notes and cache end with the process. */
	readonly keep: "all" | "credentials";
	readonly owner: Owner;
	readonly clock: Clock;
};

/**
 * State on disk: `outbox.db` with outbox, token and notes, which must not be lost, and `cache.db`, which
 * may be deleted at any time. Several processes of one account can share it.
 */
export function openState({ folder, keep, owner, clock }: StateOptions): State {
	try {
		const database = openDatabase({
			path: join(folder, "outbox.db"),
			synchronous: "FULL",
			version: 4,
			schema: `${outboxSchema};${credentialsSchema};${notesSchema}`,
			upgrades: [outboxUpgrade, notesSchema, credentialsUpgrade],
		});
		// What was sent, and may be taken back some day, is not to be found in the file either.
		database.exec("PRAGMA secure_delete = ON");
		const credentials = fileCredentials(database, owner);
		const alone = (work: () => void) => transact(database, work);
		const path = join(folder, "cache.db");
		const openCache = () => new CacheFile({ path, owner, clock, alone });
		if (keep === "credentials") {
			const cache = { ...memoryCache(), forgetAll: () => forgetIn(path, openCache) };
			return { ...memoryState(), credentials, cache, close: () => database.close() };
		}
		const cache = openCache();
		return {
			outbox: fileOutbox(database, owner),
			credentials,
			notes: fileNotes(database, owner, clock),
			cache,
			close() {
				cache.close();
				database.close();
			},
		};
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new StorageError(`Cannot use the state folder ${folder}: ${reason}`, { cause });
	}
}

/** Forgets in a file of another process what is the account's, where there is one. */
function forgetIn(path: string, open: () => Cache): void {
	if (!existsSync(path)) return;
	const cache = open();
	cache.forgetAll();
	cache.close();
}
