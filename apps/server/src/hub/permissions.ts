import { WireError } from "@partyline/shared/protocol/errors";
import { type AccountName, type RoomName, serverAuthor } from "@partyline/shared/protocol/ids";
import type { Role } from "@partyline/shared/protocol/shapes";
import { findByName, type Hub } from "./hub.ts";
import type { Session } from "./ports.ts";
import type { Room } from "./room.ts";

/** What somebody counts as, from the least to the most. A moderator is one in their room only. */
export const standings = ["guest", "member", "moderator", "admin", "owner"] as const;
export type Standing = (typeof standings)[number];

/** One line of who may what. */
type Rule = {
	/** The least standing it takes. */
	readonly least: Standing;
	/** What it is, for people: “… may *set the topic*”. */
	readonly deed: string;
	/** Not for guests, even where one counts as a member. */
	readonly takesAccount?: true;
};

/**
 * Who may what. Of a room one does not see, and of one that one is not in, nobody may anything: that is asked
 * first (`visibleRoom`, `memberRoom`). Whoever does something to another must also stand above them (`requireAbove`).
 * `docs/security.md` has this table, and a test has each of its cells.
 */
export const rules = {
	join: { least: "guest", deed: "join a public room" },
	post: { least: "guest", deed: "speak" },
	"redact-own": { least: "guest", deed: "take back what one said" },
	nick: { least: "guest", deed: "choose the name one is shown by" },
	topic: { least: "member", deed: "set the topic" },
	create: { least: "member", deed: "make a public room" },
	"create-private": { least: "member", deed: "make a private room", takesAccount: true },
	direct: { least: "member", deed: "open a direct conversation" },
	invite: { least: "member", deed: "bring somebody into a room" },
	ignore: { least: "member", deed: "ignore somebody" },
	"speak-read-only": { least: "moderator", deed: "speak in a room that is read-only" },
	"skip-slow": { least: "moderator", deed: "speak without waiting in slow mode" },
	redact: { least: "moderator", deed: "take back what others said" },
	purge: { least: "moderator", deed: "take back all that somebody said in a room" },
	kick: { least: "moderator", deed: "take somebody out of a room" },
	ban: { least: "moderator", deed: "keep somebody out of a room" },
	mute: { least: "moderator", deed: "mute somebody in a room" },
	moderators: { least: "moderator", deed: "make and unmake moderators" },
	settings: { least: "moderator", deed: "describe a room, make it read-only or slow" },
	rename: { least: "moderator", deed: "rename a room" },
	"room-audit": { least: "moderator", deed: "read the journal of what was done in a room" },
	archive: { least: "admin", deed: "archive a room" },
	retention: { least: "admin", deed: "say how long a room keeps what was said" },
	"purge-everywhere": { least: "admin", deed: "take back all that somebody said in every room" },
	"server-ban": { least: "admin", deed: "suspend an account, or shut a range of addresses out" },
	audit: { least: "admin", deed: "read the whole journal of admin acts" },
	roles: { least: "owner", deed: "give an account another role on the server" },
} as const satisfies Record<string, Rule>;

export type Deed = keyof typeof rules;

/** The room of that name, if one may know of it. A private room or conversation of others does not exist. */
export function visibleRoom(hub: Hub, name: RoomName, account: AccountName): Room {
	const room = findRoom(hub, name, account);
	if (room === undefined || !maySee(room, account))
		throw new WireError("no_such_room", { message: `There is no room ${name}.` });
	return room;
}

/** The room of that name, if one is in it. */
export function memberRoom(hub: Hub, name: RoomName, account: AccountName): Room {
	const room = visibleRoom(hub, name, account);
	if (!room.members.has(account) && account !== serverAuthor)
		throw new WireError("not_a_member", { message: `You are not in ${name}; join it first.` });
	return room;
}

/**
 * The room that somebody means by a name: of those they are in the public one that has it or had it before, else the private
 * one with that title; and the public one if they are in neither. The operator means the public one.
 */
export function findRoom(hub: Hub, name: RoomName, account: AccountName): Room | undefined {
	const room = findByName(hub, name);
	if (name.startsWith("@") || room?.members.has(account)) return room;
	if (account === serverAuthor && room !== undefined) return room;
	// Anybody may call a public room so: what is meant for the private one must not get there.
	const titled = [...hub.rooms.values()].filter(
		(other) => other.state.title === name && maySee(other, account),
	);
	if (titled.length > 1) throw severalCalled(name, titled);
	return titled[0] ?? room;
}

/** The refusal to choose between private rooms that are called alike. */
function severalCalled(title: RoomName, rooms: readonly Room[]): WireError {
	const ids = rooms.map(({ name }) => name).join(", ");
	return new WireError("no_such_room", {
		message: `Several private rooms are called ${title}: say which by its id, of ${ids}.`,
	});
}

/** Whether a room exists for someone: public rooms for all, others for their people, and for the operator. */
export function maySee(room: Room, account: AccountName): boolean {
	return room.kind === "public" || room.members.has(account) || account === serverAuthor;
}

/** Who asks for something, and in which room, where it is of one. */
export type Asking = { readonly hub: Hub; readonly session: Session; readonly room?: Room };

/** What somebody counts as in a room, or on the server. */
export function standingOf({ hub, session, room }: Asking): Standing {
	const standing = accountStanding(hub, session.account, room);
	// Whoever is at this machine itself tries things out, or runs it.
	return standing === "guest" && session.isLocal ? "member" : standing;
}

/** What an account counts as, wherever it comes from. */
export function accountStanding(hub: Hub, account: AccountName, room?: Room): Standing {
	if (account === serverAuthor) return "owner";
	const role: Role = hub.people.get(account)?.role ?? "guest";
	const isModerator = room?.state.moderators?.includes(account) === true;
	return role === "member" && isModerator ? "moderator" : role;
}

/** Whether somebody may do something. */
export function may(asking: Asking, deed: Deed): boolean {
	const { least, takesAccount }: Rule = rules[deed];
	if (takesAccount && isGuest(asking.hub, asking.session.account)) return false;
	return isAtLeast(standingOf(asking), least);
}

/** Whether somebody is here without an account. */
export function isGuest(hub: Hub, account: AccountName): boolean {
	return accountStanding(hub, account) === "guest";
}

/** Refuses what somebody may not do. */
export function requireMay(asking: Asking, deed: Deed): void {
	if (may(asking, deed)) return;
	const { least, deed: what, takesAccount }: Rule = rules[deed];
	const whom = takesAccount ? "an account" : `${articleOf(least)} ${least}`;
	throw new WireError("not_allowed", { message: `It takes ${whom} to ${what}.` });
}

/** Refuses to do something to somebody who does not stand below. */
export function requireAbove(asking: Asking, who: AccountName): void {
	if (asking.session.account === who)
		throw new WireError("not_allowed", { message: "One cannot do that to oneself." });
	// Whoever runs the server can take anybody out of a room.
	if (asking.session.account === serverAuthor && asking.room !== undefined) return;
	const theirs = accountStanding(asking.hub, who, asking.room);
	if (standings.indexOf(standingOf(asking)) > standings.indexOf(theirs)) return;
	throw new WireError("not_allowed", {
		message: `${who} is ${articleOf(theirs)} ${theirs}: only somebody who stands higher can do that.`,
	});
}

function isAtLeast(standing: Standing, least: Standing): boolean {
	return standings.indexOf(standing) >= standings.indexOf(least);
}

function articleOf(standing: Standing): string {
	return standing === "admin" || standing === "owner" ? "an" : "a";
}
