import type { Client } from "@partyline/client";
import { type Place, type ServerId, serverOf } from "./state/place.ts";

/** The connections of a window, the one it was opened with first. */
export type Clients = ReadonlyMap<ServerId, Client>;

/** The connection that a room comes by. Throws when its server is no longer in the window. */
export function clientAt(clients: Clients, place: Place): Client {
	const client = clients.get(serverOf(place));
	if (client === undefined) throw new Error(`There is no connection for ${place}.`);
	return client;
}
