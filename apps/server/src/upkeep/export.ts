import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ExitError, exitCode } from "../exit-code.ts";
import { connectBeside } from "../journal/sqlite/connect.ts";
import { DataFolderError } from "../journal/sqlite/data-folder-error.ts";
import { exportLines } from "../journal/sqlite/export-lines.ts";
import { beginSnapshot, endSnapshot } from "./backup.ts";
import { requireDatabase } from "./input-file.ts";
import { reasonOf } from "./reason.ts";
import { requireAbsent, writeWhole } from "./whole-file.ts";

// Many lines in one write: one each would take most of the time.
const pieceChars = 64 * 1024;

/** Writes everything as JSON lines to a new file or stdout, while a daemon serves or not. */
export async function exportJson(dataDir: string, file: string | undefined): Promise<void> {
	const database = connectBeside(requireDatabase(dataDir));
	try {
		beginSnapshot(database);
		const pieces = () => Readable.from(inPieces(exportLines(database)));
		if (file === undefined) await printAll(pieces());
		else {
			const target = resolve(file);
			requireAbsent(target);
			await writeWhole(target, (part) =>
				pipeline(pieces(), createWriteStream(part, { flags: "wx", mode: 0o600 })),
			);
		}
		endSnapshot(database);
	} finally {
		database.close();
	}
}

async function printAll(pieces: Readable): Promise<void> {
	const stdout: Writable = process.stdout;
	try {
		await pipeline(pieces, stdout, { end: false });
	} catch (cause) {
		// Whoever read our output has enough, as in `partylined export | head`.
		if (cause instanceof Error && "code" in cause && cause.code === "EPIPE") return;
		if (cause instanceof DataFolderError) throw cause;
		throw new ExitError(`The export cannot be written: ${reasonOf(cause)}.`, {
			exit: exitCode.ioError,
			cause,
		});
	}
}

function* inPieces(lines: Iterable<object>): Generator<string> {
	let piece = "";
	for (const line of lines) {
		piece += `${JSON.stringify(line)}\n`;
		if (piece.length < pieceChars) continue;
		yield piece;
		piece = "";
	}
	yield piece;
}
