import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName, RoomName } from "@partyline/shared/protocol/ids";
import type { Hub } from "./hub.ts";
import type { Room } from "./room.ts";

/** The room of that name, if one may know of it. A direct conversation of others does not exist. */
export function visibleRoom(hub: Hub, name: RoomName, account: AccountName): Room {
	const room = hub.rooms.get(name);
	if (room === undefined || !maySee(room, account))
		throw new WireError("no_such_room", { message: `There is no room ${name}.` });
	return room;
}

/** The room of that name, if one is in it. */
export function memberRoom(hub: Hub, name: RoomName, account: AccountName): Room {
	const room = visibleRoom(hub, name, account);
	if (!room.members.has(account))
		throw new WireError("not_a_member", { message: `You are not in ${name}; join it first.` });
	return room;
}

/** Whether a room exists for someone: public rooms for all, direct conversations for their people. */
export function maySee(room: Room, account: AccountName): boolean {
	return room.kind === "public" || room.members.has(account);
}
