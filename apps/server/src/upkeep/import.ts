import { createReadStream, existsSync } from "node:fs";
import { resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { takeDataFolder } from "../data-folder.ts";
import { ExitError, exitCode } from "../exit-code.ts";
import { JournalError } from "../hub/ports.ts";
import { parseExportLine } from "../journal/export-format.ts";
import { createPrivate } from "../journal/sqlite/beside.ts";
import { checkDatabase, type Findings } from "../journal/sqlite/check/check-database.ts";
import { databasePath, openWriter } from "../journal/sqlite/connect.ts";
import { Importer, LineError } from "../journal/sqlite/importer.ts";
import { readSnapshot } from "../journal/sqlite/snapshot.ts";
import { counted } from "../print.ts";
import { requireFile } from "./input-file.ts";
import { readLines } from "./lines.ts";
import { reasonOf } from "./reason.ts";
import { writeWhole } from "./whole-file.ts";

/** Fills an empty data folder with an export, from a file or stdin. Resolves with a sentence about it. */
export async function importLines(dataDir: string, file: string | undefined): Promise<string> {
	const input = openInput(file);
	const folder = takeDataFolder(dataDir);
	try {
		const path = databasePath(dataDir);
		if (existsSync(path))
			throw new ExitError(
				`${dataDir} has a database already: import into an empty folder, with --data.`,
				{ exit: exitCode.cantCreate },
			);
		let findings: Findings | undefined;
		await writeWhole(path, async (part) => {
			await fill(part, input);
			findings = requireSound(part);
		});
		const { events, rooms, accounts } = findings ?? { events: 0, rooms: 0, accounts: 0 };
		const what = [counted(events, "event"), counted(rooms, "room"), counted(accounts, "account")];
		return `Imported ${what.join(", ")} to ${dataDir}. Start partylined: every client starts over with this history.`;
	} finally {
		folder.release();
	}
}

function openInput(file: string | undefined): AsyncIterable<Buffer> {
	if (file !== undefined) {
		const path = resolve(file);
		requireFile(path);
		return createReadStream(path);
	}
	if (process.stdin.isTTY)
		throw new ExitError("Give the file of an export, or pipe one in.", { exit: exitCode.usage });
	return process.stdin;
}

async function fill(path: string, input: AsyncIterable<Buffer>): Promise<void> {
	createPrivate(path);
	const database = openWriter(path);
	try {
		await takeAll(database, input);
	} catch (error) {
		throw toRefusal(path, error);
	} finally {
		database.close();
	}
}

async function takeAll(database: DatabaseSync, input: AsyncIterable<Buffer>): Promise<void> {
	const importer = new Importer(database);
	for await (const { number, text } of readLines(input)) {
		const line = parseExportLine(text);
		if (typeof line === "string") throw new LineError(line, { line: number });
		importer.take(line);
	}
	if (!importer.isWhole)
		throw new ExitError("The export has no last line: it was cut. Nothing was imported.", {
			exit: exitCode.dataErr,
		});
}

// What lines cannot show one by one, such as a read mark of nobody.
function requireSound(path: string): Findings {
	const findings = readSnapshot(path, checkDatabase);
	if (findings.troubles[0] === undefined) return findings;
	const first = findings.troubles[0];
	throw new ExitError(`The export is not sound, and nothing was imported. ${first}`, {
		exit: exitCode.dataErr,
	});
}

function toRefusal(path: string, cause: unknown): unknown {
	if (cause instanceof LineError)
		return new ExitError(`Line ${cause.line}: ${cause.message}. Nothing was imported.`, {
			exit: exitCode.dataErr,
			cause,
		});
	if (cause instanceof JournalError)
		return new ExitError(`${path} cannot be written. ${cause.message}`, {
			exit: exitCode.cantCreate,
			cause,
		});
	if (cause instanceof Error && "syscall" in cause && cause.syscall === "read")
		return new ExitError(`The export cannot be read: ${reasonOf(cause)}.`, {
			exit: exitCode.noInput,
			cause,
		});
	return cause;
}
