import type { Place } from "./place.ts";
import type { State } from "./state.ts";

/** So many rooms are remembered as used lately. */
export const recentRooms = 100;

/** The state with a room as the one used last. */
export function withUsed(state: State, place: Place, at: number): State {
	const recent = new Map(state.recent);
	recent.delete(place);
	recent.set(place, at);
	return { ...state, recent: new Map([...recent].slice(-recentRooms)) };
}

/** The state with what is remembered of a server from last time. */
export function withRecent(state: State, used: readonly (readonly [Place, number])[]): State {
	if (used.length === 0) return state;
	const all = [...used, ...state.recent].sort(([, a], [, b]) => a - b);
	const recent = new Map(all.slice(-recentRooms));
	return { ...state, recent, keptRecent: recent };
}
