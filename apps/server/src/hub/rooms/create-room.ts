import { WireError } from "@partyline/shared/protocol/errors";
import { type AccountName, type RoomName, serverAuthor } from "@partyline/shared/protocol/ids";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";
import { append, directKey, draft, findByName, goLive, type Hub, inTurn, stamp } from "../hub.ts";
import { accountToBring, enter, roomKey, toJoined } from "../membership.ts";
import { isGuest, memberRoom, requireMay } from "../permissions.ts";
import type { Draft, Session } from "../ports.ts";
import { inConversationTurn } from "./conversation-turn.ts";

/** A room that is to be made. Of a private one `room` is the title. */
export type WantedRoom = {
	readonly room: RoomName;
	readonly topic?: string | undefined;
	readonly private?: true | undefined;
};

/** Makes a room and joins it, as its moderator where one has an account. */
export async function createRoom(
	hub: Hub,
	session: Session,
	wanted: WantedRoom,
): Promise<JoinedRoom> {
	requireMay({ hub, session }, wanted.private ? "create-private" : "create");
	if (wanted.room.startsWith("@"))
		throw new WireError("not_allowed", { message: "Room names begin with #." });
	if (wanted.private) return await makeRoom(hub, session, { ...wanted, name: hub.newRoomId() });
	return await inTurn(hub, roomKey(wanted.room), async () => {
		requireFreeName(hub, wanted.room);
		return await makeRoom(hub, session, { ...wanted, name: wanted.room });
	});
}

/** Refuses a name that a public room has, or had before. Of titles nothing is told: they are no names. */
export function requireFreeName(hub: Hub, name: RoomName): void {
	const found = findByName(hub, name);
	if (found === undefined) return;
	throw new WireError("room_exists", {
		message:
			found.name === name
				? `There is a room ${name} already; join it.`
				: `${name} is an old name of ${found.name}, and still finds it.`,
	});
}

async function makeRoom(
	hub: Hub,
	session: Session,
	{ name, room: title, topic, private: isPrivate }: WantedRoom & { readonly name: RoomName },
): Promise<JoinedRoom> {
	const { account } = session;
	const from = stamp(hub, name, account);
	const created = isPrivate
		? ({ type: "create", kind: "private", title } as const)
		: ({ type: "create", kind: "public" } as const);
	const drafts: Draft[] = [draft(hub, { ...from, ...created })];
	// The operator makes rooms for others.
	if (account !== serverAuthor) drafts.push(draft(hub, { ...from, type: "join" }));
	if (!isGuest(hub, account) && account !== serverAuthor)
		drafts.push(draft(hub, { ...from, type: "role", who: account, role: "moderator" }));
	if (topic) drafts.push(draft(hub, { ...from, type: "topic", topic }));
	await append(hub, drafts);
	return enterNew(hub, session, name);
}

/** Opens the direct conversation of exactly these people and oneself: the one there is, or a new one. */
export async function openDirect(
	hub: Hub,
	session: Session,
	others: readonly AccountName[],
): Promise<JoinedRoom> {
	requireMay({ hub, session }, "direct");
	const people = [
		...new Set([session.account, ...others.map((name) => accountToBring(hub, name))]),
	];
	if (people.length < 2)
		throw new WireError("not_allowed", { message: "A conversation needs somebody else." });
	const key = directKey(people);
	// Of the same people it is the same turn.
	return await inConversationTurn(hub, people, async () => {
		for (const account of people) requireNotFromElsewhere(hub, account);
		const known = hub.directRooms.get(key);
		if (known !== undefined)
			return await enter(hub, session, memberRoom(hub, known, session.account));
		const room = hub.newRoomId();
		const from = stamp(hub, room, session.account);
		await append(hub, [draft(hub, { ...from, type: "create", kind: "direct", with: people })]);
		return enterNew(hub, session, room);
	});
}

/** Refuses a guest from elsewhere: nobody knows who that is, and they are in public rooms only. */
function requireNotFromElsewhere(hub: Hub, account: AccountName): void {
	const isElsewhere = [...hub.people.sessionsOf(account)].some(({ isLocal }) => !isLocal);
	if (isElsewhere && isGuest(hub, account))
		throw new WireError("not_allowed", {
			message: `${account} is a guest: it takes an account to be in a direct conversation.`,
		});
}

// Reads nothing: a room that is stored must not be answered with what else cannot be had at this moment.
function enterNew(hub: Hub, session: Session, name: RoomName): JoinedRoom {
	const room = memberRoom(hub, name, session.account);
	goLive(hub, room, session);
	return toJoined(room, new Map());
}
