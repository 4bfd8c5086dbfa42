import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** Both ends of one connection, for what only shows on a real socket. */
export async function socketPair(): Promise<{ server: Socket; client: Socket; close(): void }> {
	const listener = createServer({ allowHalfOpen: true, noDelay: true });
	listener.listen(0, "127.0.0.1");
	await once(listener, "listening");
	const address = listener.address();
	if (address === null || typeof address === "string") throw new Error("no port");
	const client = connect(address.port, address.address);
	const [server]: Socket[] = await once(listener, "connection");
	listener.close();
	if (server === undefined) throw new Error("no connection");
	client.on("error", () => {});
	server.on("error", () => {});
	return {
		server,
		client,
		close() {
			client.destroy();
			server.destroy();
		},
	};
}
