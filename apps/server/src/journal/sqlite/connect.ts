import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beginHistoryOfBackup } from "./backup-mark.ts";
import { DataFolderError } from "./data-folder-error.ts";
import { refuseForeignWal, setForeignWalAside } from "./left-wal.ts";
import { checkIsOurs, migrate, notOurs, readSchema } from "./migrations.ts";
import { backUpBeforeUpgrade } from "./upgrade.ts";

type Pragma = { readonly name: string; readonly set: string; readonly get: string | number };

const everyConnection: readonly Pragma[] = [
	{ name: "journal_mode", set: "WAL", get: "wal" },
	// Another connection holds a lock for moments only, at a checkpoint or when a file is opened.
	{ name: "busy_timeout", set: "2000", get: 2000 },
	{ name: "temp_store", set: "MEMORY", get: 2 },
	// Nothing in a damaged or foreign schema may call functions.
	{ name: "trusted_schema", set: "OFF", get: 0 },
];

const writerOnly: readonly Pragma[] = [
	// FULL syncs at every commit: acked means kept, also when the power goes.
	{ name: "synchronous", set: "FULL", get: 2 },
	// On macOS a plain fsync leaves data in the drive's cache. No effect elsewhere.
	{ name: "fullfsync", set: "ON", get: 1 },
	{ name: "checkpoint_fullfsync", set: "ON", get: 1 },
	{ name: "foreign_keys", set: "ON", get: 1 },
	// What is taken back or no longer kept is overwritten, not merely let go of.
	{ name: "secure_delete", set: "ON", get: 1 },
	// 16 MiB of WAL: a checkpoint four times as rare as by default took 8 % off the time of batches
	// of 100. It runs in the worker, where it delays one batch and not the sockets.
	{ name: "wal_autocheckpoint", set: "4000", get: 4000 },
	// One huge transaction does not leave a huge WAL behind.
	{ name: "journal_size_limit", set: "67108864", get: 67_108_864 },
];

const sqliteCorrupt = 11;
const sqliteNotADatabase = 26;

/** The database in a data folder. */
export function databasePath(dataDir: string): string {
	return join(dataDir, "partyline.db");
}

/** Opens the one connection that writes, and makes or updates the database where need be. Throws a `DataFolderError`. */
export function connectWriter(dataDir: string): DatabaseSync {
	const path = databasePath(dataDir);
	makePrivate(dataDir, path);
	return openWriter(path);
}

/** The same for a database of any name, whose folder is there. */
export function openWriter(path: string): DatabaseSync {
	return orSentence(path, () => {
		setForeignWalAside(path);
		const database = new DatabaseSync(path);
		return configured(database, () => {
			// Before any pragma that writes: another program's file must stay as it is.
			checkIsOurs(database, path);
			backUpBeforeUpgrade(database, path);
			applyPragmas(database, [...everyConnection, ...writerOnly]);
			migrate(database);
			beginHistoryOfBackup(database);
		});
	});
}

/** Opens a connection that only reads a database the writer has opened. */
export function connectReader(dataDir: string): DatabaseSync {
	const path = databasePath(dataDir);
	return orSentence(path, () => {
		const database = new DatabaseSync(path, { readOnly: true });
		return configured(database, () => applyPragmas(database, everyConnection));
	});
}

/** Opens a connection beside that of a daemon that may run: it reads, and may checkpoint what it kept from being checkpointed. */
export function connectBeside(path: string): DatabaseSync {
	return orSentence(path, () => {
		refuseForeignWal(path);
		const database = new DatabaseSync(path);
		return configured(database, () => {
			checkIsOurs(database, path);
			if (readSchema(database) === 0)
				throw new DataFolderError(`${path} is empty: no daemon has ever started with it.`);
			applyPragmas(database, [...everyConnection, ...writerOnly]);
		});
	});
}

/** Sets pragmas and makes sure that they hold: SQLite ignores what it cannot do without a word. */
export function applyPragmas(database: DatabaseSync, pragmas: readonly Pragma[]): void {
	for (const { name, set, get } of pragmas) {
		database.exec(`PRAGMA ${name} = ${set}`);
		const row = database.prepare(`PRAGMA ${name}`).get() ?? {};
		// busy_timeout answers in a column called timeout.
		const [held] = Object.values(row);
		if (held !== get)
			throw new DataFolderError(
				`The data folder is on a file system where SQLite cannot have ${name} = ${set} (it has ${held}): choose a folder on a local disk.`,
			);
	}
}

// SQLite gives -wal and -shm the mode of the database, so it is made before SQLite can make it
// with whatever the umask allows.
function makePrivate(dataDir: string, path: string): void {
	try {
		mkdirSync(dataDir, { recursive: true, mode: 0o700 });
		closeSync(openSync(path, "a", 0o600));
		for (const suffix of ["", "-wal", "-shm"]) chmodIfThere(path + suffix);
	} catch (cause) {
		const reason = cause instanceof Error && "code" in cause ? cause.code : cause;
		throw new DataFolderError(
			`${dataDir} cannot be used as the data folder (${reason}): it must be a folder that this user may write to.`,
			{ cause },
		);
	}
}

function chmodIfThere(path: string): void {
	try {
		chmodSync(path, 0o600);
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
	}
}

/** Configures a connection, or closes it. */
export function configured(database: DatabaseSync, configure: () => void): DatabaseSync {
	try {
		configure();
		return database;
	} catch (error) {
		database.close();
		throw error;
	}
}

/** Runs what opens or reads a database; what SQLite says of the file becomes a `DataFolderError`. */
export function orSentence<T>(path: string, work: () => T): T {
	try {
		return work();
	} catch (cause) {
		const code = cause instanceof Error && "errcode" in cause ? cause.errcode : undefined;
		if (!(cause instanceof Error) || typeof code !== "number") throw cause;
		throw new DataFolderError(explain(path, code, cause.message), { cause });
	}
}

function explain(path: string, code: number, message: string): string {
	// The low byte is the kind, the rest says where in SQLite it came up (sqlite.org/rescode.html).
	const kind = code & 0xff;
	if (kind === sqliteNotADatabase) return notOurs(path);
	if (kind === sqliteCorrupt)
		return `${path} is damaged (${message}): put back a backup, or choose another data folder.`;
	return `${path} cannot be opened: ${message}.`;
}
