import type { Branded, RoomName } from "@partyline/shared/protocol/ids";

/** A server as this window knows it: its name in the configuration, or empty for the one it was opened with. */
export type ServerId = Branded<string, "ServerId">;

/** A room of one of the servers in the window: what everything on screen is kept by. */
export type Place = Branded<string, "Place">;

/** The server the window was opened with; its places read like its rooms. */
export const home = "" as ServerId;

/** The server of that name; it has none of the letters that rooms begin with. */
export function serverId(name: string): ServerId {
	return name.replaceAll(/[#@]/g, "") as ServerId;
}

/** The place of a room; of an outbox entry the room may be any string. */
export function placeOf(server: ServerId, room: string): Place {
	return `${server}${room}` as Place;
}

/** The server of a place. */
export function serverOf(place: Place): ServerId {
	return place.slice(0, roomStart(place)) as ServerId;
}

/** The room of a place, as its server names it. */
export function roomIn(place: Place): RoomName {
	return place.slice(roomStart(place)) as RoomName;
}

function roomStart(place: string): number {
	const start = place.search(/[#@]/);
	return start === -1 ? place.length : start;
}
