import { openSync, readSync } from "node:fs";
import { join } from "node:path";

/** How often the header of the WAL is looked at. */
const everyMs = 5;

/** Where in the header the number is that another one follows when the WAL begins anew (sqlite.org/fileformat2.html#walformat). */
const saltAt = 16;

/** Watches the WAL of a data folder; tells when it began anew, in the time of `performance.now()`. */
export function watchWal(dataDir: string): { restarts(): readonly number[] } {
	const file = openSync(join(dataDir, "partyline.db-wal"), "r");
	const salt = Buffer.alloc(4);
	const read = () => {
		readSync(file, salt, 0, salt.length, saltAt);
		return salt.readUInt32BE();
	};
	const restarts: number[] = [];
	let last = read();
	setInterval(() => {
		const now = read();
		if (now !== last) restarts.push(performance.now());
		last = now;
	}, everyMs).unref();
	return { restarts: () => restarts };
}
