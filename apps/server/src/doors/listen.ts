import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { Logger } from "pino";
import { serverLimits } from "../limits.ts";
import { Connection } from "./connection.ts";
import type { Door, Farewell, Visit } from "./door.ts";

/** An address that accepts connections. */
export type Address = { readonly host: string; readonly port: number };

/** The open port: where it listens, and how to close it. */
export type Reception = {
	readonly addresses: readonly Address[];
	/** Accepts nobody more and sends everyone away; resolves when all are gone. */
	close(farewell: Farewell): Promise<void>;
};

/** Somebody who is here: at a door, or still choosing one. */
type Arrival = {
	readonly connection: Connection;
	readonly since: number;
	visit: Visit | undefined;
};

/** Opens one port on every host; the first bytes of a connection choose its door. Rejects with the error of `listen`. */
export async function openReception(
	where: { readonly hosts: readonly string[]; readonly port: number },
	doors: readonly Door[],
	log: Logger,
): Promise<Reception> {
	const arrivals = new Set<Arrival>();
	const onSocket = (socket: Socket) => receive(socket, { doors, arrivals, log });
	const servers: Server[] = [];
	try {
		for (const host of where.hosts) {
			const port = servers[0] === undefined ? where.port : addressOf(servers[0]).port;
			servers.push(await listen({ host, port }, onSocket));
		}
	} catch (error) {
		for (const server of servers) server.close();
		throw error;
	}
	const ticking = setInterval(() => tick(arrivals), serverLimits.stallCheckMs);
	return {
		addresses: servers.map(addressOf),
		close: async (farewell) => {
			clearInterval(ticking);
			await closeAll(servers, arrivals, farewell);
		},
	};
}

function listen(address: Address, onSocket: (socket: Socket) => void): Promise<Server> {
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
	readonly arrivals: Set<Arrival>;
	readonly log: Logger;
};

/** Waits for the first bytes, or for a second of silence, and hands the connection to its door. */
function receive(socket: Socket, { doors, arrivals, log }: Hall): void {
	const connection = new Connection(socket);
	const arrival: Arrival = { connection, since: Date.now(), visit: undefined };
	// Always followed by "close", where the visit ends; a broken peer is no trouble of ours.
	socket.on("error", (error) => log.debug({ peer: connection.address, err: error }, "broken"));
	socket.once("close", () => arrivals.delete(arrival));
	const turnedAway = isCrowded(arrivals, connection);
	arrivals.add(arrival);
	const enter = (first: Buffer) => {
		clearTimeout(silence);
		if (socket.destroyed) return;
		const door = chooseDoor(doors, first);
		log.debug({ peer: connection.address, door: door.name }, "connected");
		arrival.visit = door.open(connection, first);
		if (turnedAway) arrival.visit.bye(crowded);
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
}

function chooseDoor(doors: readonly Door[], first: Buffer): Door {
	const door = doors.find((candidate) => candidate.knows(first));
	if (door === undefined) throw new Error("no door takes whatever comes");
	return door;
}

const crowded: Farewell = {
	code: "too_many_connections",
	message: `More than ${serverLimits.strangersPerAddress} connections from your address have not logged in; try again later.`,
};

const timedOut: Farewell = {
	code: "login_timeout",
	message: `Nobody logged in within ${serverLimits.logInMs / 1000} s.`,
};

function isCrowded(arrivals: ReadonlySet<Arrival>, connection: Connection): boolean {
	if (connection.isLoopback) return false;
	let strangers = 0;
	for (const other of arrivals)
		if (other.connection.address === connection.address && !other.visit?.isLoggedIn()) strangers++;
	return strangers >= serverLimits.strangersPerAddress;
}

function tick(arrivals: ReadonlySet<Arrival>): void {
	const now = Date.now();
	for (const { connection, visit, since } of arrivals) {
		connection.checkStall(now);
		if (visit === undefined || visit.isLoggedIn()) continue;
		if (now - Math.max(since, visit.waitingSince()) > serverLimits.logInMs) visit.bye(timedOut);
	}
}

async function closeAll(
	servers: readonly Server[],
	arrivals: ReadonlySet<Arrival>,
	farewell: Farewell,
): Promise<void> {
	const closed = servers.map((server) => new Promise((resolve) => server.close(resolve)));
	const cut = setTimeout(() => {
		for (const { connection } of arrivals) connection.destroy();
	}, serverLimits.stopMs);
	for (const arrival of arrivals) {
		if (arrival.visit === undefined) arrival.connection.destroy();
		else arrival.visit.bye(farewell);
	}
	await Promise.all(closed);
	clearTimeout(cut);
}
