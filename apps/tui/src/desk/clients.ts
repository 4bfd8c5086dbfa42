import type { Client, ClientNotice } from "@partyline/client";
import { type Place, type ServerId, serverOf } from "../state/place.ts";

/** Takes what the client of a server tells. */
export type NoticeListener = (notice: ClientNotice, server: ServerId) => void;

/** The connections of a window, the one it was opened with first. */
export type Clients = Iterable<readonly [ServerId, Client]> & {
	readonly get: (id: ServerId) => Client | undefined;
	/** Takes one more in; throws when there is one for that server. */
	readonly add: (id: ServerId, client: Client) => void;
	/** Lets go of one: nobody is told of it any more, and it is for the caller to close. */
	readonly remove: (id: ServerId) => void;
	/** Calls `listener` with what any of them tells, now or once it is added, until the returned function is called. */
	readonly subscribe: (listener: NoticeListener) => () => void;
};

/** Makes the connections of a window of those it is opened with. */
export function createClients(first: Iterable<readonly [ServerId, Client]>): Clients {
	const clients = new Map<ServerId, Client>();
	const ends = new Map<ServerId, () => void>();
	const listeners = new Set<NoticeListener>();
	const add = (id: ServerId, client: Client) => {
		if (clients.has(id)) throw new Error(`There is a connection for ${id} already.`);
		clients.set(id, client);
		const tell = (notice: ClientNotice) => {
			for (const listener of listeners) listener(notice, id);
		};
		ends.set(id, client.subscribe(tell));
	};
	for (const [id, client] of first) add(id, client);
	return {
		[Symbol.iterator]: () => clients[Symbol.iterator](),
		get: (id) => clients.get(id),
		add,
		remove: (id) => {
			ends.get(id)?.();
			ends.delete(id);
			clients.delete(id);
		},
		subscribe: (listener) => {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
	};
}

/** The connection that a room comes by. Throws when its server is no longer in the window. */
export function clientAt(clients: Clients, place: Place): Client {
	const client = clients.get(serverOf(place));
	if (client === undefined) throw new Error(`There is no connection for ${place}.`);
	return client;
}
