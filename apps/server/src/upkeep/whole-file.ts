import { existsSync } from "node:fs";
import { ExitError, exitCode } from "../exit-code.ts";
import { putInPlace, removeDatabase } from "../journal/sqlite/beside.ts";
import { DataFolderError } from "../journal/sqlite/data-folder-error.ts";
import { reasonOf } from "./reason.ts";

/**
 * Writes a file under another name beside it, and gives it its own once it is whole and on disk: it is
 * there completely or not at all, whether the disk is full or somebody presses Ctrl+C.
 */
export async function writeWhole(
	path: string,
	write: (part: string) => Promise<void>,
	place: (part: string, path: string) => void = putInPlace,
): Promise<void> {
	const part = `${path}.${process.pid}.part`;
	const stopListening = onInterrupt(() => removeDatabase(part));
	try {
		await write(part);
		place(part, path);
	} catch (error) {
		removeDatabase(part);
		throw toRefusal(path, error);
	} finally {
		stopListening();
	}
}

/** Refuses to write over something. */
export function requireAbsent(path: string): void {
	if (existsSync(path))
		throw new ExitError(`${path} is there already, and is not written over: choose another name.`, {
			exit: exitCode.cantCreate,
		});
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Cleans up when a signal ends the program; resolves with what ends the listening. */
function onInterrupt(cleanUp: () => void): () => void {
	const onSignal = (signal: NodeJS.Signals) => {
		stop();
		cleanUp();
		// By the signal itself, so that a shell knows that it was interrupted.
		process.kill(process.pid, signal);
	};
	const stop = () => {
		for (const signal of signals) process.off(signal, onSignal);
	};
	for (const signal of signals) process.on(signal, onSignal);
	return stop;
}

// What the system says of a file, and SQLite of the disk; anything else is a mistake of ours.
function toRefusal(path: string, cause: unknown): unknown {
	const isOurs = cause instanceof ExitError || cause instanceof DataFolderError;
	if (isOurs || !(cause instanceof Error && ("errno" in cause || "errcode" in cause))) return cause;
	return new ExitError(`${path} cannot be written: ${reasonOf(cause)}.`, {
		exit: exitCode.cantCreate,
		cause,
	});
}
