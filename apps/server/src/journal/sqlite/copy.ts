import { closeSync, fdatasyncSync, openSync } from "node:fs";
import { backup, DatabaseSync } from "node:sqlite";
import { markAsBackup } from "./backup-mark.ts";
import { createPrivate } from "./beside.ts";

const pageBytes = 4096;
/** One step of a copy: what a disk takes in a few milliseconds. */
const stepPages = (1024 * 1024) / pageBytes;

/** How much of its time a copy leaves the disk to others: 3 is three times as long as it takes itself. */
export type Pace = { readonly restsFor: number };

/**
 * Writes what a transaction of `source` sees into a new file, and marks it as a backup; a copy that fails is
 * left to the caller. What was written is synced step by step: a whole database synced at once would keep
 * the daemon's own syncs waiting.
 */
export async function copyDatabase(
	source: DatabaseSync,
	target: string,
	{ restsFor }: Pace,
): Promise<void> {
	createPrivate(target);
	const file = openSync(target, "r");
	try {
		let since = performance.now();
		const progress = () => {
			fdatasyncSync(file);
			rest((performance.now() - since) * restsFor);
			since = performance.now();
		};
		await backup(source, target, { rate: stepPages, progress });
		markFile(target);
	} finally {
		closeSync(file);
	}
}

/** Marks a copy as a backup, and makes it one file that needs no other beside it. */
export function markFile(path: string): void {
	const database = new DatabaseSync(path);
	try {
		database.exec("PRAGMA journal_mode = DELETE");
		markAsBackup(database, new Date());
	} finally {
		database.close();
	}
}

const never = new Int32Array(new SharedArrayBuffer(4));

// Not with a timer: the copy goes on as soon as `progress` returns.
function rest(ms: number): void {
	Atomics.wait(never, 0, 0, ms);
}
