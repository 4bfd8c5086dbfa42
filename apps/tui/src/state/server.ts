import type { ConnectionStatus, Me } from "@partyline/client";
import { noChoices, type RoomChoices } from "./choices.ts";
import { home, type ServerId } from "./place.ts";

/** What the window knows of a server and of us there. */
export type Server = {
	readonly id: ServerId;
	/** What people call it: its name in the configuration, or its address. */
	readonly label: string;
	/** Host and port. */
	readonly address: string;
	readonly status: ConnectionStatus;
	readonly me: Me | undefined;
	/** How one wants its rooms in the list. */
	readonly choices: RoomChoices;
};

/** A server before anything is known of it. */
export function emptyServer(id: ServerId = home, label = "the server", address = label): Server {
	return { id, label, address, status: { state: "idle" }, me: undefined, choices: noChoices };
}
