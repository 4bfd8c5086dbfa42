import { z } from "zod";
import { at, roomKind, roomRole, roomSettings } from "./events.ts";
import { accountName, author, cursor, roomName, seq } from "./ids.ts";
import { limits } from "./limits.ts";

/** What an account may do on the server; guests have no password and hold their name only while they are here. */
export const role = z.enum(["guest", "member", "admin", "owner"]);
export type Role = z.output<typeof role>;

/** Whether a person is reachable. */
export const presenceState = z.enum(["online", "away", "offline"]);
export type PresenceState = z.output<typeof presenceState>;

/** A room as the list of rooms shows it. */
export const roomSummary = z.object({
	room: roomName,
	kind: roomKind,
	topic: z.string(),
	lastSeq: cursor,
	members: z.int().min(0),
	/** What the members of a private room call it, such as `#secret`; its `room` is an opaque id. */
	title: roomName.optional(),
	/** Names it had before, which still find it; the oldest first. */
	formerly: z.array(roomName).optional(),
	/** The first seq that was not removed by the room's retention; only where some were. */
	firstSeq: seq.optional(),
	/** What is set of it; what is false, 0 or empty is left out. */
	...roomSettings.shape,
	/** The people of a direct conversation. */
	with: z.array(accountName).optional(),
	/** Up to where one has read it; only for rooms that one is in. */
	readSeq: cursor.optional(),
});
export type RoomSummary = z.output<typeof roomSummary>;

/** A room that one is in. */
export const joinedRoom = roomSummary.extend({ readSeq: cursor });
export type JoinedRoom = z.output<typeof joinedRoom>;

/** A member of a room. `name` is the display name, `account` the one that never changes. */
export const member = z.object({
	account: accountName,
	name: z.string(),
	role,
	state: presenceState,
	/** What they are in this room, where it is more than a member. */
	roomRole: roomRole.optional(),
	/** Until when they may not speak here; 0 for as long as nobody unmutes them. */
	mutedUntil: z.int().min(0).optional(),
});
export type Member = z.output<typeof member>;

/** What brings a guest's name back; as long as `login` takes it, so that none is kept which it refuses. */
const token = z.string().min(1).max(128);

/** What `login` answers. */
export const loginResult = z.object({
	account: accountName,
	name: z.string(),
	role,
	token: token.optional(),
	rooms: z.array(joinedRoom),
	/** Whom one does not want to hear. */
	ignored: z.array(accountName).max(limits.ignored).optional(),
	/** One is the owner of the server from now on, as the first person in by an invitation. */
	becameOwner: z.literal(true).optional(),
	/** The list was too long for one frame: `rooms` pages through all, those with a `readSeq` are one's own. */
	more: z.literal(true).optional(),
});
export type LoginResult = z.output<typeof loginResult>;

/** The limits a client must keep, told in `hello`. */
export const toldLimits = z.object({
	frameBytes: z.int(),
	bodyBytes: z.int(),
	textBytes: z.int(),
	pageEvents: z.int(),
	openRequests: z.int(),
});

/** What `hello` answers. */
export const helloResult = z.object({
	protocol: z.int(),
	server: z.string(),
	version: z.string(),
	epoch: z.string(),
	limits: toldLimits,
	auth: z.array(z.string()),
	features: z.array(z.string()),
});
export type HelloResult = z.output<typeof helloResult>;

/** What somebody is told of an invitation who holds it. */
export const invitation = z.object({
	server: z.string(),
	role,
	/** A room that it leads to. */
	room: roomName.optional(),
	title: roomName.optional(),
	/** Whose password it sets, instead of making an account. */
	account: accountName.optional(),
	/** Nobody owns the server yet: whoever follows it will. */
	makesOwner: z.literal(true).optional(),
	expiresAt: at,
});
export type Invitation = z.output<typeof invitation>;

/** A program that may come in without a password: it holds a token. */
export const device = z.object({
	device: z.string(),
	/** What it calls itself, such as the name of its machine. */
	name: z.string(),
	/** The program, as its `hello` said. */
	client: z.string(),
	createdAt: at,
	seenAt: at,
	/** The one that asks. */
	current: z.literal(true).optional(),
	/** It is connected now. */
	online: z.literal(true).optional(),
});
export type Device = z.output<typeof device>;

/** What an admin or moderator can do to others, as the journal of admin acts names it. */
export const actName = z.enum([
	"kick",
	"ban",
	"unban",
	"mute",
	"unmute",
	"role",
	"redact",
	"purge",
	"settings",
	"rename",
	"create-invite",
	"revoke-invite",
	"reset-password",
	"disable",
	"enable",
	"delete",
	"add-account",
]);
export type ActName = z.output<typeof actName>;

/** One act of the journal: who did what to whom, when and why. */
export const act = z.object({
	/** Its number, from 1, without a gap; `undo` takes it. */
	act: z.int().min(1),
	at,
	by: author,
	what: actName,
	/** The account it was done to. */
	who: accountName.optional(),
	/** Where; without it on the whole server. */
	room: roomName.optional(),
	/** What the members of a private room call it. */
	title: roomName.optional(),
	reason: z.string().optional(),
	/** What else there is to know, in words for people, such as `until 14:05` or `12 messages`. */
	detail: z.string().optional(),
	/** The act that undid it. */
	undoneBy: z.int().min(1).optional(),
	/** The act that it undid. */
	undoes: z.int().min(1).optional(),
});
export type Act = z.output<typeof act>;

/** A ban of the whole server. */
export const serverBan = z.object({
	ban: z.int().min(1),
	account: accountName.optional(),
	/** A range of addresses in CIDR notation (RFC 4632), such as `203.0.113.0/24`. */
	network: z.string().optional(),
	/** Without it, for ever. */
	until: at.optional(),
	reason: z.string().optional(),
	by: author,
	at,
});
export type ServerBan = z.output<typeof serverBan>;
