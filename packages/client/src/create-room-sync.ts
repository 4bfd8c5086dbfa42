import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { RoomName, Seq } from "@partyline/shared/protocol/ids";
import type { Call } from "./calls.ts";
import type { Clock } from "./clock.ts";
import { ClosedError, RequestError } from "./errors.ts";
import { askPatiently } from "./patience.ts";
import { type Comings, RoomSync, type SyncPage } from "./room-sync.ts";
import type { Shelf } from "./shelf.ts";

/** What the syncs of all rooms need of the client. */
export type RoomSyncsOptions = {
	readonly clock: Clock;
	readonly random: () => number;
	readonly catchUp: "all" | "latest";
	readonly shelf: Shelf;
	/** The present connection; undefined while there is none. */
	call(): Call | undefined;
	emit(event: ReceivedEvent): void;
	onReset(room: RoomName, from: Seq): void;
	onComings(room: RoomName, comings: Comings): void;
	/** The server says that we are in the room no more. */
	onOut(room: RoomName): void;
	/** What the connection cannot go on with. */
	onFailure(error: unknown): void;
};

/** The sync of a room that was delivered up to `cursor`; it reads gaps over whichever connection there is. */
export function createRoomSync(room: RoomName, cursor: Seq, options: RoomSyncsOptions): RoomSync {
	const { catchUp, shelf, emit, onReset, onComings, onOut, onFailure } = options;
	return new RoomSync(
		{
			room,
			catchUp,
			shelf,
			fetch: (page, name) => fetchPage(name, page, options),
			emit,
			onReset: (from, name) => onReset(name, from),
			onComings: (comings, name) => onComings(name, comings),
			onFailure: (error, name) => {
				if (!(error instanceof RequestError)) onFailure(error);
				else if (isOut(error)) onOut(name);
			},
		},
		cursor,
	);
}

// A direct conversation of others does not even exist.
function isOut({ code }: RequestError): boolean {
	return code === "not_a_member" || code === "no_such_room";
}

async function fetchPage(
	room: RoomName,
	page: SyncPage,
	{ clock, random, call: present }: RoomSyncsOptions,
): Promise<readonly ReceivedEvent[]> {
	const call = present();
	if (call === undefined) throw new ClosedError("The connection is gone.");
	const isCurrent = () => present() === call;
	const ask = () => call("history", { room, ...page });
	return (await askPatiently(ask, { clock, random, isCurrent })).events;
}
