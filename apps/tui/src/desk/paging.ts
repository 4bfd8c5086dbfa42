import type { ClientNotice } from "@partyline/client";
import { moveRoom } from "../state/clear.ts";
import { type Asked, olderThan } from "../state/gaps.ts";
import { type Place, placeOf, roomIn, type ServerId } from "../state/place.ts";
import { takeMembers, takePage } from "../state/reduce.ts";
import type { Anchor, RoomLog } from "../state/room-log.ts";
import { logOf, meIn, withLog } from "../state/state.ts";
import { ownSight } from "../view/own-sight.ts";
import { scrollDown, scrollUp, type Window } from "../view/pane.ts";
import { wantedPage } from "../view/wanted-page.ts";
import type { Desk } from "./desk.ts";

const pageEvents = 100;
/** Events that were not given are asked for again after this, and then after twice as long each time. */
const firstRetryMs = 2_000;
const longestRetryMs = 60_000;

/** Moves what is on screen, and fetches what is needed around it. */
export function scroll(desk: Desk, move: (log: RoomLog, window: Window) => Anchor): void {
	const { store, look } = desk;
	store.change((state) => {
		const anchor = move(logOf(state, state.current), look.windowOf(state));
		return moveRoom(state, state.current, anchor);
	});
	loadPages(desk);
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

/** Fetches what is missing near the screen, page by page, until there is enough of it. */
export function loadPages(desk: Desk): void {
	const { store, look } = desk;
	const state = store.get();
	const place = state.current;
	const asked = wantedPage(logOf(state, place), look.windowOf(state));
	if (asked === undefined) return;
	store.change((now) => withLog(now, place, (held) => ({ ...held, loads: true })));
	desk
		.client(place)
		.history(roomIn(place), { ...asked, limit: pageEvents })
		.then(
			(page) => {
				store.change((now) => takePage(now, place, { ...page, asked }));
				goOn(desk, place, asked);
			},
			// Refused, or without a connection: there is nothing more to show for now.
			() => {
				const now = desk.now();
				store.change((after) => withLog(after, place, (held) => putOff(held, now)));
			},
		);
}

/** As `loadPages`, without a key or a new connection: what was not given is asked for less and less often. */
export function loadPagesInTime(desk: Desk): void {
	const state = desk.store.get();
	const { retry } = logOf(state, state.current);
	if (retry === undefined || desk.now() >= retry.at) loadPages(desk);
}

function putOff(log: RoomLog, now: number): RoomLog {
	const { retry } = log;
	const waitMs = retry === undefined ? firstRetryMs : Math.min(2 * retry.waitMs, longestRetryMs);
	return { ...log, loads: false, retry: { at: now + waitMs, waitMs } };
}

/** Goes on after a page: up with what `climb` began, unless a key has ended it or nothing older came. */
function goOn(desk: Desk, place: Place, asked: Asked): void {
	const state = desk.store.get();
	if (state.current !== place) return;
	const climbs =
		state.climbing && "before" in asked && olderThan(logOf(state, place)) < asked.before;
	if (climbs) climb(desk);
	else loadPages(desk);
}

/** A list of so many people is asked for again after so many times this, while others come. */
const newcomerMs = 50;
const newcomersAsked = new WeakMap<Desk["store"], number>();

/** Fetches who is in the room on screen when somebody came of whom nobody told what they are, for those who see guests marked. */
export function loadNewcomers(desk: Desk): void {
	const state = desk.state();
	const { current } = state;
	const people = state.members.get(current);
	if (people === undefined || ownSight(meIn(state)).marksGuests !== true) return;
	const at = newcomersAsked.get(desk.store) ?? 0;
	// In a large room all of them ask at once.
	if (desk.now() - at < people.size * newcomerMs) return;
	if (!people.values().some(({ role }) => role === undefined)) return;
	newcomersAsked.set(desk.store, desk.now());
	loadMembers(desk, current);
}

/** A list of a crowd is asked for again after so long, at a moment that differs for each of those who see it. */
const crowdMs = 120_000;
const crowdAskedAt = new WeakMap<Desk["store"], { readonly place: Place; readonly at: number }>();

/** Notes where many came and went of whom nobody was named. */
export function noteCrowd(desk: Desk, notice: ClientNotice, server: ServerId): void {
	if (notice.type !== "comings" && notice.type !== "crowd") return;
	const place = placeOf(server, notice.room);
	const { current, members } = desk.state();
	// Of another room it is asked for when that is opened.
	if (place !== current || !members.has(place)) return;
	if (crowdAskedAt.get(desk.store)?.place === place) return;
	crowdAskedAt.set(desk.store, { place, at: desk.now() + (0.5 + Math.random()) * crowdMs });
}

/** Fetches who is in the room on screen, some time after many came and went there. */
export function loadCrowdInTime(desk: Desk): void {
	const noted = crowdAskedAt.get(desk.store);
	if (noted === undefined || desk.now() < noted.at) return;
	crowdAskedAt.delete(desk.store);
	if (noted.place === desk.state().current) loadMembers(desk, noted.place);
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
