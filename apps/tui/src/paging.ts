import type { RoomName } from "@partyline/shared/protocol/ids";
import { takeMembers, takeOlder } from "./state/reduce.ts";
import { type Anchor, moveTo, olderThan, type RoomLog } from "./state/room-log.ts";
import { logOf, withLog } from "./state/state.ts";
import type { Surroundings } from "./surroundings.ts";
import { lastHelpTop } from "./view/help-lines.ts";
import { scrollDown, scrollUp, type Window, wantsOlder } from "./view/pane.ts";

const olderPage = 100;
/** Older events that were not given are asked for again after this, and then after twice as long each time. */
const firstRetryMs = 2_000;
const longestRetryMs = 60_000;

/** Moves what is on screen, and fetches what is needed above it. */
export function scroll(
	surroundings: Surroundings,
	move: (log: RoomLog, window: Window) => Anchor,
): void {
	const { store, look } = surroundings;
	store.change((state) => {
		const anchor = move(logOf(state, state.current), look.windowOf(state));
		return withLog(state, state.current, (log) => moveTo(log, anchor));
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

/** Goes to the beginning of the room: now as far as is held, and on with every page that comes. */
export function climb(surroundings: Surroundings): void {
	surroundings.store.change((state) => ({ ...state, climbing: true }));
	scrollBy(surroundings, () => -Number.MAX_SAFE_INTEGER);
}

/** Fetches older events when little is left above what is on screen. */
export function loadOlder(surroundings: Surroundings): void {
	const { client, store, look } = surroundings;
	const state = store.get();
	const room = state.current;
	const log = logOf(state, room);
	const before = olderThan(log);
	if (!wantsOlder(log, look.windowOf(state))) return;
	store.change((now) => withLog(now, room, (held) => ({ ...held, loadsOlder: true })));
	client
		.history(room, { before, limit: olderPage })
		.then((page) => {
			store.change((now) => takeOlder(now, room, { ...page, before }));
			climbOn(surroundings, room, before);
		})
		// Refused, or without a connection: there is nothing older to show for now.
		.catch(() => {
			const now = surroundings.now();
			store.change((after) => withLog(after, room, (held) => putOff(held, now)));
		});
}

/** As `loadOlder`, without a key or a new connection: what was not given is asked for less and less often. */
export function loadOlderInTime(surroundings: Surroundings): void {
	const state = surroundings.store.get();
	const retry = logOf(state, state.current).olderRetry;
	if (retry === undefined || surroundings.now() >= retry.at) loadOlder(surroundings);
}

function putOff(log: RoomLog, now: number): RoomLog {
	const { olderRetry } = log;
	const waitMs =
		olderRetry === undefined ? firstRetryMs : Math.min(2 * olderRetry.waitMs, longestRetryMs);
	return { ...log, loadsOlder: false, olderRetry: { at: now + waitMs, waitMs } };
}

/** Goes on with what `climb` began, unless a key has ended it or nothing older came. */
function climbOn(surroundings: Surroundings, room: RoomName, before: number): void {
	const state = surroundings.store.get();
	if (!state.climbing || state.current !== room) return;
	if (olderThan(logOf(state, room)) < before) climb(surroundings);
}

/** Goes through the help with the keys that scroll; false for any other key. */
export function scrollHelp({ store, look }: Surroundings, key: string): boolean {
	const { height, layout } = look.windowOf(store.get());
	const last = lastHelpTop(layout.columns, height);
	// One row is the title's.
	const page = Math.max(1, height - 1);
	const steps: Record<string, number> = { up: -1, down: 1, pageup: -page, pagedown: page };
	const step = steps[key];
	if (step === undefined) return false;
	store.change((state) => ({
		...state,
		helpTop: Math.max(0, Math.min(last, state.helpTop + step)),
	}));
	return true;
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
