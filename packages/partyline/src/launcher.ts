import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Launched, Launcher } from "@partyline/tui/cli";
import { UserError } from "@partyline/tui/user-error";
import { type Commands, commands } from "./commands.ts";

type Flags = Readonly<Record<string, unknown>>;
type Environment = Readonly<Record<string, string | undefined>>;

const pollMs = 30;
const startMs = 15_000;
/** How long a daemon that has the data folder may take to listen, when somebody else started it just now. */
const otherStartMs = 3_000;

/** Starts the daemon for `partyline start`. The server's code is loaded only where it is needed. */
export function launcher(env: Environment): Launcher {
	return {
		ensure: async (flags) => {
			const { ExitError } = await import("@partyline/server/exit-code");
			return await ensure(flags, env).catch((error: unknown) => {
				// What the daemon tells its operator, here the person who starts it is told.
				if (!(error instanceof ExitError)) throw error;
				throw new UserError(error.message, { exit: error.code, cause: error });
			});
		},
		serve: async (flags) => {
			const { runPartylined } = await import("@partyline/server/cli");
			return await runPartylined({ argv: daemonFlags(flags), env, commands: commands(env) });
		},
	};
}

async function ensure(flags: Flags, env: Environment): Promise<Launched> {
	const { readConfig, withEnvironment } = await import("@partyline/server/config");
	const { makePrivate } = await import("@partyline/server/data-folder");
	const config = readConfig(withEnvironment(settingsOf(flags), env));
	const address = { host: config.hosts[0] ?? "127.0.0.1", port: config.port };
	if (!(await answers(address))) {
		makePrivate(config.dataDir);
		await startInBackground(config.dataDir, address, daemonFlags(flags));
	}
	return { ...address, farewell: () => farewellTo(address, config.dataDir, commands(env)) };
}

function daemonFlags({ host, port, data }: Flags): string[] {
	const given = { "--host": host, "--port": port, "--data": data };
	return Object.entries(given).flatMap(([flag, value]) =>
		value === undefined ? [] : [flag, String(value)],
	);
}

/** The flags that were given, as the daemon's settings. */
function settingsOf({ host, port, data }: Flags): Flags {
	const settings = { host: host === undefined ? undefined : [host], port, data };
	return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

type Address = { readonly host: string; readonly port: number };

/** Starts a daemon that outlives us; resolves when one accepts connections, ours or one that was quicker. */
async function startInBackground(
	dataDir: string,
	address: Address,
	flags: readonly string[],
): Promise<void> {
	const { exitCode } = await import("@partyline/server/exit-code");
	const logFile = join(dataDir, "partylined.log");
	const log = openSync(logFile, "a", 0o600);
	const partylined = fileURLToPath(new URL("partylined.js", import.meta.url));
	const child = spawn(process.execPath, [partylined, "--log", "json", ...flags], {
		detached: true,
		stdio: ["ignore", log, log],
	});
	closeSync(log);
	child.unref();
	const ended = once(child, "exit");
	// The daemon writes to a file, so that it can outlive us: that it listens is seen by trying.
	for (let waitedMs = 0; waitedMs < startMs; waitedMs += pollMs) {
		if (await answers(address)) return;
		await Promise.race([ended, delay(pollMs)]);
		if (child.exitCode === exitCode.tempFail && waitedMs < otherStartMs) await delay(pollMs);
		else if (child.exitCode !== null) break;
	}
	throw new UserError(`The server did not start: ${lastLine(logFile)}`, {
		exit: child.exitCode ?? exitCode.unavailable,
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

/** What is told to someone who leaves: nothing stays behind that they do not know of. */
async function farewellTo(
	address: Address,
	dataDir: string,
	{ partyline, partylined }: Commands,
): Promise<string> {
	const { defaultDataDir } = await import("@partyline/server/config");
	const { findRunning } = await import("@partyline/server/data-folder");
	const { quoted } = await import("@partyline/server/quoted");
	const where = `${address.host} port ${address.port}`;
	if (!(await answers(address)))
		return `You left. No server runs on ${where} any more; start one again with: ${partyline} start`;
	const ours = findRunning(dataDir);
	if (!ours?.addresses.some(({ port }) => port === address.port))
		return `You left. The server on ${where} goes on.`;
	const dataFlag = dataDir === defaultDataDir() ? "" : ` --data ${quoted(dataDir)}`;
	return `You left. The server keeps running in the background (pid ${ours.pid}, ${where}), so that nobody misses anything.
Stop it with: ${partylined} stop${dataFlag}`;
}
