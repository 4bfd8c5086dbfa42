import type { AccountName, RoomName } from "@partyline/shared/protocol/ids";
import { sentenceOf } from "@partyline/shared/protocol/room-state";
import type { Member } from "@partyline/shared/protocol/shapes";
import { serverLimits } from "../limits.ts";
import { inTime } from "./deliver.ts";
import type { Hub } from "./hub.ts";
import { memberRoom } from "./permissions.ts";
import type { Session, Signal } from "./ports.ts";
import type { Room } from "./room.ts";
import { silenceOf } from "./rooms/voice.ts";

/** Has every room of an account told how it is reachable, and by which name: of all who come and go at a time at once. */
export function tellPresence(hub: Hub, account: AccountName): void {
	for (const room of hub.roster.roomsOf(account)) {
		const known = hub.changed.get(room);
		if (known !== undefined) known.add(account);
		else {
			hub.changed.set(room, new Set([account]));
			inTime(hub, room, () => tellChanged(hub, room));
		}
	}
}

function tellChanged(hub: Hub, room: Room): void {
	const changed = [...(hub.changed.get(room) ?? [])].filter((account) => room.members.has(account));
	hub.changed.delete(room);
	if (room.isCrowd && changed.length >= serverLimits.comingsNamed) {
		// Each of them to all of them would be what they have to fetch anyhow who show who is there.
		room.signalAll({ method: "crowd", params: { room: room.name } });
		return;
	}
	room.signal(new Map(changed.map((account) => [account, presenceSignal(hub, room, account)])));
}

function presenceSignal(hub: Hub, room: Room, account: AccountName): Signal {
	const name = hub.people.get(account)?.name ?? account;
	const params = { room: room.name, account, name, state: hub.people.stateOf(account) };
	return { method: "presence", params };
}

/** Says whether one is away. */
export function setAway(hub: Hub, session: Session, away: boolean): void {
	hub.people.setAway(session.account, away);
	tellPresence(hub, session.account);
}

/**
 * Tells a room that one is typing, or no more; of those who may not speak there nobody is told that they begin. A crowd
 * is told neither: a letter of one would be a write to each of a thousand.
 */
export function tellTyping(
	hub: Hub,
	session: Session,
	typing: { room: RoomName; on: boolean },
): void {
	const room = memberRoom(hub, typing.room, session.account);
	if (room.isCrowd || (typing.on && silenceOf({ hub, session, room }) !== undefined)) return;
	const params = { room: room.name, account: session.account, on: typing.on };
	room.signal(new Map([[session.account, { method: "typing", params }]]));
}

/** Whether an account belongs in the list of a room: a guest who is gone does not, except in a conversation they are part of. */
export function isListed(hub: Hub, room: Room, account: AccountName): boolean {
	if (room.kind === "direct") return true;
	return !hub.people.isAbsent(account);
}

/** The members of a room as it lists them, by account. */
export function listMembers(hub: Hub, room: Room): Member[] {
	return listedAccounts(hub, room).map((account) => toMember(hub, room, account));
}

/** The accounts that a room lists, in order. */
export function listedAccounts(hub: Hub, room: Room): AccountName[] {
	return [...room.members].filter((account) => isListed(hub, room, account)).sort();
}

/** Who of a room's members is online or away, in no order and with nothing else: somebody may ask for a crowd once a second. */
export function* presentIn(hub: Hub, room: Room): Iterable<{ account: AccountName; name: string }> {
	for (const account of room.members) {
		if (hub.people.stateOf(account) === "offline" || !isListed(hub, room, account)) continue;
		yield { account, name: hub.people.get(account)?.name ?? account };
	}
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
