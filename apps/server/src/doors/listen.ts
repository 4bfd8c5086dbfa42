import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Logger } from "pino";
import { serverLimits } from "../limits.ts";
import { Arrival, Arrivals } from "./arrivals.ts";
import { Connection } from "./connection.ts";
import { connectionLimit } from "./connection-limit.ts";
import type { Door, Farewell } from "./door.ts";

/** An address that accepts connections. */
export type Address = { readonly host: string; readonly port: number };

/** The open port: where it listens, and how to close it. */
export type Reception = {
	readonly addresses: readonly Address[];
	/** Accepts nobody more and sends everyone away; resolves when all are gone. */
	close(farewell: Farewell): Promise<void>;
};

/** Opens one port on every host; the first bytes of a connection choose its door. Rejects with the error of `listen`. */
export async function openReception(
	where: { readonly hosts: readonly string[]; readonly port: number },
	doors: readonly Door[],
	log: Logger,
): Promise<Reception> {
	const arrivals = new Arrivals(log, connectionLimit());
	const onSocket = (socket: Socket) => receive(socket, { doors, arrivals, log });
	const servers: Server[] = [];
	try {
		for (const host of where.hosts) {
			const port = servers[0] === undefined ? where.port : addressOf(servers[0]).port;
			servers.push(await listen({ host, port }, onSocket, log));
		}
	} catch (error) {
		for (const server of servers) server.close();
		throw error;
	}
	const ticking = setInterval(() => arrivals.check(performance.now()), serverLimits.stallCheckMs);
	return {
		addresses: servers.map(addressOf),
		close: async (farewell) => {
			clearInterval(ticking);
			await closeAll(servers, arrivals, farewell);
		},
	};
}

function listen(
	address: Address,
	onSocket: (socket: Socket) => void,
	log: Logger,
): Promise<Server> {
	const server = createServer(
		{
			noDelay: true,
			keepAlive: true,
			keepAliveInitialDelay: serverLimits.keepAliveMs,
			// A peer that has said all it wants (`printf … | nc -N`) still gets its answers.
			allowHalfOpen: true,
		},
		onSocket,
	);
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen({ ...address, backlog: serverLimits.backlog, ipv6Only: true }, () => {
			server.off("error", reject);
			server.on("error", (error) => log.error({ err: error }, "accepting"));
			resolve(server);
		});
	});
}

function addressOf(server: Server): Address {
	const address: AddressInfo | string | null = server.address();
	if (address === null || typeof address === "string") throw new Error("the server has no port");
	return { host: address.address, port: address.port };
}

type Hall = {
	readonly doors: readonly Door[];
	readonly arrivals: Arrivals;
	readonly log: Logger;
};

/** Waits for the first bytes, or for a second of silence, and hands the connection to its door. */
function receive(socket: Socket, { doors, arrivals, log }: Hall): void {
	const connection = new Connection(socket);
	const arrival = new Arrival(connection);
	// Always followed by "close", where the visit ends; a broken peer is no trouble of ours.
	socket.on("error", (error) => log.debug({ peer: connection.address, err: error }, "broken"));
	socket.once("close", () => arrivals.delete(arrival));
	const enter = (first: Buffer) => {
		clearTimeout(silence);
		if (socket.destroyed) return;
		const door = chooseDoor(doors, first);
		log.debug({ peer: connection.address, door: door.name }, "connected");
		arrival.enter(door.open(connection, first));
	};
	const silence = setTimeout(() => {
		enter(Buffer.alloc(0));
		// A program may be slower than a second; its first bytes still say what it is.
		socket.prependOnceListener("data", (first: Buffer) => {
			if (chooseDoor(doors, first) === chooseDoor(doors, Buffer.alloc(0))) return;
			arrival.visit?.abandon?.();
			enter(first);
		});
	}, serverLimits.silenceMs);
	connection.listen(enter, () => connection.destroy());
	socket.once("close", () => clearTimeout(silence));
	arrivals.add(arrival);
}

function chooseDoor(doors: readonly Door[], first: Buffer): Door {
	const door = doors.find((candidate) => candidate.knows(first));
	if (door === undefined) throw new Error("no door takes whatever comes");
	return door;
}

async function closeAll(
	servers: readonly Server[],
	arrivals: Arrivals,
	farewell: Farewell,
): Promise<void> {
	const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
	const cut = setTimeout(() => {
		for (const { connection } of arrivals.all) connection.destroy();
	}, serverLimits.stopMs);
	for (const arrival of arrivals.all) {
		if (arrival.visit === undefined) arrival.connection.destroy();
		else arrival.visit.bye(farewell);
	}
	await Promise.all(closed);
	clearTimeout(cut);
}
