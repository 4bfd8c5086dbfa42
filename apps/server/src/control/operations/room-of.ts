import { type RoomName, serverAuthor } from "@partyline/shared/protocol/ids";
import type { Hub } from "../../hub/hub.ts";
import { visibleRoom } from "../../hub/permissions.ts";
import type { Room } from "../../hub/room.ts";

/** The room that the operator means: by its name or id, or by a title that only one room has. */
export function roomOf(hub: Hub, name: RoomName): Room {
	return visibleRoom(hub, name, serverAuthor);
}
