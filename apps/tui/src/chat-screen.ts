import type { RoomName } from "@partyline/shared/protocol/ids";
import { addressText, createConnector, nameOfServer, openNamed } from "./connector.ts";
import { openClient } from "./open-client.ts";
import { openScreen } from "./screen.tsx";
import type { Settings } from "./settings.ts";
import { home, placeOf } from "./state/place.ts";
import { createStyle } from "./text/style.ts";
import { createLook } from "./view/window.ts";

/** Opens the chat on the process's own terminal; resolves when the person has left. */
export async function openChatScreen(room: RoomName, settings: Settings): Promise<void> {
	const client = openClient(settings, { catchUp: "latest", rooms: [room] });
	const connector = createConnector(settings);
	const servers = [
		{
			id: home,
			label: nameOfServer(connector, settings) ?? addressText(settings),
			address: addressText(settings),
			client,
			as: settings.as,
		},
		...openNamed(connector, settings),
	];
	const ended = new AbortController();
	const end = () => ended.abort();
	// Not `once`: where nobody else listens any more, the renderer ends the process before we have left.
	for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"] as const) process.on(signal, end);
	process.stdout.once("error", end);
	try {
		await openScreen({
			servers,
			connector,
			place: placeOf(home, room),
			input: process.stdin,
			output: process.stdout,
			look: createLook({
				style: createStyle({ colour: settings.colour && process.stdout.hasColors() }),
			}),
			signal: ended.signal,
		});
	} finally {
		await Promise.all(servers.map((server) => server.client.close()));
	}
}
