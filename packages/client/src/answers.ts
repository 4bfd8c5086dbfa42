import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { RoomName } from "@partyline/shared/protocol/ids";
import type { MethodName, Params, Result } from "@partyline/shared/protocol/methods";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";

/** What the schema of a result cannot say: that it answers what was asked. */
const checks: {
	readonly [M in MethodName]?: (params: Params<M>, result: Result<M>) => boolean;
} = {
	join: ({ room }, joined) => isCalled(room, joined),
	create: (params, joined) => !("room" in params) || isCalled(params.room, joined),
	// A post to an earlier name of a room is kept under that of today.
	post: ({ room, id }, kept) => (room.startsWith("#") || kept.room === room) && kept.id === id,
	history: ({ room }, { events }) => isStretchOf(room, events),
	search: ({ limit }, { events }) => events.length <= limit,
	sync: (_, { rooms }) =>
		Object.entries(rooms).every(
			([room, missing]) => "limited" in missing || isStretchOf(room, missing.events),
		),
};

/** Whether a result can be the answer to these parameters, both checked by their schemas. */
export function isAnswerTo<M extends MethodName>(
	method: M,
	params: Params<M>,
	result: Result<M>,
): boolean {
	return checks[method]?.(params, result) ?? true;
}

/** Whether these are events of one room in their order. */
function isStretchOf(room: string, events: readonly ReceivedEvent[]): boolean {
	return events.every((event, at) => event.room === room && event.seq > (events[at - 1]?.seq ?? 0));
}

/** Whether a room is the one of a name: it may have had that before, or be called so by its members. */
function isCalled(name: RoomName, { room, title, formerly }: JoinedRoom): boolean {
	return room === name || title === name || (formerly?.includes(name) ?? false);
}
