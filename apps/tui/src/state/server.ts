import type { ConnectionStatus, Me } from "@partyline/client";
import type { AccountName } from "@partyline/shared/protocol/ids";
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
	/** Whom one does not want to hear. */
	readonly ignored: ReadonlySet<AccountName>;
	/** Until when it takes nothing more of us (epoch ms), and why. */
	readonly slowed: { readonly until: number; readonly reason: string } | undefined;
};

const nobody: ReadonlySet<AccountName> = new Set();

/** A server before anything is known of it. */
export function emptyServer(id: ServerId = home, label = "the server", address = label): Server {
	return {
		id,
		label,
		address,
		status: { state: "idle" },
		me: undefined,
		choices: noChoices,
		ignored: nobody,
		slowed: undefined,
	};
}
