import type { RoomName } from "@partyline/shared/protocol/ids";
import { takeMembers, takeOlder } from "./state/reduce.ts";
import { type Anchor, firstSeq, type RoomLog } from "./state/room-log.ts";
import { logOf, withLog } from "./state/state.ts";
import type { Surroundings } from "./surroundings.ts";
import { scrollDown, scrollUp, type Window, wantsOlder } from "./view/pane.ts";

const olderPage = 100;

/** Moves what is on screen, and fetches what is needed above it. */
export function scroll(
	surroundings: Surroundings,
	move: (log: RoomLog, window: Window) => Anchor,
): void {
	const { store, look } = surroundings;
	store.change((state) => {
		const anchor = move(logOf(state, state.current), look.windowOf(state));
		return withLog(state, state.current, (log) => ({ ...log, anchor }));
	});
	loadOlder(surroundings);
}

/** Goes some rows down, or up when negative. */
export function scrollBy(surroundings: Surroundings, rows: (height: number) => number): void {
	scroll(surroundings, (log, window) => {
		const by = rows(window.height);
		return by < 0 ? scrollUp(log, window, -by) : scrollDown(log, window, by);
	});
}

/** Fetches older events when little is left above what is on screen. */
export function loadOlder({ client, store, look }: Surroundings): void {
	const state = store.get();
	const room = state.current;
	const log = logOf(state, room);
	const before = firstSeq(log);
	if (before === undefined || !wantsOlder(log, look.windowOf(state))) return;
	setLoading(store, room, true);
	client
		.history(room, { before, limit: olderPage })
		.then((page) => store.change((now) => takeOlder(now, room, { ...page, before })))
		// Without a connection there is nothing older to show; it is asked for again when it is back.
		.catch(() => setLoading(store, room, false));
}

/** Fetches who is in a room. */
export function loadMembers({ client, store }: Surroundings, room: RoomName): void {
	if (client.status().state !== "live") return;
	client
		.members(room)
		.then((members) => store.change((state) => takeMembers(state, room, members)))
		// A connection that is cut says so itself; the list is asked for again when it is back.
		.catch(() => {});
}

function setLoading(store: Surroundings["store"], room: RoomName, loadsOlder: boolean): void {
	store.change((state) => withLog(state, room, (log) => ({ ...log, loadsOlder })));
}
