import type { Place } from "./place.ts";
import { type Anchor, moveTo } from "./room-log.ts";
import { logOf, type State, withLog } from "./state.ts";

/** The state with a room that begins below from now on, for as long as one stays at its end. */
export function clearRoom(state: State, place: Place): State {
	const last = logOf(state, place).items.at(-1)?.key;
	if (last === undefined) return state;
	const cleared = new Map(state.cleared).set(place, last);
	return withLog({ ...state, cleared }, place, (log) => moveTo(log, { at: "end" }));
}

/** The state with a room read from another place; whoever goes up in it sees all of it again. */
export function moveRoom(state: State, place: Place, anchor: Anchor): State {
	const moved = withLog(state, place, (log) => moveTo(log, anchor));
	if (anchor.at === "end" || !state.cleared.has(place)) return moved;
	const cleared = new Map(state.cleared);
	cleared.delete(place);
	return { ...moved, cleared };
}
