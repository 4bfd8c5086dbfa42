import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { RoomName } from "@partyline/shared/protocol/ids";
import type { Cache } from "./cache.ts";

/**
 * A cache that holds no events and ends with the process: for verbs and bots, which read each event
 * once and would otherwise grow for as long as they run.
 */
export function memoryCache(): Cache {
	let epoch: string | undefined;
	let lastRoom: RoomName | undefined;
	const none: readonly ReceivedEvent[] = [];
	return {
		epoch: () => epoch,
		enterEpoch(next) {
			epoch = next;
		},
		rooms: () => [],
		putRooms: () => {},
		dropRoom: () => {},
		putEvents: () => {},
		forgetRoom: () => {},
		forgetBefore: () => {},
		forgetAll: () => {},
		forgettings: () => 0,
		renameRoom(from, to) {
			if (lastRoom === from) lastRoom = to;
		},
		// Before the first event of a room there is nothing, here as anywhere.
		page: (_, { before, first = 1 }) => (before <= first ? none : undefined),
		latest: () => none,
		lastRoom: () => lastRoom,
		putLastRoom(room) {
			lastRoom = room;
		},
		close: () => {},
	};
}
