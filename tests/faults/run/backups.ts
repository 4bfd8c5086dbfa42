import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Entry } from "../history/history.ts";
import { openStoreFile } from "./store.ts";

/** Where a backup is made, and of what. */
export type BackupOptions = {
	readonly bins: string;
	/** The folder of the run, with the data folder in it. */
	readonly folder: string;
	readonly entries: readonly Entry[];
	readonly onStrange: (what: string) => void;
};

const run = promisify(execFile);

/** Runs `partylined backup` beside the daemon; the file must have every message that was acked before it began. */
export async function checkBackup(options: BackupOptions): Promise<void> {
	const { bins, folder, entries, onStrange } = options;
	const acked = entries.filter((entry) => entry.type === "acked");
	const file = join(folder, "backup.db");
	const problem = await runPartylined(bins, ["backup", file, "--data", join(folder, "data")]);
	if (problem !== undefined) {
		onStrange(problem);
		return;
	}
	const store = openStoreFile(file);
	const ids = new Set(store.messageIds());
	store.close();
	for (const ack of acked)
		if (!ids.has(ack.id)) onStrange(`the backup lacks what was acked before it: ${ack.text}`);
	const trouble = await runPartylined(bins, ["check", file]);
	if (trouble !== undefined) onStrange(trouble);
	rmSync(file);
}

/** What `partylined check` finds wrong with a data folder; undefined if nothing. */
export function checkData(bins: string, dataDir: string): Promise<string | undefined> {
	return runPartylined(bins, ["check", "--data", dataDir]);
}

/** Resolves with what went wrong; undefined if nothing. */
async function runPartylined(bins: string, args: readonly string[]): Promise<string | undefined> {
	try {
		await run(process.execPath, [join(bins, "partylined.js"), ...args], { timeout: 60_000 });
		return undefined;
	} catch (error) {
		return `partylined ${args[0]}: ${error}`;
	}
}
