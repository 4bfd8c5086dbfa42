import { WireError } from "@partyline/shared/protocol/errors";
import {
	type AccountName,
	beforeFirst,
	nextSeq,
	type RoomName,
	type Seq,
	serverAuthor,
} from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import type { Params, Result } from "@partyline/shared/protocol/methods";
import { type RoomState, sentenceOf } from "@partyline/shared/protocol/room-state";
import type { JoinedRoom, RoomSummary } from "@partyline/shared/protocol/shapes";
import { append, draft, goLive, type Hub, inTurn, orUnavailable, stamp } from "./hub.ts";
import { becauseText, untilText } from "./order/words.ts";
import { isGuest, may, maySee, memberRoom, requireMay, visibleRoom } from "./permissions.ts";
import type { Session } from "./ports.ts";
import type { Room } from "./room.ts";
import { archived, requireVoice } from "./rooms/voice.ts";

/** Makes one a member of a room, and the room live for the session from the seq that is answered. */
export async function join(hub: Hub, session: Session, name: RoomName): Promise<JoinedRoom> {
	// A room that is being made at this moment is there in the next.
	await hub.turns.get(roomKey(name));
	const room = visibleRoom(hub, name, session.account);
	return await inTurn(hub, membershipKey(room, session.account), () => enter(hub, session, room));
}

/** Makes one a member of a room that one may know of, after all other work on that membership. */
export async function enter(hub: Hub, session: Session, room: Room): Promise<JoinedRoom> {
	const marks = await orUnavailable(hub.journal.readMarks(session.account));
	if (!room.members.has(session.account)) {
		requireEntrance(hub, session, room);
		const joined = draft(hub, { ...stamp(hub, room.name, session.account), type: "join" });
		await append(hub, [joined]);
	}
	goLive(hub, room, session);
	return toJoined(room, marks);
}

/** Refuses those who may not become members by themselves. */
function requireEntrance(hub: Hub, session: Session, room: Room): void {
	// What was private or became so while one waited is still not there for others.
	visibleRoom(hub, room.name, session.account);
	const asking = { hub, session, room };
	requireMay(asking, "join");
	requireNotBanned(hub, room, session.account);
	// Whoever may open it again must get in to do so.
	if (room.state.archived && !may(asking, "archive")) throw archived(room);
}

function requireNotBanned(hub: Hub, room: Room, who: AccountName): void {
	const ban = sentenceOf(room.state.bans, who, hub.clock.now());
	if (ban === undefined) return;
	throw new WireError("banned", {
		message: `${who} is banned from ${room.title}${untilText(ban.until)}${becauseText(ban.reason)}.`,
	});
}

/** Ends a membership. A private room that everybody left stays: only the operator sees it then, and may bring people in. */
export async function leave(hub: Hub, session: Session, name: RoomName): Promise<void> {
	const room = memberRoom(hub, name, session.account);
	if (room.kind === "direct")
		throw new WireError("not_allowed", { message: "One cannot leave a direct conversation." });
	await inTurn(hub, membershipKey(room, session.account), async () => {
		memberRoom(hub, room.name, session.account);
		await append(hub, [draft(hub, { ...stamp(hub, room.name, session.account), type: "part" })]);
	});
}

/** Brings somebody into a room, who is a member from then on. */
export async function invite(
	hub: Hub,
	session: Session,
	wanted: Params<"invite">,
): Promise<Result<"invite">> {
	const room = memberRoom(hub, wanted.room, session.account);
	const asking = { hub, session, room };
	requireMay(asking, "invite");
	if (room.kind === "direct")
		throw new WireError("not_allowed", {
			message: "A direct conversation is of the people for whom it was opened: open another.",
		});
	const who = accountToBring(hub, wanted.account);
	if (room.kind === "private" && isGuest(hub, who))
		throw new WireError("not_allowed", {
			message: `${who} is a guest: it takes an account to be in a private room.`,
		});
	return await inTurn(hub, membershipKey(room, who), async () => {
		memberRoom(hub, room.name, session.account);
		// Whom one brings in everybody reads.
		requireVoice(asking);
		requireNotBanned(hub, room, who);
		if (room.members.has(who))
			throw new WireError("not_allowed", { message: `${who} is in ${room.title} already.` });
		const from = stamp(hub, room.name, session.account);
		const [receipt] = await append(hub, [draft(hub, { ...from, type: "invite", who })]);
		return { seq: receipt?.event.seq ?? room.head, at: from.at };
	});
}

/** The key of what somebody is in a room: two devices that join at once make one join. */
export function membershipKey(room: Pick<Room, "key">, account: AccountName): string {
	return `member ${room.key} ${account}`;
}

/** The key of what is called so, be it there or not. */
export function roomKey(room: RoomName): string {
	return `room ${room}`;
}

/** Takes an account out of its conversations and private rooms: whoever has its name next must not read them. */
export async function leaveConversations(hub: Hub, account: AccountName): Promise<void> {
	const parts = hub.roster
		.roomsOf(account)
		.filter((room) => room.kind !== "public")
		.map((room) => draft(hub, { ...stamp(hub, room.name, account), type: "part" }));
	if (parts.length > 0) await append(hub, parts);
}

/** The rooms one may know of, by name; those that are archived only to their members, and to the operator. */
export function listRooms(hub: Hub, account: AccountName): Room[] {
	return inOrder(hub.rooms.values())
		.filter((room) => maySee(room, account))
		.filter(
			(room) => !room.state.archived || room.members.has(account) || account === serverAuthor,
		);
}

function inOrder(rooms: Iterable<Room>): Room[] {
	return [...rooms].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The rooms one is in, as `login` tells them. */
export function joinedRooms(
	hub: Hub,
	account: AccountName,
	marks: ReadonlyMap<RoomName, Seq>,
): JoinedRoom[] {
	return inOrder(hub.roster.roomsOf(account)).map((room) => toJoined(room, marks));
}

/** How the rooms one may know of are shown to an account: those it is in with where it has read. */
export async function roomShower(
	hub: Hub,
	account: AccountName,
): Promise<(room: Room) => RoomSummary> {
	const marks = await orUnavailable(hub.journal.readMarks(account));
	return (room) => (room.members.has(account) ? toJoined(room, marks) : toSummary(room));
}

/** A room as lists show it. */
export function toSummary(room: Room): RoomSummary {
	const isDirect = room.kind === "direct";
	return {
		room: room.name,
		kind: room.kind,
		topic: room.topic,
		lastSeq: room.head,
		// A conversation lists those too who are gone.
		members: isDirect ? room.members.size : room.members.size - room.absent,
		...told(room.state),
		...(room.floor > beforeFirst && { firstSeq: nextSeq(room.floor) }),
		...(isDirect && { with: [...room.members].sort() }),
	};
}

/** Of what a room is, that which everybody who sees it is told. */
function told(state: RoomState) {
	const { moderators: _, bans: __, mutes: ___, formerly, ...rest } = state;
	// All of them: whoever was away knows the room by any.
	return { ...rest, ...(formerly && { formerly: formerly.slice(-limits.formerNames) }) };
}

/** A room as those are told of it who are in it. */
export function toJoined(room: Room, marks: ReadonlyMap<RoomName, Seq>): JoinedRoom {
	return { ...toSummary(room), readSeq: marks.get(room.name) ?? beforeFirst };
}

/** The account that is meant by a name: its own, or the one it is shown by. */
export function accountOf(hub: Hub, name: AccountName): AccountName {
	const holder = hub.people.holderOf(name);
	if (holder === undefined)
		throw new WireError("no_such_account", { message: `Nobody here is called ${name}.` });
	return holder.account;
}

/** The same, of somebody who can still come in: of a deleted account only the name is left. */
export function accountToBring(hub: Hub, name: AccountName): AccountName {
	const account = accountOf(hub, name);
	if (hub.people.get(account)?.state === "deleted")
		throw new WireError("no_such_account", { message: `${account} has no account any more.` });
	return account;
}
