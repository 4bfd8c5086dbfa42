import type { RoomName, Seq } from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import type { Call } from "./calls.ts";
import type { RoomSync } from "./room-sync.ts";

/** A room to be taken up again, and how far it has come by what `login` said. */
export type HeldRoom = { readonly room: RoomName; readonly sync: RoomSync; readonly lastSeq: Seq };

/** Takes rooms up from their cursors, as many at a time as the server allows. */
export async function syncRooms(call: Call, held: readonly HeldRoom[]): Promise<void> {
	for (let at = 0; at < held.length; at += limits.syncRooms) {
		const some = held.slice(at, at + limits.syncRooms);
		const cursors = Object.fromEntries(some.map(({ room, sync }) => [room, sync.cursor]));
		const { rooms } = await call("sync", { rooms: cursors });
		for (const { room, sync, lastSeq } of some) sync.takeUp(rooms[room] ?? { lastSeq });
	}
}
