import { z } from "zod";
import { roomKind } from "./events.ts";
import { accountName, cursor, roomName } from "./ids.ts";

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
