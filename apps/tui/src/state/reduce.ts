import type { ClientNotice, ConnectionStatus, OutboxEntry } from "@partyline/client";
import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { AccountName } from "@partyline/shared/protocol/ids";
import type { JoinedRoom, Member } from "@partyline/shared/protocol/shapes";
import { comingsText } from "@partyline/shared/text/comings-text";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { arrange } from "./arrange.ts";
import { withFate } from "./fate.ts";
import { type Passing, passingText, refold } from "./folding.ts";
import { type Asked, addPage } from "./gaps.ts";
import { takeIgnored } from "./ignoring.ts";
import type { Item, Sight, Tone } from "./item.ts";
import { withMembership, withPeople } from "./membership.ts";
import { addMention } from "./mentions.ts";
import { cleanName, type People, putPerson, toPeople } from "./people.ts";
import { home, type Place, placeOf, type ServerId, serverOf } from "./place.ts";
import { dropPost, keepPost, putPost } from "./posts.ts";
import { takeRedaction, withRedactions } from "./redacting.ts";
import { renamePlace } from "./renaming.ts";
import {
	addEvent,
	addNotice,
	markRead,
	openLog,
	passComings,
	removeBefore,
	resetLog,
	restartLog,
} from "./room-log.ts";
import { sightOf, toItem } from "./sight.ts";
import { withoutSlowed } from "./slowed.ts";
import { isWaiting, silenceIn } from "./speaking.ts";
import {
	fullLabelOf,
	logOf,
	meIn,
	roomAt,
	type State,
	serverIn,
	statusIn,
	withLog,
	withLogs,
	withServer,
} from "./state.ts";
import { putTyping, stillTyping } from "./typing.ts";

/** The state after something that the client of a server tells. */
export function takeNotice(state: State, notice: ClientNotice, server: ServerId = home): State {
	switch (notice.type) {
		case "status":
			return takeStatus(state, server, notice.status);
		case "event":
			return takeEvent(state, placeOf(server, notice.event.room), notice);
		case "reset":
			return withLog(state, placeOf(server, notice.room), (log) => resetLog(log, notice.from));
		case "comings":
			return tell(
				withLog(state, placeOf(server, notice.room), (log) => passComings(log, notice)),
				placeOf(server, notice.room),
				{ text: comingsText(notice), tone: "info" },
			);
		// The list of its members is asked for where it is shown.
		case "crowd":
			return state;
		case "epoch":
			return startOver(state, server);
		case "rooms":
			return takeRooms(state, server, notice.rooms);
		case "me":
			return withServer(state, server, (known) => ({
				...known,
				me: { ...notice.me, name: cleanName(notice.me) },
			}));
		case "presence":
			return takePresence(state, placeOf(server, notice.room), notice);
		case "typing":
			return takeTyping(state, placeOf(server, notice.room), notice);
		case "read":
			return readUpTo(state, placeOf(server, notice.room), notice.seq);
		case "ignored":
			return takeIgnored(state, server, notice.accounts);
		case "slowed":
			return withServer(state, server, (known) => ({
				...known,
				slowed: { until: state.now + notice.retryAfterMs, reason: sanitizeLine(notice.reason) },
			}));
		case "renamed":
			return renamePlace(state, placeOf(server, notice.from), placeOf(server, notice.to));
		case "post":
			return takePost(state, server, notice);
	}
}

function takeTyping(
	state: State,
	place: Place,
	{ account, on }: Extract<ClientNotice, { type: "typing" }>,
): State {
	// A server could name any number of rooms; those we are not in are shown nowhere.
	const { ignored } = serverIn(state, serverOf(place));
	if (roomAt(state, place) === undefined || ignored.has(account)) return state;
	return withLog(state, place, (log) => ({
		...log,
		typing: putTyping(log.typing, { account, on }, state.now),
	}));
}

/** The state without what another history of the server told; posts without an ack are of no history. */
function startOver(state: State, server: ServerId): State {
	const isTheirs = (place: Place) => serverOf(place) === server;
	const logs = [...state.logs].map(
		([place, log]) => [place, isTheirs(place) ? restartLog(log) : log] as const,
	);
	const members = [...state.members].filter(([place]) => !isTheirs(place));
	const mentions = state.mentions.filter(({ place }) => !isTheirs(place));
	return { ...state, logs: new Map(logs), members: new Map(members), mentions };
}

/** The state with a room read up to `seq`. */
export function readUpTo(state: State, place: Place, seq: number): State {
	return withLog(state, place, (log) => markRead(log, seq));
}

/** The state with the list of a room's members. */
export function takeMembers(state: State, place: Place, members: readonly Member[]): State {
	const people = toPeople(members);
	return withLog(withPeople(state, place, people), place, (log) => ({
		...log,
		items: refold(log.items.map((item) => named(item, people))),
	}));
}

/** An item whose author was known by account only, with the name they are shown by. */
function named(item: Item, people: People): Item {
	if (item.kind !== "event") return item;
	const person = people.get(item.event.by);
	const name = item.name === item.event.by ? (person?.name ?? item.name) : item.name;
	const guest = person?.role === undefined ? item.guest === true : person.role === "guest";
	const isSame = name === item.name && guest === (item.guest === true);
	return isSame ? item : { ...item, name, guest };
}

/** The state with a page of history. */
export function takePage(
	state: State,
	place: Place,
	page: {
		readonly asked: Asked;
		readonly events: readonly ReceivedEvent[];
		readonly more: boolean;
	},
): State {
	const items = itemsOf(state, place, page.events);
	return withLog(state, place, (log) => withRedactions(addPage(log, { ...page, items })));
}

/** Events of a room as items of its window. */
export function itemsOf(state: State, place: Place, events: readonly ReceivedEvent[]): Item[] {
	return events.map((event) => toItem(state, place, event));
}

/** The state with a line of our own in a room. */
export function tell(
	state: State,
	place: Place,
	notice: { text: string; tone: Tone; passing?: Passing },
): State {
	const item: Item = { kind: "notice", key: `n${state.notices}`, ...notice };
	const told = withLog(state, place, (log) => addNotice(log, item));
	return { ...told, notices: state.notices + 1 };
}

/** When the connection is back, the line "new" stands above what came meanwhile. */
function takeStatus(state: State, server: ServerId, status: ConnectionStatus): State {
	const { current } = state;
	// Whoever has read nothing yet has not stopped reading anywhere.
	const hasRead = serverOf(current) === server && logOf(state, current).readSeq > 0;
	const isBack = hasRead && status.state === "live" && statusIn(state).state !== "live";
	const next = isBack ? withLog(state, current, openLog) : state;
	return withServer(next, server, (known) => ({ ...known, status }));
}

type Happened = { readonly event: ReceivedEvent; readonly mine: boolean };

function takeEvent(state: State, place: Place, { event, mine }: Happened): State {
	const isOld = event.seq <= logOf(state, place).lastSeq;
	const sight = { ...sightOf(state, place, event), mine };
	const noted = withMention(state, place, { event, sight });
	const seen = withLog(noted, place, (log) => addEvent(log, event, sight));
	const known = withMembership(seen, place, event);
	if (event.type === "redact") return takeRedaction(known, place, event);
	return isOld ? known : withFate(known, place, event);
}

/** The state with the mention that a message is; one we were told of before is none again. */
function withMention(
	state: State,
	place: Place,
	{ event, sight }: { readonly event: ReceivedEvent; readonly sight: Sight },
): State {
	const isOld = event.seq <= logOf(state, place).lastSeq;
	if (event.type !== "message" || !sight.names || sight.mine || sight.hidden === true || isOld)
		return state;
	const mentions = addMention(state.mentions, { place, name: sight.name, event });
	return { ...state, mentions };
}

function takeRooms(state: State, server: ServerId, rooms: readonly JoinedRoom[]): State {
	const listed = rooms.map((joined) => ({
		...joined,
		topic: sanitizeLine(joined.topic),
		...(joined.description && { description: sanitizeLine(joined.description) }),
		place: placeOf(server, joined.room),
	}));
	const others = state.rooms.filter(({ place }) => serverOf(place) !== server);
	const logs = listed.map(({ place, readSeq, firstSeq = 1 }) => {
		const kept = removeBefore(logOf(state, place), firstSeq);
		return [place, markRead(kept, readSeq)] as const;
	});
	return withLogs(arrange({ ...state, rooms: [...others, ...listed] }), logs);
}

function takePresence(
	state: State,
	place: Place,
	told: Extract<ClientNotice, { type: "presence" }>,
): State {
	const { account, state: presence } = told;
	const name = cleanName(told);
	const known = state.members.get(place);
	if (known === undefined) return state;
	const before = known.get(account);
	const people = putPerson(known, { ...before, account, name, state: presence });
	if (people === known) return state;
	const listed = withPeople(state, place, people);
	const next = presence === "offline" ? stopTyping(listed, place, account) : listed;
	const verb = passingVerb(before, { name, state: presence });
	if (verb === undefined) return next;
	const was = before === undefined ? {} : { was: before.name };
	const passing: Passing = { account, name, verb, at: state.now, ...was };
	return tell(next, place, { text: passingText(passing), tone: "info", passing });
}

function stopTyping(state: State, place: Place, account: AccountName): State {
	return withLog(state, place, (log) => {
		const typing = new Map(log.typing);
		return typing.delete(account) ? { ...log, typing } : log;
	});
}

type Shown = { readonly name: string; readonly state: string };

function passingVerb(before: Shown | undefined, after: Shown): Passing["verb"] | undefined {
	if (before !== undefined && before.name !== after.name) return "renamed";
	const wasHere = before !== undefined && before.state !== "offline";
	if (after.state === "offline") return wasHere ? "left" : undefined;
	return wasHere ? undefined : "here";
}

function takePost(
	state: State,
	server: ServerId,
	notice: Extract<ClientNotice, { type: "post" }>,
): State {
	if (notice.state === "kept")
		return withLog(state, placeOf(server, notice.room), (log) =>
			keepPost(log, notice.id, notice.seq),
		);
	const { entry } = notice;
	const place = placeOf(server, entry.room);
	if (notice.state === "dropped") return withLog(state, place, (log) => dropPost(log, entry.id));
	const name = meIn(state, place)?.name ?? "";
	const put = withLog(state, place, (log) => putPost(log, entry, name));
	return notice.state === "refused" ? tellRefused(put, place, entry) : put;
}

/** In a room that one is in no more nobody would see that it was not sent. */
function tellRefused(state: State, place: Place, { room, text, refused }: OutboxEntry): State {
	if (place === state.current || roomAt(state, place) !== undefined) return state;
	const reason = sanitizeLine(refused?.reason ?? "");
	const where = state.servers.length < 2 ? room : fullLabelOf(state, place);
	const words = `Not sent to ${where}: ${reason} (Esc drops it) It was: ${text}`;
	return tell(state, state.current, { text: words, tone: "problem" });
}

/** The state with everything that is over by `now` taken away; the same when nothing is, and nothing counts down. */
export function passTime(state: State, now: number): State {
	const logs = [...state.logs].map(([place, log]) => {
		const typing = stillTyping(log.typing, now);
		return [place, typing === log.typing ? log : { ...log, typing }] as const;
	});
	const next = withoutSlowed(withLogs(state, logs), now);
	const countsDown =
		isWaiting(silenceIn(state, state.current)) ||
		state.servers.some(({ status, slowed }) => status.state === "waiting" || slowed !== undefined);
	return next === state && !countsDown ? state : { ...next, now };
}
