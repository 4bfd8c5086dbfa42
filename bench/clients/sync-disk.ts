/**
 * How long the disk of a folder takes to sync 4 KiB, the next at once or some time later. Takes a job as JSON, prints
 * what became of it as JSON.
 */
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { readJob, tell } from "./native-client.ts";
import { quantile } from "./quantile.ts";

/** Where, how often, and how long after one the next comes. */
export type SyncDiskJob = {
	readonly folder: string;
	readonly times: number;
	readonly pauseMs: number;
};

/** How long they took, in ms. */
export type SyncDiskOutcome = { readonly p50: number; readonly max: number };

const { folder, times, pauseMs } = readJob<SyncDiskJob>();
const path = join(folder, `sync-disk-${process.pid}`);
const file = openSync(path, "w");
const page = Buffer.alloc(4_096, 1);
const took: number[] = [];
for (let time = 0; time < times; time++) {
	const since = performance.now();
	// Each behind the one before, as in a WAL: to write over what is there takes a disk less.
	writeSync(file, page, 0, page.length, time * page.length);
	fdatasyncSync(file);
	took.push(performance.now() - since);
	if (pauseMs > 0) await delay(pauseMs);
}
closeSync(file);
rmSync(path);
tell({ p50: quantile(took, 0.5), max: Math.max(...took) } satisfies SyncDiskOutcome);
