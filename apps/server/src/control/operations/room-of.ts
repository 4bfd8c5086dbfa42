import { WireError } from "@partyline/shared/protocol/errors";
import { type RoomName, serverAuthor } from "@partyline/shared/protocol/ids";
import { findByName, type Hub } from "../../hub/hub.ts";
import { visibleRoom } from "../../hub/permissions.ts";
import type { Room } from "../../hub/room.ts";

/** The room that the operator means: by its name or id, or by a title that only one room has. */
export function roomOf(hub: Hub, name: RoomName): Room {
	const titled = [...hub.rooms.values()].filter(({ state }) => state.title === name);
	if (findByName(hub, name) !== undefined || titled.length < 2)
		return visibleRoom(hub, name, serverAuthor);
	const ids = titled.map((room) => room.name).join(", ");
	throw new WireError("no_such_room", {
		message: `Several private rooms are called ${name}: say which by its id, of ${ids}.`,
	});
}
