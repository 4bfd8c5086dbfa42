import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The built bin; `node packages/partyline/build.ts` makes it. */
export const daemonBin = new URL("../packages/partyline/dist/partylined.js", import.meta.url)
	.pathname;

/** Runs something against a daemon process of its own with a data folder of its own, and takes both away. */
export async function withDaemon<T>(run: (port: number) => Promise<T>): Promise<T> {
	const dataDir = mkdtempSync(join(tmpdir(), "partyline-bench-"));
	const daemon = startDaemon(dataDir);
	try {
		return await run(await listening(daemon));
	} finally {
		await stopDaemon(daemon);
		rmSync(dataDir, { recursive: true });
	}
}

/** Starts a daemon on a free port. */
export function startDaemon(dataDir: string): ChildProcess {
	const flags = ["--host", "127.0.0.1", "--port", "0", "--data", dataDir, "--log", "json"];
	return spawn(process.execPath, [daemonBin, ...flags], { stdio: ["ignore", "pipe", "inherit"] });
}

/** Resolves with its port when it accepts connections. */
export async function listening({ stdout }: ChildProcess): Promise<number> {
	if (stdout === null) throw new Error("no output");
	for await (const line of createInterface({ input: stdout })) {
		const { msg, port } = JSON.parse(line);
		if (msg === "listening") {
			stdout.resume();
			return port;
		}
	}
	throw new Error("the daemon did not start");
}

/** Ends it as a signal does. */
export async function stopDaemon(daemon: ChildProcess): Promise<void> {
	const exited = once(daemon, "exit");
	daemon.kill("SIGTERM");
	await exited;
}

/** Sends one request; nothing is encoded twice, so that the load is not the bottleneck. */
export function request(
	socket: Socket,
	asked: { id: number | string; method: string; params: object },
): void {
	socket.write(`${JSON.stringify({ jsonrpc: "2.0", ...asked })}\n`);
}
