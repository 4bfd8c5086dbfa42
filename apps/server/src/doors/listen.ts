import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { SecureContext } from "node:tls";
import type { Logger } from "pino";
import { serverLimits } from "../limits.ts";
import { Arrival, Arrivals } from "./arrivals.ts";
import { Connection, checkStalls } from "./connection.ts";
import { connectionLimit } from "./connection-limit.ts";
import type { Door, Farewell } from "./door.ts";
import { Silence } from "./silence.ts";

/** An address that accepts connections. */
export type Address = { readonly host: string; readonly port: number };

/** The open port: where it listens, and how to close it. */
export type Reception = {
	readonly addresses: readonly Address[];
	/** Accepts nobody more and sends everyone away; resolves when all are gone. */
	close(farewell: Farewell): Promise<void>;
};

/** Whom an open port lets through, and to where. */
export type Rules = {
	/** In this order: the first that knows the first bytes gets the connection. */
	readonly doors: readonly Door[];
	/** The same for those who are not local and came without TLS. */
	readonly insecureDoors: readonly Door[];
	/** The door of those who are shut out, whatever they speak. */
	readonly shutOutDoor: Door;
	readonly isShutOut: (connection: Connection) => boolean;
	/** Whether a connection from this machine is local. */
	readonly trustLoopback: boolean;
	/** What newcomers are shown over TLS. */
	readonly secureContext: () => SecureContext;
};

/** Opens one port on every host; the first bytes of a connection choose its door. Rejects with the error of `listen`. */
export async function openReception(
	where: { readonly hosts: readonly string[]; readonly port: number },
	rules: Rules,
	log: Logger,
): Promise<Reception> {
	const arrivals = new Arrivals(log, connectionLimit());
	const silence = new Silence();
	const hall: Hall = { ...rules, arrivals, silence, log };
	const onSocket = (socket: Socket) => receive(socket, hall);
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
	const ticking = setInterval(() => {
		const now = performance.now();
		arrivals.check(now);
		checkStalls(now);
	}, serverLimits.stallCheckMs);
	return {
		addresses: servers.map(addressOf),
		close: async (farewell) => {
			clearInterval(ticking);
			silence.end();
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

type Hall = Rules & {
	readonly arrivals: Arrivals;
	readonly silence: Silence;
	readonly log: Logger;
};

/** One who came, on the way to a door. */
type Newcomer = { readonly connection: Connection; readonly arrival: Arrival };

function receive(socket: Socket, hall: Hall): void {
	const connection = new Connection(socket, hall);
	const arrival = new Arrival(connection);
	// Always followed by "close", where the visit ends; a broken peer is no trouble of ours.
	socket.on("error", (error) => hall.log.debug({ peer: connection.address, err: error }, "broken"));
	socket.on("close", () => hall.arrivals.delete(arrival));
	meet({ connection, arrival }, hall);
	hall.arrivals.add(arrival);
}

/** Waits for the first bytes, or for a second of silence, and hands the connection to its door. */
function meet(newcomer: Newcomer, hall: Hall): void {
	const { connection, arrival } = newcomer;
	const enter = (first: Buffer) => {
		endSilence();
		if (connection.isDestroyed) return;
		if (isTlsHello(first) && !connection.isSecure) shakeHands(newcomer, hall, first);
		else open(chooseDoor(connection, first, hall), first);
	};
	const open = (door: Door, first: Buffer) => {
		hall.log.debug({ peer: connection.address, door: door.name }, "connected");
		arrival.enter(door.open(connection, first));
	};
	const endSilence = hall.silence.begin(() => {
		const nothing = Buffer.alloc(0);
		enter(nothing);
		// A program may be slower than a second; its first bytes still say what it is.
		connection.listenOnce((first) => {
			const door = chooseDoor(connection, first, hall);
			if (door === chooseDoor(connection, nothing, hall)) return;
			arrival.visit?.abandon?.();
			open(door, first);
		});
	});
	connection.listen(enter, () => connection.destroy());
	connection.onClosed = endSilence;
}

/** RFC 8446 §5.1: a record of the handshake. */
function isTlsHello(first: Buffer): boolean {
	return first[0] === 0x16;
}

/** Lets a connection speak TLS, and begins with it anew. In a handshake nobody can be told anything: whoever must go is cut. */
function shakeHands({ connection, arrival }: Newcomer, hall: Hall, first: Buffer): void {
	arrival.enter({ wasLetIn: () => false, bye: () => connection.destroy() });
	connection.encrypt(hall.secureContext(), first, () => meet({ connection, arrival }, hall));
}

function chooseDoor(connection: Connection, first: Buffer, hall: Hall): Door {
	if (hall.isShutOut(connection)) return hall.shutOutDoor;
	const doors = connection.isLocal || connection.isSecure ? hall.doors : hall.insecureDoors;
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
