import {
	closeSync,
	fsyncSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { nameAddress } from "../address.ts";
import { createPrivateFile, makeFolder } from "../database.ts";
import { StorageError } from "../errors.ts";
import type { Address } from "../transport.ts";
import type { KnownServers } from "./known-servers.ts";
import {
	findKeys,
	firstDamaged,
	formatLines,
	isWritable,
	type KnownServersLine,
	parseLines,
	withoutServer,
	withServer,
} from "./known-servers-text.ts";

/** Another process writes a few lines; it does not take longer. */
const lockTimeoutMs = 5_000;

/** Known servers in a text file, one a line, which several processes can share. It is read anew each time. */
export function fileKnownServers(path: string): KnownServers {
	const read = () => onFile("read from", path, () => parseLines(readText(path)));
	const change = (edit: (lines: readonly KnownServersLine[]) => readonly KnownServersLine[]) =>
		onFile("kept in", path, () => {
			makeFolder(dirname(path));
			alone(`${path}.lock`, () => {
				const before = readText(path);
				const after = formatLines(edit(parseLines(before)));
				if (after !== before) replaceFile(path, after);
			});
		});
	return {
		get: (address) => readPin(read(), address, path),
		put(address, pin) {
			if (!isWritable({ address, pin }))
				throw new StorageError(
					`${address.host} is no name or address of a host that could be kept in ${path}.`,
				);
			change((lines) => withServer(lines, { address, pin }));
		},
		all() {
			const lines = read();
			refuseDamaged(lines, path);
			return lines.flatMap(({ server }) => (server === undefined ? [] : [server]));
		},
		remove(address) {
			if (findKeys(read(), address).size === 0) return false;
			change((lines) => withoutServer(lines, address));
			return true;
		},
	};
}

function readPin(
	lines: readonly KnownServersLine[],
	address: Address,
	path: string,
): Uint8Array | undefined {
	const [key, other] = findKeys(lines, address).values();
	if (key !== undefined && other !== undefined)
		throw new StorageError(
			`Lines ${key.line} and ${other.line} of ${path} have different keys of ${nameAddress(address)}; delete the wrong one.`,
		);
	// The line may have been this server's, and its key must not be taken for one never seen.
	if (key === undefined) refuseDamaged(lines, path);
	return key?.pin;
}

function refuseDamaged(lines: readonly KnownServersLine[], path: string): void {
	const line = firstDamaged(lines);
	if (line !== undefined)
		throw new StorageError(`Line ${line} of ${path} cannot be read; mend it or delete it.`);
}

// As Latin-1, byte for byte: what is in the comments, in whatever encoding, stays as it is.
function readText(path: string): string {
	try {
		return readFileSync(path, "latin1");
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
		throw error;
	}
}

/** The whole file or nothing of it is seen, at any moment, also after a power cut. */
function replaceFile(path: string, text: string): void {
	const next = `${path}.new`;
	rmSync(next, { force: true });
	const file = openSync(next, "wx", 0o600);
	try {
		writeSync(file, text, null, "latin1");
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
	renameSync(next, path);
}

/** Does something that no other process does meanwhile. The lock is SQLite's, which a process that dies lets go. */
function alone(lockPath: string, work: () => void): void {
	createPrivateFile(lockPath);
	const lock = new DatabaseSync(lockPath, { timeout: lockTimeoutMs });
	try {
		lock.exec("BEGIN EXCLUSIVE");
		work();
	} finally {
		lock.close();
	}
}

function onFile<T>(done: string, path: string, touch: () => T): T {
	try {
		return touch();
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new StorageError(`The known servers cannot be ${done} ${path}: ${reason}`, { cause });
	}
}
