import { createClient, StorageError } from "@partyline/client";
import type { RoomName } from "@partyline/shared/protocol/ids";
import { openScreen } from "./screen.tsx";
import type { Settings } from "./settings.ts";
import { exitCode, UserError } from "./user-error.ts";
import { version } from "./version.ts";

/** Opens the chat on the process's own terminal; resolves when the person has left. */
export async function openChatScreen(room: RoomName, settings: Settings): Promise<void> {
	const client = openClient(room, settings);
	const ended = new AbortController();
	const end = () => ended.abort();
	for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"] as const) process.once(signal, end);
	process.stdout.once("error", end);
	try {
		await openScreen({
			client,
			room,
			server: `${settings.host}:${settings.port}`,
			input: process.stdin,
			output: process.stdout,
			colour: settings.colour && process.stdout.hasColors(),
			signal: ended.signal,
		});
	} finally {
		await client.close();
	}
}

function openClient(room: RoomName, settings: Settings) {
	try {
		return createClient({
			...settings,
			clientName: "partyline",
			clientVersion: version,
			catchUp: "latest",
			rooms: [room],
		});
	} catch (error) {
		if (!(error instanceof StorageError)) throw error;
		throw new UserError(error.message, { exit: exitCode.cantCreate, cause: error });
	}
}
