import type { Scheme } from "@partyline/client";
import { parseServerUrl, printServerUrl } from "@partyline/shared/text/server-url";
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
};

/** A connector that opens clients as these settings do. */
export function createConnector(
	settings: Settings,
	named: ReadonlyMap<string, ServerAddress> = new Map(),
): Connector {
	// The key of an invitation is that of one server.
	const { pin: _, ...ours } = settings;
	return {
		named,
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

/** The address as people write it: the usual port need not be said. */
export function addressText({ host, port, scheme = "bare" }: ServerAddress): string {
	return printServerUrl({ host, port, scheme });
}

/** Reads `HOST`, `HOST:PORT` or a URL, or a sentence that says what is wrong with it. */
export function parseAddress(text: string): ServerAddress | string {
	const parsed = parseServerUrl(text);
	if (!parsed.ok) return parsed.problem;
	const { host, port, scheme, invite } = parsed.url;
	if (invite === undefined) return { host, port, scheme };
	return "This is an invitation; leave the chat and follow it with: partyline join";
}
