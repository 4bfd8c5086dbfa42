import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Random } from "../../support/random.ts";
import { type Call, isSync, lastNumber } from "../../support/trace.ts";

/** What a disk writes whole or not at all. */
const sectorBytes = 512;

/** The files of the store whose bytes count; -shm is made anew from the others. */
const suffixes = ["", "-wal", "-journal"];

/** Power that goes at one place of a trace, and the chance that decides what the disk had written by then. */
export type Cut = { readonly place: number; readonly random: Random };

/**
 * Makes the folder that a power cut may leave: of each file what was written before a sync of it began that
 * was done by then, and of the rest any part, a sector as the smallest, in any order. What was written before
 * a sync that failed belongs to the rest for ever: the system may take it for written and drop it.
 */
export function writeImage(
	folder: string,
	{ calls, database, cut }: { calls: readonly Call[]; database: string; cut: Cut },
): void {
	mkdirSync(folder, { recursive: true });
	const before = calls.filter(
		(call) => call.start < cut.place && (call.result !== -1 || isSync(call)),
	);
	for (const suffix of suffixes) {
		const path = `${database}${suffix}`;
		if (!isThere(before, path, cut)) continue;
		const bytes = contents(before, path, cut);
		writeFileSync(join(folder, basename(path)), bytes);
	}
}

/** Whether a file's name is on the disk: surely as it was when the folder was synced, and then perhaps. */
function isThere(calls: readonly Call[], path: string, cut: Cut): boolean {
	const syncs = syncsOf(calls, dirname(path), cut);
	let there = false;
	for (const call of calls) {
		if (call.path !== path) continue;
		const makes = call.name === "openat" && call.rest.includes("O_CREAT");
		if (!makes && call.name !== "unlink") continue;
		if (makes !== there && (isSure(call, syncs) || cut.random.chance(0.5))) there = makes;
	}
	return there;
}

/** A file as it grows; `bytes` has room for all it will ever hold. */
type File = { readonly bytes: Buffer; length: number };

function contents(calls: readonly Call[], path: string, cut: Cut): Buffer {
	const own = calls.filter((call) => call.path === path);
	const syncs = syncsOf(calls, path, cut);
	const ends = own.map((call) => endOf(call));
	const file: File = { bytes: Buffer.alloc(Math.max(0, ...ends)), length: 0 };
	for (const call of own) change(file, call, isSure(call, syncs) ? undefined : cut.random);
	return file.bytes.subarray(0, file.length);
}

/** Does to a file what a call did; without a sync after it `chance` decides what of that. */
function change(file: File, call: Call, chance: Random | undefined): void {
	if (call.name === "unlink") setLength(file, 0);
	if (call.name === "ftruncate" && (chance?.chance(0.5) ?? true)) setLength(file, lastNumber(call));
	if (call.name !== "pwrite64") return;
	const offset = lastNumber(call);
	for (const [from, to] of chance === undefined
		? [[0, call.bytes.length] as const]
		: survivors(call, chance)) {
		call.bytes.copy(file.bytes, offset + from, from, to);
		file.length = Math.max(file.length, offset + to);
	}
}

function setLength(file: File, length: number): void {
	file.bytes.fill(0, length);
	file.length = length;
}

function endOf(call: Call): number {
	if (call.name === "pwrite64") return lastNumber(call) + call.bytes.length;
	return call.name === "ftruncate" ? lastNumber(call) : 0;
}

/** The syncs of a file or folder that had an end before the cut. */
function syncsOf(calls: readonly Call[], path: string, cut: Cut): Call[] {
	return calls.filter((call) => isSync(call) && call.path === path && call.end < cut.place);
}

/** Whether what a call did is on the disk: so says the first sync after it. */
function isSure({ end }: Call, syncs: readonly Call[]): boolean {
	return syncs.find(({ start }) => start > end)?.result === 0;
}

/** What the disk has of a write that was not synced: nothing, all, or some of its sectors. */
function survivors(call: Call, random: Random): (readonly [from: number, to: number])[] {
	const { length } = call.bytes;
	const fate = random.next();
	if (fate < 0.6) return fate < 0.3 ? [] : [[0, length]];
	const pieces: [number, number][] = [];
	for (let from = 0; from < length; ) {
		const untilNext = sectorBytes - ((lastNumber(call) + from) % sectorBytes);
		const to = Math.min(length, from + untilNext);
		if (random.chance(0.5)) pieces.push([from, to]);
		from = to;
	}
	return pieces;
}
