import type { RoomName } from "@partyline/shared/protocol/ids";
import { arrange } from "./arrange.ts";
import { aboutMoved } from "./ask.ts";
import type { RoomChoices } from "./choices.ts";
import { type Place, roomIn, serverOf } from "./place.ts";
import { type State, withServer } from "./state.ts";

/** The state with a room under another name: everything that is kept by its place moves with it. */
export function renamePlace(state: State, from: Place, to: Place): State {
	const move = (place: Place) => (place === from ? to : place);
	const moveAll = <T>(all: ReadonlyMap<Place, T>) =>
		all.has(from) ? new Map([...all].map(([place, value]) => [move(place), value])) : all;
	const { sides } = state;
	const moved: State = {
		...state,
		rooms: state.rooms.map((room) =>
			room.place === from ? { ...room, room: roomIn(to), place: to } : room,
		),
		logs: moveAll(state.logs),
		members: moveAll(state.members),
		drafts: moveAll(state.drafts),
		looks: moveAll(state.looks),
		recent: moveAll(state.recent),
		cleared: moveAll(state.cleared),
		gone: moveAll(state.gone),
		brought: moveAll(state.brought),
		mentions: state.mentions.map((one) => (one.place === from ? { ...one, place: to } : one)),
		current: move(state.current),
		previous: state.previous === undefined ? undefined : move(state.previous),
		layer: aboutMoved(state.layer, move),
		sides: sides.shows === from ? { ...sides, shows: to } : sides,
	};
	const server = serverOf(from);
	return arrange(
		withServer(moved, server, (known) => ({
			...known,
			choices: renameIn(known.choices, roomIn(from), roomIn(to)),
		})),
	);
}

function renameIn(choices: RoomChoices, from: RoomName, to: RoomName): RoomChoices {
	const move = (room: RoomName) => (room === from ? to : room);
	const moveSet = (rooms: ReadonlySet<RoomName>) =>
		rooms.has(from) ? new Set([...rooms].map(move)) : rooms;
	return {
		favourites: moveSet(choices.favourites),
		muted: moveSet(choices.muted),
		order: choices.order.includes(from) ? choices.order.map(move) : choices.order,
	};
}
