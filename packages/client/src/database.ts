import { closeSync, existsSync, mkdirSync, openSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** What a file of ours must be like. */
export type DatabaseSpec = {
	readonly path: string;
	/** FULL: committed is on disk. NORMAL: a power cut may cost the last commits, never the file. */
	readonly synchronous: "FULL" | "NORMAL";
	/** The layout of the tables, from 1. */
	readonly version: number;
	readonly schema: string;
	/** What makes layout 2 of layout 1, 3 of 2 and so on; a file of a layout without one is foreign. */
	readonly upgrades?: readonly string[];
};

/** The file is no database, or of another layout than this program knows. */
export class ForeignFileError extends Error {
	override readonly name = "ForeignFileError";
}

const foreign = "is not a file of this program.";
const newer = "is of a newer version of this program. Use that one, or another state folder.";

/** Does something that no other process on the same state folder does meanwhile. */
export type Alone = (work: () => void) => void;

// Another process of the same account may be writing.
const busyTimeoutMs = 5_000;
// SQLite does not wait by itself where two processes turn a new file into WAL at once.
const busyPauseMs = 5;
const busy = 5;
const corrupt = 11;
const notADatabase = 26;

/** Opens a database that only its owner may read, and makes it when missing. */
export function openDatabase(spec: DatabaseSpec): DatabaseSync {
	makeFolder(dirname(spec.path));
	createPrivateFile(spec.path);
	const database = new DatabaseSync(spec.path, { timeout: busyTimeoutMs });
	try {
		waitWhileBusy(() => prepareDatabase(database, spec));
		return database;
	} catch (error) {
		database.close();
		if (!isForeign(error)) throw error;
		const why = error instanceof ForeignFileError ? error.message : foreign;
		throw new ForeignFileError(`${spec.path} ${why}`, { cause: error });
	}
}

/**
 * Opens a database that may be lost: one that cannot be read is deleted and made anew. `remove`
 * deletes it later, once it turned out to be spoilt: whoever opens it next makes it anew.
 */
export function openDisposable(
	spec: DatabaseSpec,
	alone: Alone,
): { readonly database: DatabaseSync; readonly remove: () => void } {
	const database = openReadable(spec, alone);
	const { ino } = statSync(spec.path);
	const remove = () =>
		alone(() => {
			// What another process has made anew in the meantime stays.
			if (statSync(spec.path, { throwIfNoEntry: false })?.ino === ino) deleteDatabase(spec.path);
		});
	return { database, remove };
}

function openReadable(spec: DatabaseSpec, alone: Alone): DatabaseSync {
	try {
		return openDatabase(spec);
	} catch (error) {
		if (!(error instanceof ForeignFileError)) throw error;
	}
	alone(() => {
		try {
			openDatabase(spec).close();
		} catch (error) {
			if (!(error instanceof ForeignFileError)) throw error;
			deleteDatabase(spec.path);
		}
	});
	return openDatabase(spec);
}

function deleteDatabase(path: string): void {
	for (const suffix of ["", "-wal", "-shm"]) rmSync(path + suffix, { force: true });
}

/** Runs `write` as one transaction: all of it or nothing. */
export function transact(database: DatabaseSync, write: () => void): void {
	database.exec("BEGIN IMMEDIATE");
	try {
		write();
		database.exec("COMMIT");
	} catch (error) {
		if (database.isTransaction) database.exec("ROLLBACK");
		throw error;
	}
}

/** Makes an empty file that only its owner may read, where there is none. */
// SQLite would make it with the umask's mode; its side files take the mode of this one. A file that
// exists is not even opened here: closing it again would drop SQLite's POSIX locks of this process.
export function createPrivateFile(path: string): void {
	unlessThere(() => closeSync(openSync(path, "wx", 0o600)));
}

/** Makes a folder and those it lies in. Node's own way of doing it never ends where nothing can be made, as in /proc. */
export function makeFolder(dir: string): void {
	if (existsSync(dir)) return;
	makeFolder(dirname(dir));
	unlessThere(() => mkdirSync(dir, { mode: 0o700 }));
}

/** Makes something that another process may make at the same moment. */
function unlessThere(make: () => void): void {
	try {
		make();
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
	}
}

function waitWhileBusy(work: () => void): void {
	const asleep = new Int32Array(new SharedArrayBuffer(4));
	// Not of `performance`, which a process loads when it is first asked.
	const startedAt = process.uptime();
	for (;;) {
		try {
			work();
			return;
		} catch (error) {
			// By the clock: SQLite has waited too, where it does.
			if (codeOf(error) !== busy || process.uptime() - startedAt >= busyTimeoutMs / 1_000)
				throw error;
			Atomics.wait(asleep, 0, 0, busyPauseMs);
		}
	}
}

function prepareDatabase(database: DatabaseSync, spec: DatabaseSpec): void {
	database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${spec.synchronous};`);
	if (layoutOf(database) === spec.version) return;
	transact(database, () => {
		// Two processes that start together: the second finds that it is done.
		const steps = stepsFrom(layoutOf(database), spec);
		for (const step of steps) database.exec(step);
		database.exec(`PRAGMA user_version = ${spec.version}`);
	});
}

function stepsFrom(layout: number, { version, schema, upgrades = [] }: DatabaseSpec): string[] {
	if (layout === 0) return [schema];
	const steps = upgrades.slice(layout - 1);
	if (layout > version) throw new ForeignFileError(newer);
	if (steps.length !== version - layout) throw new ForeignFileError(foreign);
	return steps;
}

function layoutOf(database: DatabaseSync): number {
	return Number(database.prepare("PRAGMA user_version").get()?.user_version);
}

function isForeign(error: unknown): boolean {
	return error instanceof ForeignFileError || isSpoilt(error);
}

/** Whether what was read is not what was written. */
export function isSpoilt(error: unknown): boolean {
	const code = codeOf(error);
	return code === corrupt || code === notADatabase || error instanceof SyntaxError;
}

/** The primary result code of SQLite, https://sqlite.org/rescode.html */
function codeOf(error: unknown): number | undefined {
	if (!(error instanceof Error && "errcode" in error)) return undefined;
	return typeof error.errcode === "number" ? error.errcode & 0xff : undefined;
}
