import type { AccountName, RoomName } from "@partyline/shared/protocol/ids";
import { sentenceOf } from "@partyline/shared/protocol/room-state";
import type { Member } from "@partyline/shared/protocol/shapes";
import type { Hub } from "./hub.ts";
import { memberRoom } from "./permissions.ts";
import type { Session } from "./ports.ts";
import type { Room } from "./room.ts";
import { silenceOf } from "./rooms/voice.ts";

/** Tells every room of an account how it is reachable now, and by which name. */
export function tellPresence(hub: Hub, account: AccountName): void {
	const person = hub.people.get(account);
	if (person === undefined) return;
	const state = hub.people.stateOf(account);
	for (const room of hub.rooms.values()) {
		if (!room.members.has(account)) continue;
		const params = { room: room.name, account, name: person.name, state };
		room.signal({ method: "presence", params }, account);
	}
}

/** Says whether one is away. */
export function setAway(hub: Hub, session: Session, away: boolean): void {
	hub.people.setAway(session.account, away);
	tellPresence(hub, session.account);
}

/** Tells a room that one is typing, or no more; of those who may not speak there nobody is told that they begin. */
export function tellTyping(
	hub: Hub,
	session: Session,
	typing: { room: RoomName; on: boolean },
): void {
	const room = memberRoom(hub, typing.room, session.account);
	if (typing.on && silenceOf({ hub, session, room }) !== undefined) return;
	const params = { room: room.name, account: session.account, on: typing.on };
	room.signal({ method: "typing", params }, session.account);
}

/** Whether an account belongs in the list of a room: a guest who is gone does not, except in a conversation they are part of. */
export function isListed(hub: Hub, room: Room, account: AccountName): boolean {
	if (room.kind === "direct") return true;
	return hub.people.get(account)?.role !== "guest" || hub.people.stateOf(account) !== "offline";
}

/** The members of a room as it lists them, by account. */
export function listMembers(hub: Hub, room: Room): Member[] {
	return listedAccounts(hub, room).map((account) => toMember(hub, room, account));
}

/** The accounts that a room lists, in order. */
export function listedAccounts(hub: Hub, room: Room): AccountName[] {
	return [...room.members].filter((account) => isListed(hub, room, account)).sort();
}

/** A member as the lists of a room show them. */
export function toMember(hub: Hub, room: Room, account: AccountName): Member {
	const person = hub.people.get(account);
	const { moderators, mutes } = room.state;
	const mute = sentenceOf(mutes, account, hub.clock.now());
	return {
		account,
		name: person?.name ?? account,
		role: person?.role ?? "guest",
		state: hub.people.stateOf(account),
		...(moderators?.includes(account) && { roomRole: "moderator" as const }),
		...(mute && { mutedUntil: mute.until ?? 0 }),
	};
}
