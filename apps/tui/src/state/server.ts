import type { ConnectionStatus, Me } from "@partyline/client";
import { home, type ServerId } from "./place.ts";

/** What the window knows of a server and of us there. */
export type Server = {
	readonly id: ServerId;
	/** What people call it: its name in the configuration, or its address. */
	readonly label: string;
	readonly status: ConnectionStatus;
	readonly me: Me | undefined;
};

/** A server before anything is known of it. */
export function emptyServer(id: ServerId = home, label = "the server"): Server {
	return { id, label, status: { state: "idle" }, me: undefined };
}
