import type { Place } from "./place.ts";
import { logOf, meIn, type Person, roomAt, type State } from "./state.ts";

/** What keeps one from speaking in a room, the strongest first; `left` of slow mode is 0 when one may. */
export type Silence =
	| { readonly type: "archived" | "read-only" }
	| { readonly type: "muted"; readonly until: number }
	| { readonly type: "slow"; readonly seconds: number; readonly leftMs: number };

/** What keeps us from speaking in a room now, as far as one knows. */
export function silenceIn(state: State, place: Place): Silence | undefined {
	const room = roomAt(state, place);
	if (room === undefined) return undefined;
	if (room.archived === true) return { type: "archived" };
	const self = selfIn(state, place);
	const until = mutedUntil(self, state.now);
	if (until !== undefined) return { type: "muted", until };
	if (keepsOrder(state, place)) return undefined;
	if (room.readOnly === true) return { type: "read-only" };
	const { slowSeconds: seconds = 0 } = room;
	if (seconds === 0) return undefined;
	return { type: "slow", seconds, leftMs: slowLeftMs(state, place, seconds) };
}

/** Whether we keep order in a room: as its moderator, or on the whole server. */
export function keepsOrder(state: State, place: Place): boolean {
	const role = meIn(state, place)?.role;
	return role === "admin" || role === "owner" || selfIn(state, place)?.roomRole === "moderator";
}

/** Until when somebody may not speak (epoch ms), 0 for no end; undefined if they may. */
export function mutedUntil(person: Person | undefined, now: number): number | undefined {
	const until = person?.mutedUntil;
	return until === undefined || (until !== 0 && until <= now) ? undefined : until;
}

/** Whether what keeps us from speaking is over by itself. */
export function isWaiting(silence: Silence | undefined): boolean {
	if (silence?.type === "slow") return silence.leftMs > 0;
	return silence?.type === "muted" && silence.until > 0;
}

function selfIn(state: State, place: Place): Person | undefined {
	const account = meIn(state, place)?.account;
	return account === undefined ? undefined : state.members.get(place)?.get(account);
}

function slowLeftMs(state: State, place: Place, seconds: number): number {
	const { items } = logOf(state, place);
	const said = items.findLast(
		(item) => item.kind === "event" && item.mine === true && item.event.type === "message",
	);
	if (said?.kind !== "event") return 0;
	return Math.max(0, said.event.at + seconds * 1_000 - state.now);
}
