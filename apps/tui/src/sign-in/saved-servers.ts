import {
	closeSync,
	fsyncSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { addressKey } from "@partyline/client";
import { accountName } from "@partyline/shared/protocol/ids";
import { parseServerUrl, printServerUrl } from "@partyline/shared/text/server-url";
import type { ServerAddress } from "../desk/connector.ts";
import { exitCode, UserError } from "../start/user-error.ts";

/** A server that somebody came into by an invitation or a password, and who they are there. */
export type SavedServer = ServerAddress & { readonly as: string };

/**
 * The servers that are opened where nobody names one and the configuration has none: one a line, `URL NAME`, the one
 * joined last first. A line that cannot be read is passed over, and stays.
 */
export function readSavedServers(path: string): readonly SavedServer[] {
	return linesThere(path).flatMap((line) => {
		const saved = parseLine(line);
		return saved === undefined ? [] : [saved];
	});
}

/** Puts a server first, in the place of what there is of that account at that address. Throws UserError when the disk refuses. */
export function saveServer(path: string, server: SavedServer): void {
	const key = addressKey(server);
	const isTwin = (line: string) => {
		const saved = parseLine(line);
		return saved?.as === server.as && addressKey(saved) === key;
	};
	change(path, (lines) => {
		// Where it was encrypted once, it stays so.
		const wasSecure = lines.some((line) => isTwin(line) && parseLine(line)?.scheme === "secure");
		const scheme = wasSecure ? "secure" : server.scheme;
		return [toLine({ ...server, scheme }), ...lines.filter((line) => !isTwin(line))];
	});
}

/** Takes every account at a server off the list; whether there was one. */
export function forgetServer(path: string, server: ServerAddress): boolean {
	const key = addressKey(server);
	const isMeant = (line: string) => {
		const saved = parseLine(line);
		return saved !== undefined && addressKey(saved) === key;
	};
	const found = linesThere(path).some(isMeant);
	if (found) change(path, (lines) => lines.filter((line) => !isMeant(line)));
	return found;
}

function change(path: string, edit: (lines: readonly string[]) => readonly string[]): void {
	try {
		mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
		const text = edit(readLines(path)).map((line) => `${line}\n`);
		const next = `${path}.new`;
		const file = openSync(next, "w", 0o600);
		try {
			writeSync(file, text.join(""));
			fsyncSync(file);
		} finally {
			closeSync(file);
		}
		renameSync(next, path);
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new UserError(`The server cannot be kept in ${path}: ${reason}.`, {
			exit: exitCode.cantCreate,
			cause,
		});
	}
}

/** The lines, or none where the file cannot be read: then nothing is known. */
function linesThere(path: string): readonly string[] {
	try {
		return readLines(path);
	} catch {
		return [];
	}
}

function readLines(path: string): readonly string[] {
	try {
		return readFileSync(path, "utf8")
			.split("\n")
			.filter((line) => line !== "");
	} catch (error) {
		// Anything else, and what is there would be written over.
		if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
		return [];
	}
}

function parseLine(line: string): SavedServer | undefined {
	const [url = "", name = ""] = line.split(" ");
	const parsed = parseServerUrl(url);
	const as = accountName.safeParse(name);
	if (!parsed.ok || !as.success) return undefined;
	const { host, port, scheme } = parsed.url;
	return { host, port, scheme, as: as.data };
}

function toLine({ host, port, scheme = "bare", as }: SavedServer): string {
	return `${printServerUrl({ host, port, scheme })} ${as}`;
}
