import type { Place } from "./place.ts";
import { toggleItem } from "./room-log.ts";
import { type State, withLog } from "./state.ts";

/** The state with a long message or a run of comings and goings shown whole, or folded again. */
export function toggleExpanded(state: State, place: Place, key: string): State {
	return withLog(state, place, (log) => toggleItem(log, key));
}
