import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Filling, withDataFolder } from "./filled-folder.ts";
import { pin } from "./machine.ts";
import type { Build } from "./ours.ts";
import { keepChild } from "./take-away.ts";

/** A daemon that runs on the core of the servers. */
export type MeasuredDaemon = {
	readonly port: number;
	readonly pid: number;
	readonly dataDir: string;
	/** Ends it; resolves when it is gone. */
	stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void>;
};

type Options = {
	/** What it is run by, such as strace. */
	readonly under?: readonly string[];
	readonly nodeFlags?: readonly string[];
};

/** Starts a daemon of a build with a data folder; resolves when it accepts connections. */
export async function startMeasured(
	{ dist }: Build,
	dataDir: string,
	{ under = [], nodeFlags = [] }: Options = {},
): Promise<MeasuredDaemon> {
	const flags = ["--host", "127.0.0.1", "--port", "0", "--data", dataDir, "--log", "json"];
	const node = [process.execPath, ...nodeFlags, join(dist, "partylined.js"), ...flags];
	const pinned = pin("server", node);
	// What it is run by ends with the bench as well.
	const [program, ...args] = under.length === 0 ? pinned : pin("server", [...under, ...pinned]);
	const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
	keepChild(child);
	const exited = once(child, "exit");
	for await (const line of createInterface({ input: child.stdout })) {
		const { msg, port, pid } = JSON.parse(line);
		if (msg !== "listening") continue;
		child.stdout.resume();
		const stop = async (signal: "SIGTERM" | "SIGKILL" = "SIGTERM") => {
			// Not the child: that may be what it is run by. One that died has been told of by whoever talked to it.
			if (child.exitCode === null && child.signalCode === null) process.kill(pid, signal);
			await exited;
		};
		return { port, pid, dataDir, stop };
	}
	throw new Error("The daemon did not start.");
}

/** Runs something against a daemon on a data folder of its own, which may be filled, and ends it. */
export async function withMeasured<T>(
	build: Build,
	run: (daemon: MeasuredDaemon) => Promise<T>,
	{ filling, ...options }: Options & { readonly filling?: Filling } = {},
): Promise<T> {
	return await withDataFolder(build, filling, async (dataDir) => {
		const daemon = await startMeasured(build, dataDir, options);
		try {
			return await run(daemon);
		} finally {
			await daemon.stop();
		}
	});
}
