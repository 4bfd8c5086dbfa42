import { WireError } from "@partyline/shared/protocol/errors";
import type { RoomEvent } from "@partyline/shared/protocol/events";
import {
	type AccountName,
	beforeFirst,
	type MessageId,
	type RoomName,
	serverAuthor,
} from "@partyline/shared/protocol/ids";
import { membershipChange, nextRoomState } from "@partyline/shared/protocol/room-state";
import { Guessing } from "./accounts/guessing.ts";
import type { Clock } from "./clock.ts";
import { scheduleDelivery, scheduleInTime } from "./deliver.ts";
import { BanList } from "./order/ban-list.ts";
import { type Buckets, createBuckets } from "./order/meter.ts";
import { People } from "./people.ts";
import {
	type Accounts,
	type Acts,
	type Bans,
	type Codes,
	type Draft,
	type EventDraft,
	type Invites,
	type Journal,
	JournalError,
	type Passwords,
	type Receipt,
	type Session,
} from "./ports.ts";
import { Room } from "./room.ts";
import { Roster } from "./roster.ts";

/** What the hub is made of: its ports, and ids it cannot make without a source of chance. */
export type HubPorts = {
	readonly journal: Journal;
	readonly accounts: Accounts;
	readonly invites: Invites;
	readonly bans: Bans;
	readonly acts: Acts;
	readonly passwords: Passwords;
	readonly codes: Codes;
	readonly clock: Clock;
	readonly newKey: () => MessageId;
	/** The opaque name of a new direct conversation or private room. */
	readonly newRoomId: () => RoomName;
};

/** The rooms and people of one server. Every operation on them is a function in a file of its own beside this. */
export type Hub = HubPorts & {
	readonly rooms: Map<RoomName, Room>;
	/** The public rooms by the names they had before. */
	readonly renamed: Map<RoomName, Room>;
	/** The direct conversation of a set of people, by `directKey`. */
	readonly directRooms: Map<string, RoomName>;
	readonly people: People;
	readonly roster: Roster;
	readonly guessing: Guessing;
	/** The bans of the whole server. */
	readonly banList: BanList;
	/** How much those who are not local asked for just now. */
	readonly buckets: Buckets;
	/** The end of the last work under way on a name or room, see `inTurn`. */
	readonly turns: Map<string, Promise<void>>;
	/** Rooms with events to deliver in this turn. */
	readonly dirty: Set<Room>;
	/** Whose presence is still to be told in which room. */
	readonly changed: Map<Room, Set<AccountName>>;
};

/** Makes the hub from what is stored, and keeps it in step with the journal from then on. */
export async function openHub(ports: HubPorts): Promise<Hub> {
	const people = new People(await ports.accounts.all());
	const hub: Hub = {
		...ports,
		rooms: new Map(),
		renamed: new Map(),
		directRooms: new Map(),
		people,
		roster: new Roster(people),
		guessing: new Guessing(ports.clock),
		banList: new BanList(await ports.bans.all()),
		buckets: createBuckets(),
		turns: new Map(),
		dirty: new Set(),
		changed: new Map(),
	};
	for (const stored of await ports.journal.rooms()) {
		const room = addRoom(hub, stored.room, stored.kind);
		room.topic = stored.topic;
		room.state = stored.state;
		room.floor = stored.floor;
		room.head = stored.head;
		for (const old of stored.state.formerly ?? []) hub.renamed.set(old, room);
		for (const account of stored.members) hub.roster.add(room, account);
		if (await isWhole(hub, room)) hub.directRooms.set(directKey(stored.members), room.name);
	}
	ports.journal.onCommitted((events) => {
		for (const event of events) takeEvent(hub, event);
	});
	return hub;
}

/** Whether a direct conversation still has all the people for whom it was made. */
async function isWhole({ journal }: Hub, room: Room): Promise<boolean> {
	if (room.kind !== "direct") return false;
	const [made] = await journal.after(room.name, beforeFirst, 1);
	return made?.type === "create" && made.with?.length === room.members.size;
}

/** The room of exactly that name, or the public one that had it before. */
export function findByName(hub: Hub, name: RoomName): Room | undefined {
	return hub.rooms.get(name) ?? hub.renamed.get(name);
}

/** Makes sure that a public room is there, made by the server itself. */
export async function ensureRoom(hub: Hub, room: RoomName): Promise<void> {
	if (findByName(hub, room) !== undefined) return;
	await append(hub, [
		draft(hub, { ...stamp(hub, room, serverAuthor), type: "create", kind: "public" }),
	]);
}

/** The key of a direct conversation: the same people, the same room. */
export function directKey(accounts: readonly AccountName[]): string {
	return [...new Set(accounts)].sort().join(" ");
}

/** What every draft says: where, by whom, and when by the server's clock. */
export function stamp(hub: Hub, room: RoomName, by: AccountName) {
	return { room, by, at: hub.clock.now() };
}

/** An event that has no id of its own as a draft, under a fresh key. */
export function draft(hub: Hub, event: EventDraft): Draft {
	return { key: hub.newKey(), event };
}

/** Stores drafts; resolves after the commit. What the journal cannot take becomes a refusal for the one who asked. */
export async function append(hub: Hub, drafts: readonly Draft[]): Promise<readonly Receipt[]> {
	return await orUnavailable(hub.journal.append(drafts));
}

/** Waits for storage; its trouble becomes a refusal that says to try again. */
export async function orUnavailable<T>(stored: Promise<T>): Promise<T> {
	try {
		return await stored;
	} catch (error) {
		if (!(error instanceof JournalError)) throw error;
		throw new WireError("storage_unavailable", {
			retryAfterMs: 1_000,
			cause: error,
			...(error.outcome === "unknown" && {
				message: "The server cannot tell whether it was stored; send it again under the same id.",
			}),
		});
	}
}

/**
 * Runs work that first looks and then stores, such as taking a name, after all earlier work of the same key:
 * of two who want a thing at the same moment the second sees what the first made of it.
 */
export async function inTurn<T>(hub: Hub, key: string, work: () => Promise<T>): Promise<T> {
	const before = hub.turns.get(key) ?? Promise.resolve();
	const result = before.then(work);
	// The next one waits for the end of this work, whether it went well or not.
	const end = result.then(
		() => {},
		() => {},
	);
	hub.turns.set(key, end);
	try {
		return await result;
	} finally {
		if (hub.turns.get(key) === end) hub.turns.delete(key);
	}
}

/** Makes a room live for a session, unless that or its membership ended while something was stored or read for it. */
export function goLive(hub: Hub, room: Room, session: Session): void {
	if (hub.people.isHere(session) && room.members.has(session.account)) room.subscribe(session);
}

function addRoom(hub: Hub, name: RoomName, kind: Room["kind"]): Room {
	const room = new Room(name, kind);
	hub.rooms.set(name, room);
	return room;
}

/** Takes one committed event into memory and puts its room on the list of this turn. */
function takeEvent(hub: Hub, event: RoomEvent): void {
	const room =
		findByName(hub, event.room) ??
		addRoom(hub, event.room, event.type === "create" ? event.kind : "public");
	if (event.seq <= room.head) return;
	if (event.type === "message") room.take(inRoom(room, event));
	else takeChange(hub, room, inRoom(room, event));
	if (event.type === "join" || event.type === "part") scheduleInTime(hub, room);
	else scheduleDelivery(hub, room);
}

/** An event under the name that its room has now: it may have been on its way, or read, while that changed. */
export function inRoom<T extends RoomEvent>(room: Room, event: T): T {
	return event.room === room.name ? event : { ...event, room: room.name };
}

/** Takes an event that changes what a room is, or who is in it. */
function takeChange(hub: Hub, room: Room, event: RoomEvent): void {
	const { enter, leave } = membershipChange(event);
	for (const account of enter) admit(hub, room, account);
	if (enter.length > 0 && room.kind === "direct")
		hub.directRooms.set(directKey([...room.members]), room.name);
	room.take(event);
	room.state = nextRoomState(room.state, event);
	if (event.type === "topic") room.topic = event.topic;
	if (event.type === "redact") room.redactedAt = event.seq;
	for (const account of leave) expel(hub, room, account);
	if (event.type === "rename" && room.kind === "public") callAnew(hub, room, event.name);
}

/** Gives a public room another name, after what happened under the old one is delivered. */
function callAnew(hub: Hub, room: Room, name: RoomName): void {
	room.deliverAll();
	hub.rooms.delete(room.name);
	hub.renamed.set(room.name, room);
	hub.renamed.delete(name);
	room.name = name;
	hub.rooms.set(name, room);
}

/** Those whom an event makes members hear the room from this very event on, on every device. */
function admit(hub: Hub, room: Room, account: AccountName): void {
	hub.roster.add(room, account);
	for (const session of hub.people.sessionsOf(account)) room.subscribe(session);
}

function expel(hub: Hub, room: Room, account: AccountName): void {
	const key = directKey([...room.members]);
	if (hub.directRooms.get(key) === room.name) hub.directRooms.delete(key);
	hub.roster.delete(room, account);
	for (const session of hub.people.sessionsOf(account)) room.unsubscribe(session);
}
