import { inOrder } from "./choices.ts";
import { type ServerId, serverOf } from "./place.ts";
import type { ListedRoom, State } from "./state.ts";

/** The state with its rooms in the order of the list: server by server, each as one wants it. */
export function arrange(state: State): State {
	const theirs = Map.groupBy(state.rooms, ({ place }): ServerId => serverOf(place));
	const all = state.servers.flatMap(({ id, choices }) => inOrder(theirs.get(id) ?? [], choices));
	// What is archived takes nobody's number.
	const isArchived = ({ archived }: ListedRoom) => archived === true;
	const rooms = [...all.filter((room) => !isArchived(room)), ...all.filter(isArchived)];
	return { ...state, rooms };
}

/** Something in the list of rooms: a server where there are several, or a room, which has the next number. */
export type ListItem =
	| { readonly type: "server"; readonly id: ServerId }
	| { readonly type: "room"; readonly room: ListedRoom; readonly index: number };

/**
 * The list of rooms of the state, as long as it may be: made anew only when a room or a server comes or goes. One
 * that is archived is in it only while it is open.
 */
export function listItems({ rooms, servers, current }: State): readonly ListItem[] {
	const open = rooms.find((room) => room.archived === true && room.place === current)?.place ?? "";
	const ids = `${servers.map(({ id }) => id).join("#")} ${open}`;
	const known = lists.get(rooms);
	if (known?.ids === ids) return known.items;
	const items = makeItems(rooms, servers.length < 2 ? [] : servers).filter(
		(item) => item.type === "server" || item.room.archived !== true || item.room.place === open,
	);
	lists.set(rooms, { ids, items });
	return items;
}

type List = { readonly ids: string; readonly items: readonly ListItem[] };

const lists = new WeakMap<readonly ListedRoom[], List>();

function makeItems(
	rooms: readonly ListedRoom[],
	headings: readonly { readonly id: ServerId }[],
): ListItem[] {
	const items = rooms.map((room, index): ListItem => ({ type: "room", room, index }));
	if (headings.length === 0) return items;
	const theirs = Map.groupBy(items, (item) =>
		item.type === "room" ? serverOf(item.room.place) : undefined,
	);
	return headings.flatMap(({ id }) => [{ type: "server", id } as const, ...(theirs.get(id) ?? [])]);
}
