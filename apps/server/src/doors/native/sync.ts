import { WireError } from "@partyline/shared/protocol/errors";
import type { RoomEvent } from "@partyline/shared/protocol/events";
import { type RoomName, roomName, type Seq } from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import type { Params, Result } from "@partyline/shared/protocol/methods";
import type { Hub } from "../../hub/hub.ts";
import type { Session } from "../../hub/ports.ts";
import { type Reading, readMissing, roomAt, stillIn, takeUp } from "../../hub/read-log.ts";
import { serverLimits } from "../../limits.ts";
import { bytesOf, listBytes } from "./fit.ts";

/** What `{"limited":true,"from":…,"to":…}` takes at most. */
const rangeBytes = 80;

/** What an event takes at least. */
const eventBytes = 50;

/** Who takes rooms up. */
type Asker = {
	readonly hub: Hub;
	readonly session: Session;
	/** Resolves when it is this connection's turn again. */
	readonly turn: () => Promise<void>;
};

/** Takes rooms up again; what all of them miss must fit in the one frame of the answer. */
export async function sync(asker: Asker, wanted: Params<"sync">): Promise<Result<"sync">> {
	const { hub, session } = asker;
	const cursors = Object.entries(wanted.rooms).map(([raw, cursor]) => ({
		// Refused before any room is live: an error answer must leave nothing behind.
		room: roomAt(hub, session, { room: parseRoom(raw), cursor }).name,
		cursor,
	}));
	const readings = await readAll(asker, cursors);
	for (const reading of readings) stillIn(hub, session, reading);
	// All at once and after the last thing that can fail, for the same reason.
	const rooms: Result<"sync">["rooms"] = {};
	for (const reading of readings) {
		const missing = takeUp(hub, session, reading);
		rooms[reading.room.name] = "limited" in missing ? missing : { events: [...missing.events] };
	}
	return { rooms };
}

/** Reads what fits of what is missing, a little at a time: of 200 rooms all of it would keep the others waiting. */
async function readAll(
	{ hub, session, turn }: Asker,
	cursors: readonly { readonly room: RoomName; readonly cursor: Seq }[],
): Promise<Reading[]> {
	let left = listBytes - cursors.reduce((sum, { room }) => sum + bytesOf(room) + rangeBytes, 0);
	let enoughAt = performance.now() + serverLimits.workMs;
	const readings: Reading[] = [];
	for (const { room, cursor } of cursors) {
		let bytes = 0;
		const fits = async (stretch: readonly RoomEvent[]) => {
			bytes += bytesOf(stretch);
			if (performance.now() > enoughAt) {
				await turn();
				enoughAt = performance.now() + serverLimits.workMs;
			}
			return bytes <= left;
		};
		// To read what cannot fit even if it is short would be for nothing.
		const most = Math.min(limits.syncEvents, Math.floor(left / eventBytes));
		const reading = await readMissing(hub, session, { room, cursor, most, fits });
		if (reading.events !== undefined) left -= bytes;
		readings.push(reading);
	}
	return readings;
}

function parseRoom(raw: string): RoomName {
	const parsed = roomName.safeParse(raw);
	if (parsed.success) return parsed.data;
	const name = JSON.stringify(raw.slice(0, 64));
	throw new WireError("invalid_params", { message: `sync: ${name} is not a room name.` });
}
