import { emptyEditor } from "../input/editor.ts";
import { noLayer } from "./layer.ts";
import type { Place } from "./place.ts";
import { moveTo, openLog } from "./room-log.ts";
import { logOf, type State, withLog } from "./state.ts";

/** The state with another room on screen; what was typed stays with its room. */
export function openRoom(state: State, place: Place): State {
	if (place === state.current) return { ...state, layer: noLayer };
	const drafts = new Map(state.drafts).set(state.current, state.editor);
	const { history } = state;
	// Nobody reads further up in a room that is not on screen: it need not be held there.
	const left = withLog(state, state.current, (log) => moveTo(log, { at: "end" }));
	return {
		...withLog(left, place, openLog),
		current: place,
		previous: state.current,
		editor: drafts.get(place) ?? emptyEditor(),
		drafts,
		// The draft that a look back has put aside belongs to the room it was typed in.
		history: { ...history, at: history.lines.length, draft: "" },
		completion: undefined,
		layer: noLayer,
		hint: "",
		leaving: false,
		climbing: false,
	};
}

/** The room some places further in the list, around its ends. */
export function neighbour(state: State, step: 1 | -1): Place | undefined {
	const { rooms } = state;
	const at = rooms.findIndex(({ place }) => place === state.current);
	return rooms[(at + step + rooms.length) % rooms.length]?.place;
}

/** The next room with something unread: those that name us, then conversations, then the rest. */
export function nextUnread(state: State): Place | undefined {
	const weight = (place: Place, kind: string) => {
		const { unread, mentions } = logOf(state, place);
		if (unread === 0) return 0;
		return mentions > 0 ? 3 : kind === "direct" ? 2 : 1;
	};
	return state.rooms
		.map(({ place, kind }) => ({ place, weight: weight(place, kind) }))
		.filter((candidate) => candidate.weight > 0 && candidate.place !== state.current)
		.sort((a, b) => b.weight - a.weight)[0]?.place;
}
