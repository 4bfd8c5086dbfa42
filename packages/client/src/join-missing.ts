import type { RoomName } from "@partyline/shared/protocol/ids";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";
import type { Call } from "./calls.ts";
import { RequestError } from "./errors.ts";
import { joinOrCreate } from "./join-or-create.ts";

/** Which rooms we should be in. */
export type MissingRooms = {
	/** Those that the server says we are in; those that let us in are put there. */
	readonly present: Map<RoomName, JoinedRoom>;
	/** Those to be in. */
	readonly rooms: Iterable<RoomName>;
	/** Of these, those to be made where there are none. */
	readonly asked: readonly RoomName[];
	/** Of an earlier history, and not let in: the room is missing from the list, and posting there tells why. */
	onRefused(room: RoomName): void;
};

/** Joins the rooms that we should be in and are not. */
export async function joinMissing(call: Call, missing: MissingRooms): Promise<void> {
	const { present, rooms, asked, onRefused } = missing;
	for (const room of new Set(rooms)) {
		// Nobody can join a direct conversation.
		if (present.has(room) || room.startsWith("@")) continue;
		const joined = await joinIfAllowed(call, room, asked.includes(room));
		if (joined !== undefined) present.set(joined.room, joined);
		else if (!asked.includes(room)) onRefused(room);
	}
}

async function joinIfAllowed(
	call: Call,
	room: RoomName,
	mayBeMade: boolean,
): Promise<JoinedRoom | undefined> {
	const join = () => call("join", { room });
	try {
		if (!mayBeMade) return await join();
		return (await joinOrCreate({ join, create: () => call("create", { room }) })).room;
	} catch (error) {
		if (error instanceof RequestError && !error.isRetryable) return undefined;
		throw error;
	}
}
