import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { RoomName, Seq } from "@partyline/shared/protocol/ids";
import type { Call } from "./calls.ts";
import type { Clock } from "./clock.ts";
import { ClosedError, RequestError } from "./errors.ts";
import { askPatiently } from "./patience.ts";
import { RoomSync, type SyncPage } from "./room-sync.ts";
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
	/** What the connection cannot go on with. */
	onFailure(error: unknown): void;
};

/** The sync of a room that was delivered up to `cursor`; it reads gaps over whichever connection there is. */
export function createRoomSync(room: RoomName, cursor: Seq, options: RoomSyncsOptions): RoomSync {
	const { catchUp, shelf, emit, onReset, onFailure } = options;
	return new RoomSync(
		{
			catchUp,
			shelf,
			fetch: (page) => fetchPage(room, page, options),
			emit,
			onReset: (from) => onReset(room, from),
			onFailure: (error) => {
				// We are in the room no more; the list hears of it by our part.
				if (!(error instanceof RequestError)) onFailure(error);
			},
		},
		cursor,
	);
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
