import { defaultPort } from "@partyline/shared/protocol/limits";
import { printServerUrl } from "@partyline/shared/text/server-url";
import { type Config, defaultDataDir } from "./config.ts";
import type { Daemon } from "./daemon.ts";
import { isLoopback } from "./doors/connection.ts";
import type { Address } from "./doors/listen.ts";
import { isEverywhere, outsideAddresses } from "./hosts.ts";
import { quoted } from "./quoted.ts";
import { version } from "./version.ts";

/** How to call the programs: as installed, or from a checkout. */
export type Commands = { readonly partyline: string; readonly partylined: string };

type Row = readonly [title: string, text: string];

/** What an operator must know when the daemon has started, one line a fact. */
export function startBlock(
	config: Config,
	{ addresses, identity }: Pick<Daemon, "addresses" | "identity">,
	commands: Commands,
): string[] {
	const isDefault = config.dataDir === defaultDataDir();
	const dataFlag = isDefault ? "" : ` --data ${quoted(config.dataDir)}`;
	const outside = outsideAddresses(addresses);
	const invite = `${commands.partylined} invite${dataFlag}`;
	const rows: Row[] = [
		["data", `${config.dataDir} (SQLite)`],
		["listens on", addresses.map(({ host, port }) => `${host} port ${port}`).join(", ")],
		...joinRows(config, { addresses, outside }, { ...commands, invite }),
		["certificate", identity.certificate.fingerprint],
		["reachable", reach(config, addresses, outside)],
		["guests", from(config.guests, config, "--guests lets them in from everywhere")],
		["accounts", `by invitation: ${invite}`],
		["", `without one: ${from(config.open, config, "--open allows it from everywhere")}`],
		["stop with", `Ctrl-C, or ${commands.partylined} stop${dataFlag}`],
		["note", note(config, addresses)],
	];
	const lines = rows.map(([title, text]) => `  ${title.padEnd(12)}${text}`);
	return [`partyline ${version}`, ...lines];
}

type Where = { readonly addresses: readonly Address[]; readonly outside: readonly Address[] };

/** How to come in, from this machine and from others. */
function joinRows(
	config: Config,
	{ addresses, outside }: Where,
	{ partyline, invite }: Pick<Commands, "partyline"> & { readonly invite: string },
): Row[] {
	const here = addresses.find(isHere);
	const ways = here === undefined ? [] : waysHere(config, here, partyline);
	const there = outside.map((address) => securely(partyline, address));
	const isShut = config.guests !== true && config.open !== true;
	const hint = isShut ? [`without an account, by an invitation only: ${invite}`] : [];
	if (there.length > 0) there.push(...hint);
	else if (!config.trustLoopback) ways.push(...hint);
	return [...titled("join", ways), ...titled(here === undefined ? "join" : "from others", there)];
}

function waysHere({ trustLoopback }: Config, { host, port }: Address, partyline: string): string[] {
	const local = isEverywhere(host) ? localOf(host) : host;
	const portFlag = port === defaultPort ? "" : ` --port ${port}`;
	if (trustLoopback) return [`${partyline}${portFlag}`, `nc ${local} ${port}`];
	const name = local.includes(":") ? `[${local}]` : local;
	return [
		securely(partyline, { host: local, port }),
		`openssl s_client -quiet -connect ${name}:${port}`,
	];
}

function securely(partyline: string, address: Address): string {
	return `${partyline} ${printServerUrl({ scheme: "secure", ...address })}`;
}

function titled(title: string, texts: readonly string[]): Row[] {
	return texts.map((text, at) => [at === 0 ? title : "", text]);
}

function localOf(host: string): string {
	return host.includes(":") ? "::1" : "127.0.0.1";
}

function isHere({ host }: Address): boolean {
	return isLoopback(host) || isEverywhere(host);
}

function reach(
	{ trustLoopback }: Config,
	addresses: readonly Address[],
	outside: readonly Address[],
): string {
	if (outside.length > 0)
		return `from other machines that reach ${outside.map(({ host }) => host).join(", ")}`;
	if (addresses.some(({ host }) => isEverywhere(host)))
		return "from other machines, but this one has no address that they could reach now";
	if (!trustLoopback) return "from this machine, and through a tunnel or proxy of yours";
	return "from this machine only; --lan opens it to others";
}

/** From where something is allowed. */
function from(allowed: boolean | undefined, { trustLoopback }: Config, hint: string): string {
	if (allowed === true) return "from everywhere";
	if (allowed === false) return "from nowhere";
	return `${trustLoopback ? "from this machine only" : "from nowhere"}; ${hint}`;
}

function note({ trustLoopback }: Config, addresses: readonly Address[]): string {
	const exception =
		trustLoopback && addresses.some(isHere) ? ", on this machine only if you ask" : "";
	return `Encrypted between you and the server${exception}; whoever runs it can read everything.`;
}
