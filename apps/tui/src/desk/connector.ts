import type { KnownServers, Scheme } from "@partyline/client";
import {
	parseFingerprint,
	parseServerUrl,
	printServerUrl,
} from "@partyline/shared/text/server-url";
import { openClient } from "../start/open-client.ts";
import type { Settings } from "../start/settings.ts";
import { serverId } from "../state/place.ts";
import type { ShownServer } from "./shown-server.ts";

/** Where a server is, and who one wants to be there. */
export type ServerAddress = {
	readonly host: string;
	readonly port: number;
	/** Whether it is encrypted; as for a bare host unless told. */
	readonly scheme?: Scheme | undefined;
	readonly as?: string | undefined;
	/** The room to be in there. */
	readonly room?: string | undefined;
};

/** Opens connections to more servers, not yet started. */
export type Connector = {
	/** The servers of the configuration, by their name there. */
	readonly named: ReadonlyMap<string, ServerAddress>;
	/** Throws `UserError` when its folder cannot be used. */
	readonly open: (label: string, address: ServerAddress) => ShownServer;
	/**
	 * Takes a key, as people compare it, for that of a server. Undefined where nobody can be asked whether it is. Throws
	 * when the disk refuses.
	 */
	readonly accept?: ((address: string, fingerprint: string) => void) | undefined;
};

/** What a connector is made of besides settings. */
export type ConnectorOptions = {
	readonly named?: ReadonlyMap<string, ServerAddress>;
	/** Whether there is somebody who can be asked. @default true */
	readonly asks?: boolean;
};

/** A connector that opens clients as these settings do. */
export function createConnector(
	settings: Settings,
	{ named = new Map(), asks = true }: ConnectorOptions = {},
): Connector {
	// The key of an invitation is that of one server.
	const { pin: _, ...ours } = settings;
	const { knownServers } = settings;
	return {
		named,
		accept: asks ? (address, fingerprint) => accept(knownServers, address, fingerprint) : undefined,
		open: (label, address) => {
			const { host, port, scheme = "bare", as = settings.as, room = "#general" } = address;
			const client = openClient(
				{ ...ours, host, port, scheme, as },
				{ catchUp: "latest", rooms: [room] },
			);
			return { id: serverId(label), label, client, as, address: addressText(address) };
		},
	};
}

function accept(known: KnownServers, address: string, fingerprint: string): void {
	const parsed = parseServerUrl(address);
	const pin = parseFingerprint(fingerprint);
	if (!parsed.ok || pin === undefined) throw new Error(`${fingerprint} is no key of ${address}.`);
	known.put(parsed.url, pin);
}

/** The address as people write it: the usual port need not be said. */
export function addressText({ host, port, scheme = "bare" }: ServerAddress): string {
	return printServerUrl({ host, port, scheme });
}

/** Reads `HOST`, `HOST:PORT` or a URL, or a sentence that says what is wrong with it. */
export function parseAddress(text: string): ServerAddress | string {
	const parsed = parseServerUrl(text);
	if (!parsed.ok) return parsed.problem;
	const { host, port, scheme, invite, pin } = parsed.url;
	if (invite !== undefined)
		return "This is an invitation; leave the chat and follow it with: partyline join";
	// It is compared by whoever is asked for it.
	if (pin !== undefined) return "Leave out what is behind the #; you are asked for the key.";
	return { host, port, scheme };
}
