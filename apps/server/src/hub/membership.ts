import { WireError } from "@partyline/shared/protocol/errors";
import {
	type AccountName,
	beforeFirst,
	type RoomName,
	type Seq,
} from "@partyline/shared/protocol/ids";
import type { JoinedRoom, RoomSummary } from "@partyline/shared/protocol/shapes";
import { append, directKey, draft, goLive, type Hub, inTurn, orUnavailable, stamp } from "./hub.ts";
import { maySee, memberRoom, visibleRoom } from "./permissions.ts";
import type { Session } from "./ports.ts";
import { isListed } from "./presence.ts";
import type { Room } from "./room.ts";

/** Makes one a member of a room, and the room live for the session from the seq that is answered. */
export async function join(hub: Hub, session: Session, name: RoomName): Promise<JoinedRoom> {
	// A room that is being made at this moment is there in the next.
	await hub.turns.get(roomKey(name));
	return await inTurn(hub, membershipKey(name, session), () => enter(hub, session, name));
}

async function enter(hub: Hub, session: Session, name: RoomName): Promise<JoinedRoom> {
	const room = visibleRoom(hub, name, session.account);
	const marks = await orUnavailable(hub.journal.readMarks(session.account));
	if (!room.members.has(session.account)) {
		const joined = draft(hub, { ...stamp(hub, name, session.account), type: "join" });
		await append(hub, [joined]);
	}
	goLive(hub, room, session);
	return toJoined(hub, room, marks);
}

// Reads nothing: a room that is stored must not be answered with what else cannot be had at this moment.
function enterNew(hub: Hub, session: Session, name: RoomName): JoinedRoom {
	const room = memberRoom(hub, name, session.account);
	goLive(hub, room, session);
	return toJoined(hub, room, new Map());
}

/** Ends a membership. */
export async function leave(hub: Hub, session: Session, name: RoomName): Promise<void> {
	await inTurn(hub, membershipKey(name, session), async () => {
		const room = memberRoom(hub, name, session.account);
		if (room.kind === "direct")
			throw new WireError("not_allowed", { message: "One cannot leave a direct conversation." });
		await append(hub, [draft(hub, { ...stamp(hub, name, session.account), type: "part" })]);
	});
}

/** The key of what somebody is in a room: two devices that join at once make one join. */
function membershipKey(room: RoomName, { account }: Session): string {
	return `member ${room} ${account}`;
}

/** The key of a room's being there at all. */
function roomKey(room: RoomName): string {
	return `room ${room}`;
}

/** Takes an account out of its direct conversations: whoever has its name next must not read them. */
export async function leaveConversations(hub: Hub, account: AccountName): Promise<void> {
	const parts = [...hub.rooms.values()]
		.filter((room) => room.kind === "direct" && room.members.has(account))
		.map((room) => draft(hub, { ...stamp(hub, room.name, account), type: "part" }));
	if (parts.length > 0) await append(hub, parts);
}

/** Makes a public room and joins it. */
export async function createRoom(
	hub: Hub,
	session: Session,
	wanted: { readonly room: RoomName; readonly topic?: string | undefined },
): Promise<JoinedRoom> {
	const refusal = new WireError("room_exists", {
		message: `There is a room ${wanted.room} already; join it.`,
	});
	if (wanted.room.startsWith("@"))
		throw new WireError("not_allowed", { message: "Room names begin with #." });
	return await inTurn(hub, roomKey(wanted.room), async () => {
		if (hub.rooms.has(wanted.room)) throw refusal;
		const from = stamp(hub, wanted.room, session.account);
		const drafts = [
			draft(hub, { ...from, type: "create", kind: "public" }),
			draft(hub, { ...from, type: "join" }),
		];
		if (wanted.topic) drafts.push(draft(hub, { ...from, type: "topic", topic: wanted.topic }));
		await append(hub, drafts);
		return enterNew(hub, session, wanted.room);
	});
}

/** Opens the direct conversation of exactly these people and oneself: the one there is, or a new one. */
export async function openDirect(
	hub: Hub,
	session: Session,
	others: readonly AccountName[],
): Promise<JoinedRoom> {
	const people = [...new Set([session.account, ...others.map((name) => accountOf(hub, name))])];
	if (people.length < 2)
		throw new WireError("not_allowed", { message: "A conversation needs somebody else." });
	const key = directKey(people);
	return await inTurn(hub, `people ${key}`, async () => {
		const known = hub.directRooms.get(key);
		if (known !== undefined) return await enter(hub, session, known);
		const room = hub.newRoomId();
		await append(hub, [
			draft(hub, {
				...stamp(hub, room, session.account),
				type: "create",
				kind: "direct",
				with: people,
			}),
		]);
		return enterNew(hub, session, room);
	});
}

/** Sets the topic of a room. */
export async function setTopic(
	hub: Hub,
	session: Session,
	wanted: { readonly room: RoomName; readonly topic: string },
): Promise<{ seq: Seq; at: number }> {
	const room = memberRoom(hub, wanted.room, session.account);
	if (room.kind === "direct")
		throw new WireError("not_allowed", { message: "A direct conversation has no topic." });
	const from = stamp(hub, wanted.room, session.account);
	const [receipt] = await append(hub, [
		draft(hub, { ...from, type: "topic", topic: wanted.topic }),
	]);
	return { seq: receipt?.event.seq ?? room.head, at: from.at };
}

/** The rooms one may know of, by name. */
export function listRooms(hub: Hub, account: AccountName): Room[] {
	return [...hub.rooms.values()]
		.filter((room) => maySee(room, account))
		.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The rooms one is in, as `login` tells them. */
export function joinedRooms(
	hub: Hub,
	account: AccountName,
	marks: ReadonlyMap<RoomName, Seq>,
): JoinedRoom[] {
	return listRooms(hub, account)
		.filter((room) => room.members.has(account))
		.map((room) => toJoined(hub, room, marks));
}

/** How the rooms one may know of are shown to an account: those it is in with where it has read. */
export async function roomShower(
	hub: Hub,
	account: AccountName,
): Promise<(room: Room) => RoomSummary> {
	const marks = await orUnavailable(hub.journal.readMarks(account));
	return (room) => (room.members.has(account) ? toJoined(hub, room, marks) : toSummary(hub, room));
}

/** A room as lists show it. */
export function toSummary(hub: Hub, room: Room): RoomSummary {
	const listed = [...room.members].filter((account) => isListed(hub, room, account));
	return {
		room: room.name,
		kind: room.kind,
		topic: room.topic,
		lastSeq: room.head,
		members: listed.length,
		...(room.kind === "direct" && { with: listed.sort() }),
	};
}

function toJoined(hub: Hub, room: Room, marks: ReadonlyMap<RoomName, Seq>): JoinedRoom {
	return { ...toSummary(hub, room), readSeq: marks.get(room.name) ?? beforeFirst };
}

function accountOf(hub: Hub, name: AccountName): AccountName {
	const holder = hub.people.holderOf(name);
	if (holder === undefined)
		throw new WireError("no_such_account", { message: `Nobody here is called ${name}.` });
	return holder.account;
}
