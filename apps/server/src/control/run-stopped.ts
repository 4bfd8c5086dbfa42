import { existsSync } from "node:fs";
import type { Config } from "../config.ts";
import { takeDataFolder } from "../data-folder.ts";
import { ExitError, exitCode } from "../exit-code.ts";
import { operatorSession } from "../hub/operator-session.ts";
import { databasePath } from "../journal/sqlite/connect.ts";
import { createLog } from "../log.ts";
import { openServer } from "../open-server.ts";
import { toExitError } from "../start-problem.ts";
import { openIdentity } from "../tls/identity.ts";
import type { Whereabouts } from "./operation.ts";
import { givesTicket, isFirst, runOperation } from "./run-operation.ts";

/** Does something on a server that does not run, which nobody else may start meanwhile. */
export async function runStopped(
	config: Config,
	asked: { readonly command: string; readonly params: unknown },
): Promise<readonly unknown[]> {
	if (!isFirst(asked.command)) requireServer(config.dataDir);
	const folder = takeDataFolder(config.dataDir);
	try {
		const whereabouts = await findWhereabouts(config, asked.command);
		// Should the writer die, what was asked for fails with it, and says so.
		const { hub, close } = await openServer(config.dataDir, () => {});
		try {
			return await runOperation({ hub, session: operatorSession, whereabouts }, asked);
		} finally {
			await close();
		}
	} catch (error) {
		throw toExitError(error, config);
	} finally {
		folder.release();
	}
}

/** Where a link leads that this command makes. One that makes none must not make the server's key either. */
async function findWhereabouts(config: Config, command: string): Promise<() => Whereabouts> {
	const identity = givesTicket(command)
		? await openIdentity(config, createLog("json", "silent"))
		: undefined;
	return () => {
		if (identity === undefined) throw new Error(`${command} was to make no link`);
		const addresses = config.hosts.map((host) => ({ host, port: config.port }));
		return { addresses, keyHash: identity.certificate.keyHash };
	};
}

/** A folder that was mistyped must not become another server that nobody starts. */
function requireServer(dataDir: string): void {
	if (existsSync(databasePath(dataDir))) return;
	throw new ExitError(
		`There is no partyline server in ${dataDir}: name its folder with --data, or start partylined once.`,
		{ exit: exitCode.noInput },
	);
}
