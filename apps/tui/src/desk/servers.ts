import type { Client, ConnectionStatus } from "@partyline/client";
import { type Place, placeOf, type ServerId, serverId, serverOf } from "../state/place.ts";
import type { Server } from "../state/server.ts";
import { withoutServer } from "../state/servers.ts";
import { roomAt, type State } from "../state/state.ts";
import type { ServerAddress } from "./connector.ts";
import type { Desk } from "./desk.ts";
import { noteDraftsAt } from "./drafts.ts";
import type { ShownServer } from "./shown-server.ts";

/** Takes a server into the window and connects to it. Throws a sentence when it cannot be had or is here already. */
export function addServer(desk: Desk, label: string, address: ServerAddress): ShownServer {
	if (desk.connector === undefined) throw new Error("This window stays with the servers it has.");
	const id = serverId(label);
	if (id === "") throw new Error(`A server cannot be called ${label}.`);
	if (desk.clients.get(id) !== undefined) throw new Error(`${label} is in this window already.`);
	const server = desk.connector.open(label, address);
	desk.show(server);
	return server;
}

/** Takes a server out of the window. What waits to be sent stays on disk; it says how much. */
export async function removeServer(desk: Desk, { id }: Server): Promise<number> {
	const client = desk.clients.get(id);
	if (client === undefined) return 0;
	const waiting = waitingAt(client);
	desk.markRead();
	noteDraftsAt(desk, id);
	desk.change((state) => withoutServer(state, id));
	desk.clients.remove(id);
	desk.open(desk.state().current);
	await client.close();
	return waiting;
}

/** How many posts wait to be sent to a server; a refused one waits for nothing. */
export function waitingAt(client: Client): number {
	return client.outbox().filter(({ refused }) => refused === undefined).length;
}

/** Resolves with how the first attempt to connect ended. */
export function firstOutcome(client: Client): Promise<ConnectionStatus> {
	return untilStatus(client, ({ state }) => outcomes.has(state));
}

const outcomes: ReadonlySet<string> = new Set(["live", "waiting", "closed"]);

/** Resolves once it is live, or was closed by us. */
export function untilLive(client: Client): Promise<ConnectionStatus> {
	const isOver = (status: ConnectionStatus) =>
		status.state === "live" || (status.state === "closed" && status.problem === undefined);
	return untilStatus(client, isOver);
}

function untilStatus(
	client: Client,
	fits: (status: ConnectionStatus) => boolean,
): Promise<ConnectionStatus> {
	return new Promise((resolve) => {
		const look = () => {
			const status = client.status();
			if (!fits(status)) return;
			end();
			resolve(status);
		};
		const end = client.subscribe(({ type }) => {
			if (type === "status") look();
		});
		look();
	});
}

/** The room to go to at a server: where one was last, or its first. */
export function firstRoomAt(state: State, id: ServerId, client: Client): Place | undefined {
	const last = client.lastRoom();
	const place = last === undefined ? undefined : placeOf(id, last);
	if (place !== undefined && roomAt(state, place) !== undefined) return place;
	return state.rooms.find((joined) => serverOf(joined.place) === id)?.place;
}
