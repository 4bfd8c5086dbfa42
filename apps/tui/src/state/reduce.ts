import type { ClientNotice, OutboxEntry } from "@partyline/client";
import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { AccountName, RoomName } from "@partyline/shared/protocol/ids";
import type { JoinedRoom, Member } from "@partyline/shared/protocol/shapes";
import { nameKey } from "@partyline/shared/text/names";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { cleanName, type People, putPerson, toPeople } from "./people.ts";
import {
	addEvent,
	addNotice,
	addOlder,
	dropPost,
	eventKey,
	type Item,
	keepPost,
	markRead,
	openLog,
	putPost,
	resetLog,
	restartLog,
	type Sight,
	type Tone,
} from "./room-log.ts";
import { logOf, nameOf, type Person, roomOf, type State, withLog, withLogs } from "./state.ts";
import { putTyping, stillTyping } from "./typing.ts";

/** The state after something the client tells. */
export function takeNotice(state: State, notice: ClientNotice): State {
	switch (notice.type) {
		case "status":
			return takeStatus(state, notice.status);
		case "event":
			return takeEvent(state, notice.event, notice.mine);
		case "reset":
			return withLog(state, notice.room, (log) => resetLog(log, notice.from));
		case "epoch":
			return startOver(state);
		case "rooms":
			return takeRooms(state, notice.rooms);
		case "me":
			return { ...state, me: { ...notice.me, name: cleanName(notice.me) } };
		case "presence":
			return takePresence(state, notice);
		case "typing":
			return takeTyping(state, notice);
		case "read":
			return readUpTo(state, notice.room, notice.seq);
		case "post":
			return takePost(state, notice);
	}
}

function takeTyping(
	state: State,
	{ room, account, on }: Extract<ClientNotice, { type: "typing" }>,
): State {
	// A server could name any number of rooms; those we are not in are shown nowhere.
	if (roomOf(state, room) === undefined) return state;
	return withLog(state, room, (log) => ({
		...log,
		typing: putTyping(log.typing, { account, on }, state.now),
	}));
}

/** The state without what another history of the server told; posts without an ack are of no history. */
function startOver(state: State): State {
	const logs = [...state.logs].map(([room, log]) => [room, restartLog(log)] as const);
	return { ...state, logs: new Map(logs), members: new Map() };
}

/** The state with a room read up to `seq`. */
export function readUpTo(state: State, room: RoomName, seq: number): State {
	return withLog(state, room, (log) => markRead(log, seq, (event) => sightOf(state, event)));
}

/** The state with the list of a room's members. */
export function takeMembers(state: State, room: RoomName, members: readonly Member[]): State {
	const people = toPeople(members);
	return withLog(withPeople(state, room, people), room, (log) => ({
		...log,
		items: log.items.map((item) => named(item, people)),
	}));
}

/** An item whose author was known by account only, with the name they are shown by. */
function named(item: Item, people: People): Item {
	if (item.kind !== "event" || item.name !== item.event.by) return item;
	const name = people.get(item.event.by)?.name ?? item.name;
	return name === item.name ? item : { ...item, name };
}

/** The state with a page of older events. */
export function takeOlder(
	state: State,
	room: RoomName,
	page: {
		/** The seq that the page was asked for. */
		readonly before: number;
		readonly events: readonly ReceivedEvent[];
		readonly more: boolean;
	},
): State {
	const { before } = page;
	// A page that brings nothing older is the last one, whatever it says: asking on would never end.
	const events = page.events.filter((event) => event.seq < before);
	const items = events.map((event) => toItem(state, event));
	const older = { before, items, reachesStart: !page.more || events.length === 0 };
	return withLog(state, room, (log) => addOlder(log, older));
}

/** The state with a line of our own in a room. */
export function tell(state: State, room: RoomName, notice: { text: string; tone: Tone }): State {
	const item: Item = { kind: "notice", key: `n${state.notices}`, ...notice };
	const told = withLog(state, room, (log) => addNotice(log, item));
	return { ...told, notices: state.notices + 1 };
}

/** When the connection is back, the line "new" stands above what came meanwhile. */
function takeStatus(state: State, status: State["status"]): State {
	// Whoever has read nothing yet has not stopped reading anywhere.
	const hasRead = logOf(state, state.current).readSeq > 0;
	const isBack = hasRead && status.state === "live" && state.status.state !== "live";
	return { ...(isBack ? withLog(state, state.current, openLog) : state), status };
}

function takeEvent(state: State, event: ReceivedEvent, mine: boolean): State {
	const sight = { ...sightOf(state, event), mine };
	const seen = withLog(state, event.room, (log) => addEvent(log, event, sight));
	return event.type === "join" || event.type === "part" ? withMember(seen, event) : seen;
}

function withMember(state: State, { type, room, by }: ReceivedEvent): State {
	const known = state.members.get(room);
	if (known === undefined) return state;
	if (type === "join") {
		const person: Person = { account: by, name: nameOf(state, room, by), state: "online" };
		return withPeople(state, room, putPerson(known, person));
	}
	const people = new Map(known);
	people.delete(by);
	return withPeople(state, room, people);
}

function withPeople(state: State, room: RoomName, people: People): State {
	return { ...state, members: new Map(state.members).set(room, people) };
}

function takeRooms(state: State, rooms: readonly JoinedRoom[]): State {
	const sorted = rooms
		.map((joined) => ({ ...joined, topic: sanitizeLine(joined.topic) }))
		.sort(byKindThenName);
	const logs = sorted.map(({ room, readSeq }) => {
		const read = markRead(logOf(state, room), readSeq, (event) => sightOf(state, event));
		return [room, read] as const;
	});
	return withLogs({ ...state, rooms: sorted }, logs);
}

function byKindThenName(a: JoinedRoom, b: JoinedRoom): number {
	if (a.kind !== b.kind) return a.kind === "public" ? -1 : 1;
	return a.room < b.room ? -1 : 1;
}

function takePresence(state: State, told: Extract<ClientNotice, { type: "presence" }>): State {
	const { room, account, state: presence } = told;
	const name = cleanName(told);
	const known = state.members.get(room);
	if (known === undefined) return state;
	const before = known.get(account);
	const people = putPerson(known, { account, name, state: presence });
	if (people === known) return state;
	const listed = withPeople(state, room, people);
	const next = presence === "offline" ? stopTyping(listed, room, account) : listed;
	const text = presenceText(before, { name, state: presence });
	return text === undefined ? next : tell(next, room, { text, tone: "info" });
}

function stopTyping(state: State, room: RoomName, account: AccountName): State {
	return withLog(state, room, (log) => {
		const typing = new Map(log.typing);
		return typing.delete(account) ? { ...log, typing } : log;
	});
}

type Shown = { readonly name: string; readonly state: string };

function presenceText(before: Shown | undefined, after: Shown): string | undefined {
	if (before !== undefined && before.name !== after.name)
		return `${before.name} is ${after.name} now`;
	const wasHere = before !== undefined && before.state !== "offline";
	if (after.state === "offline") return wasHere ? `${after.name} left` : undefined;
	return wasHere ? undefined : `${after.name} is here`;
}

function takePost(state: State, notice: Extract<ClientNotice, { type: "post" }>): State {
	if (notice.state === "kept")
		return withLog(state, notice.room, (log) => keepPost(log, notice.id, notice.seq));
	const { entry } = notice;
	if (notice.state === "dropped")
		return withLog(state, entry.room, (log) => dropPost(log, entry.id));
	const name = state.me?.name ?? "";
	const put = withLog(state, entry.room, (log) => putPost(log, entry, name));
	return notice.state === "refused" ? tellRefused(put, entry) : put;
}

/** In a room that one is in no more nobody would see that it was not sent. */
function tellRefused(state: State, { room, text, refused }: OutboxEntry): State {
	if (room === state.current || roomOf(state, room) !== undefined) return state;
	const reason = sanitizeLine(refused?.reason ?? "");
	const words = `Not sent to ${room}: ${reason} (Esc drops it) It was: ${text}`;
	return tell(state, state.current, { text: words, tone: "problem" });
}

function toItem(state: State, event: ReceivedEvent): Item {
	const { mine, names, name } = sightOf(state, event);
	return { kind: "event", key: eventKey(event), event, name, namesUs: names && !mine };
}

function sightOf(state: State, event: ReceivedEvent): Sight {
	const name = nameOf(state, event.room, event.by);
	const mine = event.by === state.me?.account;
	const names =
		event.type === "message" && state.me !== undefined && mentions(event.text, state.me);
	return { mine, name, names };
}

/** Whether a text names somebody: the name as a word of its own. */
function mentions(text: string, me: { readonly account: string; readonly name: string }): boolean {
	const keys = [nameKey(me.name), nameKey(me.account)];
	// Longer than any name: not worth folding, and folding hostile text is slow.
	for (const [word] of text.matchAll(/[\p{L}\p{N}\p{M}_.-]+/gu))
		if (word.length <= 64 && keys.includes(nameKey(word.replace(/[.-]+$/, "")))) return true;
	return false;
}

/** The state with everything that is over by `now` taken away; the same when nothing is, and nothing counts down. */
export function passTime(state: State, now: number): State {
	const logs = [...state.logs].map(([room, log]) => {
		const typing = stillTyping(log.typing, now);
		return [room, typing === log.typing ? log : { ...log, typing }] as const;
	});
	const next = withLogs(state, logs);
	return next === state && state.status.state !== "waiting" ? state : { ...next, now };
}
