import type { Connector, ServerAddress } from "../desk/connector.ts";
import { addressText } from "../desk/connector.ts";
import type { ShownServer } from "../desk/shown-server.ts";
import { serverId } from "../state/place.ts";
import { FakeClient } from "./fake-client.ts";

/** Opens clients without a server, and keeps them at hand. */
export class FakeConnector implements Connector {
	readonly clients: FakeClient[] = [];
	readonly named = new Map<string, ServerAddress>();
	/** The keys that somebody took for right, each behind its server. */
	readonly accepted: string[] = [];
	accept: Connector["accept"] = (address, fingerprint) =>
		void this.accepted.push(`${address} ${fingerprint}`);

	/** The client that was opened last. */
	get last(): FakeClient {
		const client = this.clients.at(-1);
		if (client === undefined) throw new Error("Nothing was connected to.");
		return client;
	}

	open(label: string, address: ServerAddress): ShownServer {
		const client = new FakeClient();
		this.clients.push(client);
		const { as } = address;
		const server = { id: serverId(label), label, client, address: addressText(address) };
		return as === undefined ? server : { ...server, as };
	}
}
