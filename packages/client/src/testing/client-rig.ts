import { createClient } from "../client.ts";
import type { Client, ClientOptions } from "../client-api.ts";
import { FakeServer } from "./fake-server.ts";
import { Notices } from "./notices.ts";

/** The room that the server of a test begins with. */
export const general = "#general";

/** Cleans up after a test; vitest's onTestFinished. */
type OnEnd = (cleanUp: () => Promise<void>) => void;

/** What starts a server and its clients in the tests of a file, and closes each when its test ends. */
export function openRig(onEnd: OnEnd) {
	async function startServer(): Promise<FakeServer> {
		const server = new FakeServer();
		await server.listen();
		onEnd(() => server.close());
		server.rooms.open(general, "ann");
		return server;
	}

	/** A client that retries at once. */
	function start(port: number, options: Partial<ClientOptions> = {}) {
		const client = createClient({
			host: "127.0.0.1",
			port,
			as: "ann",
			random: () => 0,
			...options,
		});
		onEnd(() => client.close());
		const notices = new Notices(client);
		client.start();
		return { client, notices };
	}

	return { startServer, start };
}

/** Cuts every connection, and resolves when the client is live again. */
export async function cutAndResume(
	server: FakeServer,
	client: Client,
	notices: Notices,
): Promise<void> {
	const waiting = notices.status("waiting");
	server.cutAll();
	await waiting;
	await client.live();
}
