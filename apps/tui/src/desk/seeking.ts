import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { isHeld, putApart } from "../state/apart.ts";
import { moveRoom } from "../state/clear.ts";
import { seqBefore } from "../state/gaps.ts";
import { indexOfKey, seqOf } from "../state/item.ts";
import { type Place, roomIn } from "../state/place.ts";
import { itemsOf } from "../state/reduce.ts";
import type { RoomLog } from "../state/room-log.ts";
import { namesUs, seekMention } from "../state/seek.ts";
import { logOf, withLog } from "../state/state.ts";
import { anchorOf, anchorOfUnread } from "../view/landmarks.ts";
import type { Desk } from "./desk.ts";
import { loadPages } from "./paging.ts";

const pageEvents = 200;
/** Events of the server that are looked through for a mention at most: whoever wants more asks again. */
const mostLooked = 1_000;

/** Goes to the line "new", and fetches what comes after it when that is not held. */
export function goToUnread(desk: Desk): void {
	const state = desk.state();
	const place = state.current;
	const log = logOf(state, place);
	const { divider } = log;
	if (divider === undefined) {
		tellHint(desk, "Nothing is new here");
		return;
	}
	if (divider >= log.lastSeq || isHeld(log, divider + 1)) {
		showUnread(desk, place);
		return;
	}
	tellHint(desk, "Fetching where you stopped reading");
	desk
		.client(place)
		.history(roomIn(place), { after: divider, limit: pageEvents })
		.then(({ events }) => {
			putEvents(desk, place, events);
			showUnread(desk, place);
		})
		.catch(desk.problem)
		.finally(() => desk.store.flush());
}

function showUnread(desk: Desk, place: Place): void {
	const state = desk.state();
	if (state.current !== place) return;
	const anchor = anchorOfUnread(logOf(state, place), state.look.windowOf(state));
	if (anchor === undefined) tellHint(desk, "Nothing is new here");
	else desk.change((now) => ({ ...moveRoom(now, place, anchor), hint: "" }));
	loadPages(desk);
}

/** Which search goes on in a window: a new one ends it. */
const searches = new WeakMap<Desk["store"], object>();

/** Goes to the message above or below that names us, from the one gone to last or from where one reads. */
export function goToMention(desk: Desk, step: 1 | -1): void {
	const search = {};
	searches.set(desk.store, search);
	const place = desk.state().current;
	const isOver = () => searches.get(desk.store) !== search || desk.state().current !== place;
	tellHint(desk, "");
	seek({ desk, place, step, isOver })
		.catch((error) => isOver() || desk.problem(error))
		.finally(() => desk.store.flush());
}

type Search = {
	readonly desk: Desk;
	readonly place: Place;
	readonly step: 1 | -1;
	readonly isOver: () => boolean;
};

async function seek(search: Search): Promise<void> {
	const { desk, place, step, isOver } = search;
	let from = startOf(desk, place, step);
	for (let looked = 0; looked < mostLooked; ) {
		const sought = seekMention(logOf(desk.state(), place), from, step);
		if ("found" in sought) return show(desk, place, sought.found);
		if ("end" in sought) return tellHint(desk, noMention(step, "in this room"));
		tellHint(desk, "Looking for a mention");
		const events = await fetchBeside(search, sought.edge);
		if (isOver()) return;
		if (showIn(search, events)) return;
		from = edgeOf(events, step) ?? endOf(step);
		looked += events.length;
	}
	tellHint(desk, noMention(step, `in ${mostLooked.toLocaleString("en-GB")} messages`));
}

function edgeOf(events: readonly ReceivedEvent[], step: 1 | -1): number | undefined {
	return (step === 1 ? events.at(-1) : events[0])?.seq;
}

/** Beyond every event: the server had nothing more. */
function endOf(step: 1 | -1): number {
	return step === 1 ? Number.POSITIVE_INFINITY : 0;
}

/** Goes to the nearest of some events that names us, if there is one. */
function showIn({ desk, place, step }: Search, events: readonly ReceivedEvent[]): boolean {
	const found = itemsOf(desk.state(), place, events).filter(namesUs);
	const key = (step === 1 ? found[0] : found.at(-1))?.key;
	if (key === undefined) return false;
	putEvents(desk, place, events);
	show(desk, place, key);
	return true;
}

async function fetchBeside({ desk, place, step }: Search, edge: number) {
	const beside = step === 1 ? { after: edge } : { before: edge };
	const page = await desk.client(place).history(roomIn(place), { ...beside, limit: pageEvents });
	return page.events;
}

function show(desk: Desk, place: Place, key: string): void {
	desk.change((state) => {
		const anchor = anchorOf(logOf(state, place), state.look.windowOf(state), key);
		if (anchor === undefined) return state;
		return { ...moveRoom(state, place, anchor), sought: { anchor, key }, hint: "" };
	});
	loadPages(desk);
}

/** The event to look from: the one gone to last, as long as one has not moved, else where one reads. */
function startOf({ state }: Desk, place: Place, step: 1 | -1): number {
	const { sought } = state();
	const log = logOf(state(), place);
	const { anchor, lastSeq } = log;
	if (sought !== undefined && sought.anchor === anchor) return seqAt(log, sought.key, step);
	return anchor.at === "end" ? lastSeq + 1 : seqAt(log, anchor.key, step);
}

function seqAt({ items, lastSeq }: RoomLog, key: string, step: 1 | -1): number {
	const index = indexOfKey(items, key);
	// What is no event stands below the one before it.
	const before = seqBefore(items, index < 0 ? items.length : index);
	return seqOf(items[index]) ?? (before ?? lastSeq) + (step === 1 ? 0 : 1);
}

function noMention(step: 1 | -1, where: string): string {
	return `No ${step === 1 ? "later" : "earlier"} mention ${where}`;
}

/** Puts events into a room where they belong, however far from what is held. */
function putEvents(desk: Desk, place: Place, events: readonly ReceivedEvent[]): void {
	desk.change((state) => {
		const items = itemsOf(state, place, events);
		return withLog(state, place, (log) => putApart(log, items));
	});
}

function tellHint({ change }: Desk, hint: string): void {
	change((state) => ({ ...state, hint }));
}
