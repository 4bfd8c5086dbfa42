import { type AccountHere, accountsHere, addressKey } from "@partyline/client";
import { fingerprintText, parseFingerprint } from "@partyline/shared/text/server-url";
import { addressText, type ServerAddress } from "../desk/connector.ts";
import { serverName } from "../sign-in/refusal.ts";
import { forgetServer } from "../sign-in/saved-servers.ts";
import { readServerUrl } from "./arguments.ts";
import { printLine, printProblem } from "./cli-flags.ts";
import { keeping } from "./keeping.ts";
import type { Start } from "./read-start.ts";
import { exitCode, UserError } from "./user-error.ts";

/** Takes a key, as people compare it, for that of a server. Throws UserError. */
export function accept({ knownServers }: Start, server: string, key: string): void {
	const pin = parseFingerprint(key);
	if (pin === undefined)
		throw new UserError(
			"A key is written SHA256: and 43 letters, digits, + and /, as the server shows it.",
			{ exit: exitCode.usage },
		);
	const url = readServerUrl(server);
	keeping(() => knownServers.put(url, pin));
	printProblem(`From now on the key of ${serverName(url)} is ${key}.`);
}

/** Forgets the key of a server, and opens it no more by itself. Throws UserError. */
export function forget({ knownServers, savedServersFile }: Start, server: string): void {
	const url = readServerUrl(server);
	const wasKnown = keeping(() => knownServers.remove(url));
	if (!forgetServer(savedServersFile, url) && !wasKnown)
		throw new UserError(`${serverName(url)} is not known here.`, { exit: exitCode.notFound });
	printProblem(`${serverName(url)} is forgotten; what waits to be sent there stays.`);
}

/** What is known of one server. */
type Listed = {
	readonly address: string;
	readonly name?: string;
	readonly encrypted: boolean;
	readonly key?: string;
	readonly accounts: readonly string[];
};

/** Prints the servers that are known. Throws UserError. */
export function list(start: Start, json: boolean): void {
	const all = keeping(() => collect(start));
	if (all.length === 0 && !json) printProblem("No server is known here yet.");
	for (const server of all) printLine(json ? JSON.stringify(server) : toLine(server));
}

function collect({ named, knownServers, stateDir }: Start): readonly Listed[] {
	const listed = new Map<string, Listed>();
	const accounts = accountsHere(stateDir);
	const put = (address: ServerAddress, more: Partial<Listed>) => {
		const key = addressKey(address);
		const isOpen = address.scheme === "insecure";
		const before = listed.get(key) ?? {
			address: addressText({ ...address, scheme: isOpen ? "insecure" : "bare" }),
			encrypted: address.scheme === "secure",
			accounts: accountsAt(accounts, key),
		};
		listed.set(key, { ...before, ...more, encrypted: before.encrypted || more.encrypted === true });
	};
	for (const [name, address] of named) put(address, { name });
	for (const { address, pin } of knownServers.all())
		put(address, { key: fingerprintText(pin), encrypted: true });
	for (const { server } of accounts) put(readServerUrl(server), {});
	return [...listed.values()];
}

function accountsAt(accounts: readonly AccountHere[], server: string): readonly string[] {
	return accounts
		.filter((one) => one.server === server)
		.map(({ account, isOfAccount }) => (isOfAccount ? account : `${account} (guest)`));
}

function toLine({ address, name, encrypted, key, accounts }: Listed): string {
	const shown = name === undefined || name === address ? address : `${name} (${address})`;
	return [
		shown,
		...(encrypted ? ["encrypted"] : []),
		...(key === undefined ? [] : [key]),
		...(accounts.length === 0 ? [] : [`as ${accounts.join(", ")}`]),
	].join("  ");
}
