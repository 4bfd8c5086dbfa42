import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { ExitError, exitCode } from "./exit-code.ts";

/** The daemon that holds a data folder, as it says itself. */
const running = z.object({
	pid: z.int(),
	addresses: z.array(z.object({ host: z.string(), port: z.int() })),
	version: z.string(),
	startedAt: z.string(),
	/** Of the key that those who come over TLS are shown. */
	fingerprint: z.string().optional(),
	/** The socket by which the commands of the operator reach it. */
	control: z.string().optional(),
});
export type Running = z.output<typeof running>;

/** A data folder that is ours while we run. */
export type DataFolder = {
	/** Says who holds the folder, for `partylined status` and `stop`. */
	announce(running: Running): void;
	release(): void;
};

/** How long somebody who only looks at the lock may keep it from one who wants it. */
const lookMs = 500;

const lockFile = (dir: string) => join(dir, "lock.db");
const runningFile = (dir: string) => join(dir, "running.json");

/** Makes the folder (0700) if need be and takes it for this process alone, until it ends in whatever way. */
export function takeDataFolder(dir: string): DataFolder {
	makePrivate(dir);
	const lock = tryLock(dir);
	if (lock === undefined) {
		const holder = readRunning(dir);
		const who = holder === undefined ? "Another partylined" : `partylined with pid ${holder.pid}`;
		const where = holder?.addresses.map(({ host, port }) => `${host} port ${port}`).join(" and ");
		throw new ExitError(
			`${who} is already running with ${dir}${where ? `, on ${where}` : ""}. Stop it with "partylined stop", or choose another folder with --data.`,
			{ exit: exitCode.tempFail },
		);
	}
	return {
		announce: (told) => announce(dir, told),
		release: () => {
			rmSync(runningFile(dir), { force: true });
			lock.close();
		},
	};
}

function announce(dir: string, told: Running): void {
	try {
		writeFileSync(runningFile(dir), `${JSON.stringify(told)}\n`, { mode: 0o600 });
	} catch (error) {
		throw new ExitError(cannotWrite(dir, error), { exit: exitCode.cantCreate, cause: error });
	}
}

/** The daemon that runs with a data folder now; undefined when none does. */
export function findRunning(dir: string): Running | undefined {
	const told = readRunning(dir);
	if (told === undefined) return undefined;
	// A free lock: whoever wrote the file ended without saying so.
	return isLocked(dir) ? told : undefined;
}

/** Files by which a folder is known to be a data folder. */
const ownFiles = ["partyline.db", "lock.db", "partylined.log"];

/** Makes a folder that only its owner may look into. One that holds things of somebody else stays as it is. */
export function makePrivate(dir: string): void {
	try {
		makeFolder(dir);
		if (isOurs(dir)) chmodSync(dir, 0o700);
	} catch (error) {
		throw new ExitError(cannotWrite(dir, error), { exit: exitCode.cantCreate, cause: error });
	}
}

function isOurs(dir: string): boolean {
	const files = readdirSync(dir);
	return files.length === 0 || ownFiles.some((name) => files.includes(name));
}

/** Makes a folder and those it lies in. Node's own way of doing it never ends where nothing can be made, as in /proc. */
function makeFolder(dir: string): void {
	if (existsSync(dir)) return;
	makeFolder(dirname(dir));
	try {
		mkdirSync(dir, { mode: 0o700 });
	} catch (error) {
		// Another process that starts at the same moment was quicker.
		if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
	}
}

/**
 * Takes the lock, or undefined when another process has it. It is a lock that SQLite takes on a file:
 * the system ends it with the process, a `kill -9` included, and no pid can be mistaken for another.
 */
function tryLock(dir: string): DatabaseSync | undefined {
	let lock: DatabaseSync | undefined;
	try {
		const previous = process.umask(0o077);
		try {
			lock = new DatabaseSync(lockFile(dir), { timeout: lookMs });
		} finally {
			process.umask(previous);
		}
		// The mode last: in it, of two who try at once each would keep what keeps the other out.
		lock.exec("BEGIN EXCLUSIVE; PRAGMA user_version = 1; PRAGMA locking_mode = EXCLUSIVE; COMMIT");
		return lock;
	} catch (error) {
		lock?.close();
		if (isBusy(error)) return undefined;
		throw new ExitError(cannotWrite(dir, error), { exit: exitCode.cantCreate, cause: error });
	}
}

/** Whether a process has the lock. Looking takes nothing and writes nothing. */
function isLocked(dir: string): boolean {
	if (!existsSync(lockFile(dir))) return false;
	const lock = new DatabaseSync(lockFile(dir), { readOnly: true, timeout: 0 });
	try {
		lock.exec("PRAGMA user_version");
		return false;
	} catch (error) {
		if (isBusy(error)) return true;
		throw new ExitError(cannotWrite(dir, error), { exit: exitCode.cantCreate, cause: error });
	} finally {
		lock.close();
	}
}

/** SQLITE_BUSY, https://sqlite.org/rescode.html#busy */
function isBusy(error: unknown): boolean {
	return error instanceof Error && "errcode" in error && error.errcode === 5;
}

function cannotWrite(dir: string, error: unknown): string {
	const reason = error instanceof Error ? error.message : String(error);
	return `The data folder ${dir} cannot be used: ${reason}. Choose another with --data.`;
}

function readRunning(dir: string): Running | undefined {
	try {
		const parsed = running.safeParse(JSON.parse(readFileSync(runningFile(dir), "utf8")));
		return parsed.data;
	} catch {
		// Not there, or half written by a daemon that was killed: then nobody can be named.
		return undefined;
	}
}
