import { defaultPort } from "@partyline/shared/protocol/limits";
import { openClient } from "../start/open-client.ts";
import type { Settings } from "../start/settings.ts";
import { serverId } from "../state/place.ts";
import type { ShownServer } from "./shown-server.ts";

/** Where a server is, and who one wants to be there. */
export type ServerAddress = {
	readonly host: string;
	readonly port: number;
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
};

/** A connector that opens clients as these settings do. */
export function createConnector(
	settings: Settings,
	named: ReadonlyMap<string, ServerAddress> = new Map(),
): Connector {
	return {
		named,
		open: (label, address) => {
			const { host, port, as = settings.as, room = "#general" } = address;
			const client = openClient(
				{ ...settings, host, port, as },
				{ catchUp: "latest", rooms: [room] },
			);
			return { id: serverId(label), label, client, as, address: addressText(address) };
		},
	};
}

/** Host and port as people write them: the usual port need not be said. */
export function addressText({ host, port }: ServerAddress): string {
	const shown = host.includes(":") ? `[${host}]` : host;
	return port === defaultPort ? shown : `${shown}:${port}`;
}

/** Reads `HOST`, `HOST:PORT` or `[IPv6]:PORT`, or a sentence that says what is wrong with it. */
export function parseAddress(text: string): ServerAddress | string {
	const parts = /^(?:\[([^\]\s]+)\]|([^\s:[\]]+))(?::(\d{1,6}))?$/.exec(text);
	// An address with several colons is IPv6 without a port.
	if (parts === null && /^[\da-f:]+$/i.test(text)) return { host: text, port: defaultPort };
	const host = parts?.[1] ?? parts?.[2];
	if (host === undefined) return `${text} is no address; it is HOST or HOST:PORT.`;
	const port = parts?.[3] === undefined ? defaultPort : Number(parts[3]);
	if (port < 1 || port > 65_535) return `The port must be 1 to 65535, not ${port}.`;
	return { host, port };
}
