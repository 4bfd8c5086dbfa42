import { z } from "zod";
import { accountName, author, messageId, roomName, seq } from "./ids.ts";
import { limits } from "./limits.ts";

// Above it a JavaScript `Date` is invalid (ECMA-262, Time Range).
const latestDateMs = 8.64e15;

/** Milliseconds since 1970, by the server's clock. It may go back; only `seq` gives the order. */
export const at = z.int().min(0).max(latestDateMs);

/** What a room is: listed and open to anyone, or a conversation of a few. */
export const roomKind = z.enum(["public", "direct"]);
export type RoomKind = z.output<typeof roomKind>;

const place = { room: roomName, seq, at, by: author };

const createEvent = z.object({
	...place,
	type: z.literal("create"),
	kind: roomKind,
	with: z.array(accountName).max(limits.directPeople).optional(),
});
const messageEvent = z.object({
	...place,
	type: z.literal("message"),
	id: messageId,
	text: z.string(),
	action: z.literal(true).optional(),
	replyTo: seq.optional(),
});
const joinEvent = z.object({ ...place, type: z.literal("join") });
const partEvent = z.object({ ...place, type: z.literal("part") });
const topicEvent = z.object({ ...place, type: z.literal("topic"), topic: z.string() });

/** One durable entry of a room's log, flat, as it is on the wire and in the journal. */
export const roomEvent = z.discriminatedUnion("type", [
	createEvent,
	messageEvent,
	joinEvent,
	partEvent,
	topicEvent,
]);
export type RoomEvent = z.output<typeof roomEvent>;
export type MessageEvent = z.output<typeof messageEvent>;

const otherEvent = z
	.object({ ...place, type: z.string() })
	.transform(({ type, ...rest }) => ({ ...rest, type: "other" as const, of: type }));

/** An event as a client reads it: a type it does not know still counts, as `other`, so that the numbers stay gapless. */
export const receivedEvent = z.union([roomEvent, otherEvent]);
export type ReceivedEvent = z.output<typeof receivedEvent>;

/** What each kind of event says; `docs/protocol.md` is made from it. */
export const eventTypes = {
	create: {
		schema: createEvent,
		summary:
			"The room was made. `with` names the people of a direct conversation, who are its members from here on.",
	},
	message: {
		schema: messageEvent,
		summary:
			"Somebody said something. `action` marks a deed (“ann waves”), `replyTo` the message it answers.",
	},
	join: { schema: joinEvent, summary: "`by` became a member of the room." },
	part: { schema: partEvent, summary: "`by` left the room for good." },
	topic: {
		schema: topicEvent,
		summary: "The topic of the room is now `topic`; empty takes it away.",
	},
} as const;
