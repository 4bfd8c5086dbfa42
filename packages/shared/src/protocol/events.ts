import { z } from "zod";
import { accountName, author, messageId, roomName, seq } from "./ids.ts";
import { limits } from "./limits.ts";
import { once } from "./once.ts";

// Above it a JavaScript `Date` is invalid (ECMA-262, Time Range).
const latestDateMs = 8.64e15;

/** Milliseconds since 1970, by the server's clock. It may go back; only `seq` gives the order. */
export const at = z.int().min(0).max(latestDateMs);

/** What a room is: listed and open to anyone; for those who were invited; or a conversation of a few. */
export const roomKind = z.enum(["public", "private", "direct"]);
export type RoomKind = z.output<typeof roomKind>;

/** What somebody is in a room beyond being in it. */
export const roomRole = z.enum(["member", "moderator"]);
export type RoomRole = z.output<typeof roomRole>;

/** What can be set of a room, besides its topic and its name. */
export const roomSettings = z.object({
	description: z.string().max(limits.descriptionChars).optional(),
	/** Nobody speaks there any more, and no list shows it. */
	archived: z.boolean().optional(),
	/** Only moderators speak. */
	readOnly: z.boolean().optional(),
	/** Seconds that others than moderators wait between two messages; 0 for none. */
	slowSeconds: z.int().min(0).max(limits.slowSeconds).optional(),
	/** Days after which what was said is removed; 0 for never. */
	retentionDays: z.int().min(0).max(limits.retentionDays).optional(),
});
export type RoomSettings = z.output<typeof roomSettings>;

/** Why somebody did it, one line. */
const reason = z.string().max(limits.reasonChars).optional();

const place = { room: roomName, seq, at, by: author };

const createEvent = once(() =>
	z.object({
		...place,
		type: z.literal("create"),
		kind: roomKind,
		with: z.array(accountName).max(limits.directPeople).optional(),
		title: roomName.optional(),
	}),
);

/** What somebody said. */
export const messageEvent = once(() =>
	z.object({
		...place,
		type: z.literal("message"),
		id: messageId,
		text: z.string(),
		action: z.literal(true).optional(),
		replyTo: seq.optional(),
		redacted: z.literal(true).optional(),
	}),
);
const joinEvent = once(() => z.object({ ...place, type: z.literal("join") }));
const partEvent = once(() => z.object({ ...place, type: z.literal("part") }));
const topicEvent = once(() => z.object({ ...place, type: z.literal("topic"), topic: z.string() }));
const inviteEvent = once(() => z.object({ ...place, type: z.literal("invite"), who: accountName }));
const kickEvent = once(() =>
	z.object({ ...place, type: z.literal("kick"), who: accountName, reason }),
);
const banEvent = once(() =>
	z.object({
		...place,
		type: z.literal("ban"),
		who: accountName,
		until: at.optional(),
		reason,
	}),
);
const unbanEvent = once(() => z.object({ ...place, type: z.literal("unban"), who: accountName }));
const muteEvent = once(() =>
	z.object({
		...place,
		type: z.literal("mute"),
		who: accountName,
		until: at.optional(),
		reason,
	}),
);
const unmuteEvent = once(() => z.object({ ...place, type: z.literal("unmute"), who: accountName }));
const roleEvent = once(() =>
	z.object({
		...place,
		type: z.literal("role"),
		who: accountName,
		role: roomRole,
	}),
);
const renameEvent = once(() =>
	z.object({
		...place,
		type: z.literal("rename"),
		name: roomName,
		was: roomName,
	}),
);
const settingsEvent = once(() =>
	z.object({ ...place, type: z.literal("settings"), ...roomSettings.shape }),
);
const redactEvent = once(() =>
	z.object({
		...place,
		type: z.literal("redact"),
		seqs: z.array(seq).min(1).max(limits.redactEvents),
		reason,
	}),
);

/** One durable entry of a room's log, flat, as it is on the wire and in the journal. */
export const roomEvent = z.lazy(() =>
	z.discriminatedUnion("type", [
		createEvent(),
		messageEvent(),
		joinEvent(),
		partEvent(),
		topicEvent(),
		inviteEvent(),
		kickEvent(),
		banEvent(),
		unbanEvent(),
		muteEvent(),
		unmuteEvent(),
		roleEvent(),
		renameEvent(),
		settingsEvent(),
		redactEvent(),
	]),
);
export type RoomEvent = z.output<typeof roomEvent>;
export type MessageEvent = z.output<ReturnType<typeof messageEvent>>;

const otherEvent = () =>
	z
		.object({ ...place, type: z.string() })
		.transform(({ type, ...rest }) => ({ ...rest, type: "other" as const, of: type }));

/** An event as a client reads it: a type it does not know still counts, as `other`, so that the numbers stay gapless. */
export const receivedEvent = z.lazy(() => z.union([roomEvent, otherEvent()]));
export type ReceivedEvent = z.output<typeof receivedEvent>;

/** What each kind of event says, and what makes its schema; `docs/protocol.md` is made from it. */
export const eventTypes = {
	create: {
		schema: createEvent,
		summary:
			"The room was made. `with` names the people of a direct conversation, who are its members from here on; `title` is what the members of a private room call it.",
	},
	message: {
		schema: messageEvent,
		summary:
			"Somebody said something. `action` marks a deed (“ann waves”), `replyTo` the message it answers. Of one that is `redacted` the text is gone and reads as empty.",
	},
	join: { schema: joinEvent, summary: "`by` became a member of the room." },
	part: { schema: partEvent, summary: "`by` left the room for good." },
	topic: {
		schema: topicEvent,
		summary: "The topic of the room is now `topic`; empty takes it away.",
	},
	invite: {
		schema: inviteEvent,
		summary: "`by` brought `who` into the room, who is a member from here on.",
	},
	kick: {
		schema: kickEvent,
		summary: "`by` took `who` out of the room, who is sent nothing after this.",
	},
	ban: {
		schema: banEvent,
		summary:
			"As `kick`, and `who` may not come back before `until`, or at all where there is none. They need not have been a member.",
	},
	unban: { schema: unbanEvent, summary: "`who` may come back." },
	mute: {
		schema: muteEvent,
		summary: "`who` may not speak in the room before `until`, or at all where there is none.",
	},
	unmute: { schema: unmuteEvent, summary: "`who` may speak again." },
	role: { schema: roleEvent, summary: "`who` is a moderator of the room now, or no more." },
	rename: {
		schema: renameEvent,
		summary:
			"The room is called `name` now, and was called `was`. The `room` of a public room's events, old ones included, is that name from here on; a private room keeps its id, and `name` is its title.",
	},
	settings: {
		schema: settingsEvent,
		summary: "Of how the room is kept, what is told here is different now.",
	},
	redact: {
		schema: redactEvent,
		summary: "The messages `seqs` were taken back: forget their texts.",
	},
} as const;
