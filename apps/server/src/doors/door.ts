import type { ErrorCode } from "@partyline/shared/protocol/errors";
import type { Logger } from "pino";
import type { Hub } from "../hub/hub.ts";
import type { Connection } from "./connection.ts";

/** What a door needs to let people in. */
export type DoorContext = {
	readonly hub: Hub;
	readonly log: Logger;
	readonly serverName: string;
	readonly version: string;
	/** Whether a guest may come in over this connection. */
	readonly admitsGuests: (connection: Connection) => boolean;
	/** Whether one may make an account without an invite over this connection. */
	readonly admitsNewcomers: (connection: Connection) => boolean;
};

/** A connection that is in: what the daemon can still do to it. */
export type Visit = {
	/** Whether somebody logged in, be they gone since; until then a clock runs. */
	readonly wasLetIn: () => boolean;
	/** When the peer last did what brings it nearer to being logged in, by `performance.now()`; else the clock runs from the first byte. */
	readonly lastStepAt?: () => number;
	/** Since when it is the peer who has to do something, by `performance.now()`; undefined while that is us. Else it always is the peer. */
	readonly idleSince?: () => number | undefined;
	/** Says why it ends, and ends it. */
	readonly bye: (reason: Farewell) => void;
	/** Lets go of a connection that turned out to be another door's; it stays open. */
	readonly abandon?: () => void;
};

/** Why the server ends a connection. */
export type Farewell = {
	readonly code: ErrorCode;
	readonly message: string;
	readonly reconnectAfterMs?: number;
};

/** A way in: adapts a connection to the hub. Adding one touches no other. */
export type Door = {
	readonly name: string;
	/** Whether the first bytes of a connection are this door's; none came within a second when it is empty. */
	readonly knows: (first: Buffer) => boolean;
	readonly open: (connection: Connection, first: Buffer) => Visit;
};
