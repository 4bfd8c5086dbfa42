import { accessSync, constants, existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Config } from "../config.ts";
import { findRunning } from "../data-folder.ts";
import { ExitError, exitCode } from "../exit-code.ts";
import { databasePath } from "../journal/sqlite/connect.ts";
import { printNote } from "../print.ts";
import { askDaemon } from "./ask-daemon.ts";
import { type OperationName, operations, type ParamsOf, type RowOf } from "./operations.ts";
import { runStopped } from "./run-stopped.ts";

/** How long others who work on a stopped server are waited for. */
const patienceMs = 10_000;
const pollMs = 50;

/**
 * Does something on the server of a data folder: the daemon does it where one runs, and else this process,
 * under the folder's lock. Resolves with the same rows either way. Throws `ExitError`.
 */
export async function perform<N extends OperationName>(
	config: Config,
	command: N,
	params: ParamsOf<N>,
): Promise<RowOf<N>[]> {
	requireOurs(config.dataDir);
	const isNew = !existsSync(databasePath(config.dataDir));
	for (let waitedMs = 0; ; waitedMs += pollMs) {
		const running = findRunning(config.dataDir);
		const rows =
			running === undefined
				? await orBusy(runStopped(config, { command, params }), waitedMs)
				: await askDaemon(requirePath(running), { command, params });
		if (rows !== undefined) {
			if (isNew) printNote(`${config.dataDir} has a server now, which it had not before.`);
			return rowsOf(command, rows);
		}
		// It has just begun or ended; or another command works on the folder.
		await delay(pollMs);
	}
}

/** Undefined while somebody else has the folder, until our patience ends. */
async function orBusy<T>(work: Promise<T>, waitedMs: number): Promise<T | undefined> {
	try {
		return await work;
	} catch (error) {
		const isBusy = error instanceof ExitError && error.code === exitCode.tempFail;
		if (!isBusy || waitedMs >= patienceMs) throw error;
		return undefined;
	}
}

function requirePath({ version, control }: { version: string; control?: string | undefined }) {
	if (control !== undefined) return control;
	const why =
		process.platform === "win32"
			? "On Windows these commands do not reach a running partylined: stop it first."
			: `The partylined ${version} that runs there is older than these commands: restart it.`;
	throw new ExitError(why, { exit: exitCode.unavailable });
}

function requireOurs(dataDir: string): void {
	if (!existsSync(dataDir)) return;
	try {
		accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
	} catch (cause) {
		throw new ExitError(
			`The data folder ${dataDir} is somebody else's: run this as the user who runs partylined.`,
			{ exit: exitCode.noPermission, cause },
		);
	}
}

/** The rows that came back, checked: they may be of a daemon of another version. */
function rowsOf<N extends OperationName>(command: N, rows: readonly unknown[]): RowOf<N>[] {
	const { row } = operations[command];
	return rows.map((each) => {
		const parsed = row.safeParse(each);
		// The parsing boundary: the schema is that of this very command.
		if (parsed.success) return parsed.data as RowOf<N>;
		throw new ExitError("The daemon is of another version: restart it.", {
			exit: exitCode.unavailable,
			cause: parsed.error,
		});
	});
}
