import { emptyEditor } from "../input/editor.ts";
import { resumeLook } from "../input/history.ts";
import { staying } from "./ask.ts";
import { unscrolled } from "./lists.ts";
import { type Place, roomIn, serverOf } from "./place.ts";
import { moveTo, openLog } from "./room-log.ts";
import { logOf, type State, serverIn, withLog } from "./state.ts";
import { unreadOf } from "./unread.ts";

/** The state with another room on screen; what was typed stays with its room. */
export function openRoom(state: State, place: Place): State {
	if (place === state.current) return { ...state, layer: staying(state.layer) };
	const drafts = new Map(state.drafts).set(state.current, state.editor);
	// So does what a look back has put aside.
	const looks = new Map(state.looks).set(state.current, state.history);
	// Nobody reads further up in a room that is not on screen: it need not be held there.
	const left = withLog(state, state.current, (log) => moveTo(log, { at: "end" }));
	return {
		...withLog(left, place, openLog),
		current: place,
		previous: state.current,
		// What was cut in one room may be wanted in another.
		editor: { ...(drafts.get(place) ?? emptyEditor()), kills: state.editor.kills },
		drafts,
		history: resumeLook(state.history.lines, looks.get(place)),
		looks,
		completion: undefined,
		layer: staying(state.layer),
		hint: "",
		leaving: false,
		asking: false,
		climbing: false,
		scrolled: unscrolled,
	};
}

/** The room some places further in the list, around its ends. */
export function neighbour(state: State, step: 1 | -1): Place | undefined {
	const rooms = state.rooms.filter(
		({ archived, place }) => archived !== true || place === state.current,
	);
	const at = rooms.findIndex(({ place }) => place === state.current);
	// From a room that is not in the list one goes to an end of it.
	if (at === -1) return rooms.at(step === 1 ? 0 : -1)?.place;
	return rooms[(at + step + rooms.length) % rooms.length]?.place;
}

/** Whether a room is never to call for attention. */
export function isMuted(state: State, place: Place): boolean {
	return serverIn(state, serverOf(place)).choices.muted.has(roomIn(place));
}

/** The rooms that call for attention, with their number: those that name us, then conversations, then the rest. */
export function hotRooms(state: State): readonly HotRoom[] {
	const { logs, rooms, current, servers } = state;
	const known = found.get(logs);
	if (known?.rooms === rooms && known.current === current && known.servers === servers)
		return known.hot;
	const hot = findHot(state);
	found.set(logs, { rooms, current, servers, hot });
	return hot;
}

const found = new WeakMap<
	State["logs"],
	Pick<State, "rooms" | "current" | "servers"> & { readonly hot: readonly HotRoom[] }
>();

function findHot(state: State): HotRoom[] {
	const hot: HotRoom[] = [];
	for (const [index, { place, kind, archived }] of state.rooms.entries()) {
		if (archived === true) continue;
		const { unread, mentions, more } = unreadOf(logOf(state, place));
		if (unread === 0 || place === state.current || isMuted(state, place)) continue;
		const urgency = mentions > 0 ? 3 : kind === "direct" ? 2 : 1;
		hot.push({ place, number: index + 1, unread, mentions, more, urgency });
	}
	return hot.sort((a, b) => b.urgency - a.urgency);
}

/** A room with something unread. */
export type HotRoom = {
	readonly place: Place;
	/** Its number in the list. */
	readonly number: number;
	readonly unread: number;
	readonly mentions: number;
	/** Whether more is unread than is counted. */
	readonly more: boolean;
	readonly urgency: 1 | 2 | 3;
};

/** The next room with something unread: those that name us, then conversations, then the rest. */
export function nextUnread(state: State): Place | undefined {
	return hotRooms(state)[0]?.place;
}
