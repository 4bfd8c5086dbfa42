import type { State } from "./state.ts";

/** The state without what a server said of waiting that is over by `now`; the same when nothing is. */
export function withoutSlowed(state: State, now: number): State {
	const isOver = ({ slowed }: State["servers"][number]) =>
		slowed !== undefined && slowed.until <= now;
	if (!state.servers.some(isOver)) return state;
	const servers = state.servers.map((server) =>
		isOver(server) ? { ...server, slowed: undefined } : server,
	);
	return { ...state, servers };
}
