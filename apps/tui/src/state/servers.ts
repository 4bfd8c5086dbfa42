import { arrange } from "./arrange.ts";
import { home, type Place, placeOf, type ServerId, serverOf } from "./place.ts";
import { openRoom } from "./rooms.ts";
import type { Server } from "./server.ts";
import type { State } from "./state.ts";

/** The state with one more server at the end of the list. */
export function withNewServer(state: State, server: Server): State {
	return { ...state, servers: [...state.servers, server] };
}

/**
 * The state without a server, and without all that is known of it. If one of its rooms is on screen,
 * one goes to the room one was in before that, or to the first of the list.
 */
export function withoutServer(state: State, id: ServerId): State {
	const stays = (place: Place) => serverOf(place) !== id;
	const isGone = (shown: Place | "mentions") => shown !== "mentions" && !stays(shown);
	const keep = <T>(all: ReadonlyMap<Place, T>) => new Map([...all].filter(([at]) => stays(at)));
	const left = stays(state.current) ? state : openRoom(state, placeBeside(state, stays));
	return arrange({
		...left,
		servers: left.servers.filter((server) => server.id !== id),
		rooms: left.rooms.filter(({ place }) => stays(place)),
		logs: keep(left.logs),
		members: keep(left.members),
		drafts: keep(left.drafts),
		looks: keep(left.looks),
		recent: keep(left.recent),
		keptRecent: keep(left.keptRecent),
		mentions: left.mentions.filter(({ place }) => stays(place)),
		sides: isGone(left.sides.shows) ? { ...left.sides, shows: "mentions" } : left.sides,
		previous: left.previous !== undefined && stays(left.previous) ? left.previous : undefined,
	});
}

function placeBeside({ previous, rooms, servers }: State, stays: (place: Place) => boolean): Place {
	if (previous !== undefined && stays(previous)) return previous;
	const first = rooms.find(({ place }) => stays(place))?.place;
	const other = servers.map(({ id }) => placeOf(id, "#general")).find(stays);
	return first ?? other ?? placeOf(home, "#general");
}
