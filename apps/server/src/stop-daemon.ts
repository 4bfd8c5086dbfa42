import { setTimeout as delay } from "node:timers/promises";
import { findRunning } from "./data-folder.ts";
import { ExitError, exitCode } from "./exit-code.ts";
import { printLine } from "./print.ts";

const pollMs = 50;
const patienceMs = 10_000;

/** Ends the daemon that runs with a data folder, and waits until it is gone. */
export async function stopDaemon(dataDir: string): Promise<void> {
	const running = findRunning(dataDir);
	if (running === undefined)
		throw new ExitError(`No partylined runs with ${dataDir}.`, { exit: exitCode.unavailable });
	signal(running.pid);
	// Another process gives no event for its end; its lock is free once it is gone.
	for (let waitedMs = 0; findRunning(dataDir) !== undefined; waitedMs += pollMs) {
		if (waitedMs >= patienceMs)
			throw new ExitError(
				`partylined with pid ${running.pid} does not end; look at its log, or end it with kill -9.`,
				{ exit: exitCode.tempFail },
			);
		await delay(pollMs);
	}
	printLine(`partylined with pid ${running.pid} has stopped; nothing was lost.`);
}

function signal(pid: number): void {
	try {
		process.kill(pid, "SIGTERM");
	} catch (error) {
		// It ended by itself in the meantime.
		if (error instanceof Error && "code" in error && error.code === "ESRCH") return;
		throw new ExitError(
			`partylined with pid ${pid} belongs to somebody else; ask them to stop it.`,
			{ exit: exitCode.noPermission, cause: error },
		);
	}
}
