import { type Config, defaultDataDir } from "./config.ts";
import { isLoopback } from "./doors/connection.ts";
import type { Address } from "./doors/listen.ts";
import { quoted } from "./quoted.ts";
import { version } from "./version.ts";

/** How to call the programs: as installed, or from a checkout. */
export type Commands = { readonly partyline: string; readonly partylined: string };

/** What an operator must know when the daemon has started, one line a fact. */
export function startBlock(
	config: Config,
	addresses: readonly Address[],
	{ partyline, partylined }: Commands,
): string[] {
	const { host = "127.0.0.1", port = config.port } = addresses[0] ?? {};
	const open = addresses.filter((address) => !isLoopback(address.host));
	const portFlag = port === 7420 ? "" : ` --port ${port}`;
	const hostFlag = isLoopback(host) ? "" : ` --host ${shown(host)}`;
	const isDefault = config.dataDir === defaultDataDir();
	const dataFlag = isDefault ? "" : ` --data ${quoted(config.dataDir)}`;
	const rows = [
		["data", `${config.dataDir} (SQLite)`],
		["listens on", addresses.map((address) => `${address.host} port ${address.port}`).join(", ")],
		["join", `${partyline}${hostFlag}${portFlag}`],
		["", `nc ${shown(host)} ${port}`],
		["reachable", reach(open, config.guests)],
		["stop with", `Ctrl-C, or ${partylined} stop${dataFlag}`],
		["note", "Not encrypted, and whoever runs this server can read everything."],
	];
	const lines = rows.map(([title = "", text]) => `  ${title.padEnd(12)}${text}`);
	return [`partyline ${version}`, ...lines];
}

function reach(open: readonly Address[], guests: boolean): string {
	if (open.length === 0) return "from this machine only; --host ADDRESS opens it to others";
	const who = guests
		? "guests may come in (--guests)"
		: "but nobody may come in from there until --guests is given";
	return `from other machines that reach ${open.map(({ host }) => host).join(", ")}; ${who}`;
}

function shown(host: string): string {
	return host === "0.0.0.0" || host === "::" ? "ADDRESS-OF-THIS-MACHINE" : host;
}
