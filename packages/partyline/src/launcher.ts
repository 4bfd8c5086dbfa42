import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Launched, Launcher } from "@partyline/tui/cli";
import { UserError } from "@partyline/tui/user-error";
import { commands } from "./commands.ts";

type Flags = Readonly<Record<string, unknown>>;
type Environment = Readonly<Record<string, string | undefined>>;

const pollMs = 30;
const startMs = 15_000;

/** Starts the daemon for `partyline start`. The server's code is loaded only where it is needed. */
export function launcher(env: Environment): Launcher {
	return {
		ensure: (flags) => ensure(flags, env),
		serve: async (flags) => {
			const { runPartylined } = await import("@partyline/server/cli");
			return await runPartylined({ argv: daemonFlags(flags), env, commands: commands(env) });
		},
	};
}

async function ensure(flags: Flags, env: Environment): Promise<Launched> {
	const { readConfig } = await import("@partyline/server/config");
	const { findRunning, makePrivate } = await import("@partyline/server/data-folder");
	const config = readConfig({
		host: flags.host === undefined ? undefined : [flags.host],
		port: flags.port,
		data: flags.data,
	});
	const host = config.hosts[0] ?? "127.0.0.1";
	const address = { host, port: config.port };
	const { partylined } = commands(env);
	const stop = `${partylined} stop${flags.data === undefined ? "" : ` --data ${config.dataDir}`}`;
	if (await answers(address)) {
		const known = findRunning(config.dataDir);
		const isOurs = known?.addresses.some(({ port }) => port === config.port) ?? false;
		return {
			...address,
			farewell: farewellOf(address, { pid: isOurs ? known?.pid : undefined, stop }),
		};
	}
	makePrivate(config.dataDir);
	const pid = await startInBackground(config.dataDir, address, daemonFlags(flags));
	return { ...address, farewell: farewellOf(address, { pid, stop }) };
}

function daemonFlags({ host, port, data }: Flags): string[] {
	const given = { "--host": host, "--port": port, "--data": data };
	return Object.entries(given).flatMap(([flag, value]) =>
		value === undefined ? [] : [flag, String(value)],
	);
}

type Address = { readonly host: string; readonly port: number };

/** Starts a daemon that outlives us; resolves with its pid when it accepts connections. */
async function startInBackground(
	dataDir: string,
	address: Address,
	flags: readonly string[],
): Promise<number> {
	const logFile = join(dataDir, "partylined.log");
	const log = openSync(logFile, "a", 0o600);
	const partylined = fileURLToPath(new URL("partylined.js", import.meta.url));
	const child = spawn(process.execPath, [partylined, "--log", "json", ...flags], {
		detached: true,
		stdio: ["ignore", log, log],
	});
	closeSync(log);
	child.unref();
	const ended = new Promise<"ended">((resolve) => child.once("exit", () => resolve("ended")));
	// The daemon writes to a file, so that it can outlive us: that it listens is seen by trying.
	for (let waitedMs = 0; waitedMs < startMs; waitedMs += pollMs) {
		if (child.pid !== undefined && (await answers(address))) return child.pid;
		if ((await Promise.race([ended, delay(pollMs)])) === "ended") break;
	}
	throw new UserError(`The server did not start: ${lastLine(logFile)}`, {
		exit: child.exitCode ?? 69,
	});
}

function lastLine(file: string): string {
	const last = readFileSync(file, "utf8").trim().split("\n").at(-1) ?? "";
	return last.replace(/^partylined: /, "") || `see ${file}`;
}

/** Whether something listens at an address. */
function answers({ host, port }: Address): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, host);
		socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
		socket.once("connect", () => socket.destroy());
	});
}

/** What is told to someone who leaves: nothing stays behind that they do not know of. `pid`: a server of theirs. */
function farewellOf(
	{ host, port }: Address,
	{ pid, stop }: { readonly pid: number | undefined; readonly stop: string },
): string {
	if (pid === undefined) return `You left. The server on ${host} port ${port} goes on.`;
	return `You left. The server keeps running in the background (pid ${pid}, ${host} port ${port}), so that nobody misses anything.
Stop it with: ${stop}`;
}
