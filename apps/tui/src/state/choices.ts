import type { RoomKind } from "@partyline/shared/protocol/events";
import type { RoomName } from "@partyline/shared/protocol/ids";

/** How one wants the rooms of a server in the list. */
export type RoomChoices = {
	readonly favourites: ReadonlySet<RoomName>;
	/** Those that are never to call for attention. */
	readonly muted: ReadonlySet<RoomName>;
	/** The rooms in one's own order; those that are not named stand where they would without it. */
	readonly order: readonly RoomName[];
};

/** The choices of somebody who has made none. */
export const noChoices: RoomChoices = { favourites: new Set(), muted: new Set(), order: [] };

/** The choices with a room among the favourites, or no longer. */
export function toggleFavourite(choices: RoomChoices, room: RoomName): RoomChoices {
	return { ...unplace(choices, room), favourites: toggled(choices.favourites, room) };
}

/** The choices with a room muted, or no longer. */
export function setMuted(choices: RoomChoices, room: RoomName, muted: boolean): RoomChoices {
	if (choices.muted.has(room) === muted) return choices;
	return { ...unplace(choices, room), muted: toggled(choices.muted, room) };
}

/** A room that becomes something else goes where such rooms are, wherever it was put before. */
function unplace(choices: RoomChoices, room: RoomName): RoomChoices {
	if (!choices.order.includes(room)) return choices;
	return { ...choices, order: choices.order.filter((other) => other !== room) };
}

function toggled(rooms: ReadonlySet<RoomName>, room: RoomName): ReadonlySet<RoomName> {
	const next = new Set(rooms);
	if (!next.delete(room)) next.add(room);
	return next;
}

type Listed = {
	readonly room: RoomName;
	readonly title?: RoomName | undefined;
	readonly kind: RoomKind;
};

/**
 * The rooms of one server as they stand in the list: favourites, rooms, conversations, and what is
 * muted; among these by name. One's own order goes before that, and a room that it does not name
 * comes right behind the one it would follow without it.
 */
export function inOrder<T extends Listed>(rooms: readonly T[], choices: RoomChoices): T[] {
	const usual = rooms.toSorted(
		(a, b) => rankOf(a, choices) - rankOf(b, choices) || (nameIn(a) < nameIn(b) ? -1 : 1),
	);
	if (choices.order.length === 0) return usual;
	const byRoom = new Map(rooms.map((joined) => [joined.room, joined]));
	const named = choices.order.flatMap((room) => byRoom.get(room) ?? []);
	const isNamed = new Set(named.map(({ room }) => room));
	const front: T[] = [];
	const behind = new Map<string, T[]>(named.map(({ room }) => [room, []]));
	const end: T[] = [];
	let followers = front;
	for (const joined of usual) {
		if (isNamed.has(joined.room)) followers = behind.get(joined.room) ?? front;
		else if (choices.muted.has(joined.room)) end.push(joined);
		else followers.push(joined);
	}
	const own = named.flatMap((joined) => [joined, ...(behind.get(joined.room) ?? [])]);
	return [...front, ...own, ...end];
}

/** A private room stands among the others by what its members call it. */
function nameIn({ room, title }: Listed): string {
	return title ?? room;
}

function rankOf({ room, kind }: Listed, { favourites, muted }: RoomChoices): number {
	if (muted.has(room)) return 3;
	if (favourites.has(room)) return 0;
	return kind === "direct" ? 2 : 1;
}
