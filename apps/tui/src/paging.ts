import type { Desk } from "./desk.ts";
import { type Place, roomIn } from "./state/place.ts";
import { takeMembers, takeOlder } from "./state/reduce.ts";
import { type Anchor, moveTo, olderThan, type RoomLog } from "./state/room-log.ts";
import { logOf, withLog } from "./state/state.ts";
import { lastHelpTop } from "./view/help-lines.ts";
import { scrollDown, scrollUp, type Window, wantsOlder } from "./view/pane.ts";

const olderPage = 100;
/** Older events that were not given are asked for again after this, and then after twice as long each time. */
const firstRetryMs = 2_000;
const longestRetryMs = 60_000;

/** Moves what is on screen, and fetches what is needed above it. */
export function scroll(desk: Desk, move: (log: RoomLog, window: Window) => Anchor): void {
	const { store, look } = desk;
	store.change((state) => {
		const anchor = move(logOf(state, state.current), look.windowOf(state));
		return withLog(state, state.current, (log) => moveTo(log, anchor));
	});
	loadOlder(desk);
}

/** Goes some rows down, or up when negative. */
export function scrollBy(desk: Desk, rows: (height: number) => number): void {
	scroll(desk, (log, window) => {
		const by = rows(window.height);
		return by < 0 ? scrollUp(log, window, -by) : scrollDown(log, window, by);
	});
}

/** Goes to the beginning of the room: now as far as is held, and on with every page that comes. */
export function climb(desk: Desk): void {
	desk.store.change((state) => ({ ...state, climbing: true }));
	scrollBy(desk, () => -Number.MAX_SAFE_INTEGER);
}

/** Fetches older events when little is left above what is on screen. */
export function loadOlder(desk: Desk): void {
	const { store, look } = desk;
	const state = store.get();
	const place = state.current;
	const log = logOf(state, place);
	const before = olderThan(log);
	if (!wantsOlder(log, look.windowOf(state))) return;
	store.change((now) => withLog(now, place, (held) => ({ ...held, loadsOlder: true })));
	desk
		.client(place)
		.history(roomIn(place), { before, limit: olderPage })
		.then((page) => {
			store.change((now) => takeOlder(now, place, { ...page, before }));
			climbOn(desk, place, before);
		})
		// Refused, or without a connection: there is nothing older to show for now.
		.catch(() => {
			const now = desk.now();
			store.change((after) => withLog(after, place, (held) => putOff(held, now)));
		});
}

/** As `loadOlder`, without a key or a new connection: what was not given is asked for less and less often. */
export function loadOlderInTime(desk: Desk): void {
	const state = desk.store.get();
	const retry = logOf(state, state.current).olderRetry;
	if (retry === undefined || desk.now() >= retry.at) loadOlder(desk);
}

function putOff(log: RoomLog, now: number): RoomLog {
	const { olderRetry } = log;
	const waitMs =
		olderRetry === undefined ? firstRetryMs : Math.min(2 * olderRetry.waitMs, longestRetryMs);
	return { ...log, loadsOlder: false, olderRetry: { at: now + waitMs, waitMs } };
}

/** Goes on with what `climb` began, unless a key has ended it or nothing older came. */
function climbOn(desk: Desk, place: Place, before: number): void {
	const state = desk.store.get();
	if (!state.climbing || state.current !== place) return;
	if (olderThan(logOf(state, place)) < before) climb(desk);
}

/** Goes through the help with the keys that scroll; false for any other key. */
export function scrollHelp({ store, look }: Desk, key: string): boolean {
	const { layer } = store.get();
	const { height, layout } = look.windowOf(store.get());
	const last = lastHelpTop(layout.columns, height);
	// One row is the title's.
	const page = Math.max(1, height - 1);
	const steps: Record<string, number> = { up: -1, down: 1, pageup: -page, pagedown: page };
	const step = steps[key];
	if (step === undefined || layer.type !== "help") return false;
	const top = Math.max(0, Math.min(last, layer.top + step));
	store.change((state) => ({ ...state, layer: { ...layer, top } }));
	return true;
}

/** Fetches who is in a room. */
export function loadMembers({ client, store }: Desk, place: Place): void {
	const connection = client(place);
	if (connection.status().state !== "live") return;
	connection
		.members(roomIn(place))
		.then((members) => store.change((state) => takeMembers(state, place, members)))
		// A connection that is cut says so itself; the list is asked for again when it is back.
		.catch(() => {});
}
