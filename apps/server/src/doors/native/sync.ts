import { WireError } from "@partyline/shared/protocol/errors";
import type { RoomEvent } from "@partyline/shared/protocol/events";
import { type RoomName, roomName } from "@partyline/shared/protocol/ids";
import type { Params, Result } from "@partyline/shared/protocol/methods";
import type { Hub } from "../../hub/hub.ts";
import type { Session } from "../../hub/ports.ts";
import { type Reading, readMissing, roomAt, takeUp } from "../../hub/read-log.ts";
import { bytesOf, listBytes } from "./fit.ts";

/** What `{"limited":true,"from":…,"to":…}` takes at most. */
const rangeBytes = 80;

/** Takes rooms up again; what all of them miss must fit in the one frame of the answer. */
export async function sync(
	hub: Hub,
	session: Session,
	wanted: Params<"sync">,
): Promise<Result<"sync">> {
	const cursors = Object.entries(wanted.rooms).map(([raw, cursor]) => ({
		// Refused before any room is live: an error answer must leave nothing behind.
		room: roomAt(hub, session, { room: parseRoom(raw), cursor }).name,
		cursor,
	}));
	let left = listBytes - cursors.reduce((sum, { room }) => sum + bytesOf(room) + rangeBytes, 0);
	const readings: Reading[] = [];
	for (const { room, cursor } of cursors) {
		let bytes = 0;
		const fits = (stretch: readonly RoomEvent[]) => {
			bytes += bytesOf(stretch);
			return bytes <= left;
		};
		const reading = await readMissing(hub, session, { room, cursor, fits });
		if (reading.events !== undefined) left -= bytes;
		readings.push(reading);
	}
	// All at once and after the last thing that can fail, for the same reason.
	const rooms: Result<"sync">["rooms"] = {};
	for (const reading of readings) {
		const missing = takeUp(hub, session, reading);
		rooms[reading.room.name] = "limited" in missing ? missing : { events: [...missing.events] };
	}
	return { rooms };
}

function parseRoom(raw: string): RoomName {
	const parsed = roomName.safeParse(raw);
	if (parsed.success) return parsed.data;
	const name = JSON.stringify(raw.slice(0, 64));
	throw new WireError("invalid_params", { message: `sync: ${name} is not a room name.` });
}
