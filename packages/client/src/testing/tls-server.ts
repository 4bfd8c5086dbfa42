import { once } from "node:events";
import {
	type AddressInfo,
	createServer as createTcpServer,
	type Server,
	type Socket,
} from "node:net";
import { createServer, type TLSSocket, type TlsOptions } from "node:tls";
import type { Address } from "../transport.ts";
import type { Identity } from "./certificates.ts";

/** A connection with its handshake done, as the server saw it. */
export type SeenConnection = {
	readonly socket: TLSSocket;
	/** What came, without the encryption around it. */
	readonly received: () => string;
	/** Resolves when the connection is gone. */
	readonly closed: Promise<void>;
};

/** A TLS server on a port of its own that keeps what it is sent. */
export type TlsServer = {
	readonly address: Address;
	/** Every connection, also those that were gone before the handshake was done. */
	readonly sockets: readonly Socket[];
	readonly connections: readonly SeenConnection[];
	/** Resolves with the connection of this number, from 0, once its handshake is done. */
	connection(at: number): Promise<SeenConnection>;
};

/** Cleans up after a test; vitest's onTestFinished. */
type OnEnd = (cleanUp: () => void) => void;

/** Starts a TLS server that shows this identity. */
export async function startTlsServer(
	{ key, cert }: Identity,
	onEnd: OnEnd,
	options: TlsOptions = {},
): Promise<TlsServer> {
	const connections: SeenConnection[] = [];
	const server = createServer({ key, cert, ...options });
	server.on("secureConnection", (socket) => {
		const chunks: Buffer[] = [];
		socket.on("data", (chunk) => chunks.push(chunk));
		// A client that goes without a word is what many of these tests are about.
		socket.on("error", () => {});
		const received = () => Buffer.concat(chunks).toString();
		connections.push({ socket, received, closed: closing(socket) });
		server.emit("seen");
	});
	const sockets: Socket[] = [];
	server.on("connection", (socket) => sockets.push(socket));
	const address = await listen(server, onEnd);
	const connection = async (at: number): Promise<SeenConnection> => {
		for (;;) {
			const seen = connections[at];
			if (seen !== undefined) return seen;
			await once(server, "seen");
		}
	};
	return { address, sockets, connections, connection };
}

/** Resolves when a socket is closed, for whatever reason. */
export function closing(socket: Socket): Promise<void> {
	return new Promise((resolve) => {
		if (socket.closed) resolve();
		else socket.once("close", () => resolve());
	});
}

/** Starts a server that does with each connection what a test wants, without TLS. */
export function startTcpServer(
	onConnection: (socket: Socket) => void,
	onEnd: OnEnd,
): Promise<Address> {
	const server = createTcpServer((socket) => {
		socket.on("error", () => {});
		onConnection(socket);
	});
	return listen(server, onEnd);
}

async function listen(server: Server, onEnd: OnEnd): Promise<Address> {
	const open = new Set<Socket>();
	server.on("connection", (socket: Socket) => open.add(socket));
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	onEnd(() => {
		server.close();
		for (const socket of open) socket.destroy();
	});
	// `server.address()` of a server that listens on a port is this.
	const { port } = server.address() as AddressInfo;
	return { host: "127.0.0.1", port };
}
