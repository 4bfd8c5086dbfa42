import { type Config, defaultDataDir } from "./config.ts";
import type { Daemon } from "./daemon.ts";
import { isLoopback } from "./doors/connection.ts";
import { outsideAddresses } from "./hosts.ts";
import { quoted } from "./quoted.ts";
import { version } from "./version.ts";

/** How to call the programs: as installed, or from a checkout. */
export type Commands = { readonly partyline: string; readonly partylined: string };

/** What an operator must know when the daemon has started, one line a fact. */
export function startBlock(
	config: Config,
	{ addresses, identity }: Pick<Daemon, "addresses" | "identity">,
	commands: Commands,
): string[] {
	const port = addresses[0]?.port ?? config.port;
	const outside = outsideAddresses(addresses.map(({ host }) => host));
	const here = addresses.find(({ host }) => isLoopback(host) || isAny(host));
	const host = here === undefined ? outside[0] : "127.0.0.1";
	const isDefault = config.dataDir === defaultDataDir();
	const dataFlag = isDefault ? "" : ` --data ${quoted(config.dataDir)}`;
	const rows = [
		["data", `${config.dataDir} (SQLite)`],
		["listens on", addresses.map((address) => `${address.host} port ${address.port}`).join(", ")],
	];
	const lines = rows.map(([title = "", text]) => `  ${title.padEnd(12)}${text}`);
	return [`partyline ${version}`, ...lines];
}
