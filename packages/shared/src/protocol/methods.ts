import { z } from "zod";
import { parseMessageText } from "../text/message-text.ts";
import { parseTopic } from "../text/topic.ts";
import type { ErrorCode } from "./errors.ts";
import { at, receivedEvent } from "./events.ts";
import { accountName, cursor, messageId, roomName, seq } from "./ids.ts";
import { limits } from "./limits.ts";
import {
	helloResult,
	joinedRoom,
	loginResult,
	member,
	presenceState,
	roomSummary,
} from "./shapes.ts";

/** How far a connection must have come before it may ask for a method. */
export type Stage = "connected" | "greeted" | "logged-in";

type Method = {
	readonly summary: string;
	readonly stage: Stage;
	readonly params: z.ZodType;
	readonly result: z.ZodType;
	/** Refusals of its own, beside those any request may meet. */
	readonly errors: readonly ErrorCode[];
};

const text = z.string().transform((raw, context) => {
	const parsed = parseMessageText(raw);
	if (parsed.ok) return parsed.text;
	context.addIssue({ code: "custom", message: parsed.problem });
	return z.NEVER;
});

const topicText = z.string().transform((raw, context) => {
	const parsed = parseTopic(raw);
	if (parsed.ok) return parsed.topic;
	context.addIssue({ code: "custom", message: parsed.problem });
	return z.NEVER;
});

const nothing = z.object({});
const inRoom = z.object({ room: roomName });
const stored = z.object({ seq, at });
const pageEntries = z.int().min(1).max(limits.pageEntries).optional();

const loginParams = z.union(
	[
		z.object({ guest: accountName }),
		z.object({ token: z.string().min(1).max(128) }),
		z.object({ account: accountName, password: z.string().min(1).max(1024) }),
	],
	{ error: 'give {"guest": NAME}, {"token": TOKEN} or {"account": NAME, "password": PASSWORD}' },
);

const createParams = z.union(
	[
		z.object({ room: roomName, topic: topicText.optional() }),
		z.object({
			with: z
				.array(accountName)
				.min(1)
				.max(limits.directPeople - 1),
		}),
	],
	{ error: 'give {"room": "#name"} or {"with": [ACCOUNT, …]}' },
);

const historyParams = z
	.object({
		room: roomName,
		before: seq.optional(),
		after: cursor.optional(),
		around: seq.optional(),
		limit: z.int().min(1).max(limits.pageEvents).default(50),
	})
	.refine(
		(page) =>
			[page.before, page.after, page.around].filter((side) => side !== undefined).length <= 1,
		{ error: "give one of before, after and around" },
	);

const missing = z.union([
	z.object({ limited: z.literal(true), from: seq, to: seq }),
	z.object({ events: z.array(receivedEvent) }),
]);

const syncParams = z.object({
	rooms: z
		.record(z.string(), cursor)
		.refine((rooms) => Object.keys(rooms).length <= limits.syncRooms, {
			error: `at most ${limits.syncRooms} rooms at a time`,
		}),
});

/**
 * Every method of the protocol. The server's dispatch, the client's types and the tables of
 * `docs/protocol.md` are all made from this one table.
 */
export const methods = {
	hello: {
		summary: "Says which protocol the client speaks. Must be the first request.",
		stage: "connected",
		params: z.object({ protocol: z.int(), client: z.string().max(64) }),
		result: helloResult,
		errors: ["already_greeted", "unsupported_protocol"],
	},
	login: {
		summary:
			"Says who one is. `rooms` are those one is in; where they do not fit in a frame, `more` says so, and `rooms` pages through all. A guest gets a `token` that brings the same name back after a cut, while nobody else has taken it. Live events begin with `join` or `sync`.",
		stage: "greeted",
		params: loginParams,
		result: loginResult,
		errors: [
			"already_logged_in",
			"auth_unsupported",
			"guests_not_allowed",
			"name_taken",
			"token_invalid",
			"storage_unavailable",
		],
	},
	join: {
		summary:
			"Makes one a member of a room and its events live from `lastSeq` on. Joining again changes nothing.",
		stage: "logged-in",
		params: inRoom,
		result: joinedRoom,
		errors: ["no_such_room", "not_allowed", "storage_unavailable"],
	},
	leave: {
		summary: "Ends the membership. One cannot leave a direct conversation.",
		stage: "logged-in",
		params: inRoom,
		result: nothing,
		errors: ["no_such_room", "not_a_member", "not_allowed", "storage_unavailable"],
	},
	create: {
		summary:
			"Makes a room and joins it; or, `with` others, opens the direct conversation of exactly these people, which is the same one each time.",
		stage: "logged-in",
		params: createParams,
		result: joinedRoom,
		errors: ["room_exists", "no_such_account", "not_allowed", "storage_unavailable"],
	},
	rooms: {
		summary:
			"Lists the public rooms and one's direct conversations by name; those one is in have a `readSeq`. `after` the last name of a page gives the next.",
		stage: "logged-in",
		params: z.object({ after: roomName.optional(), limit: pageEntries }),
		result: z.object({ rooms: z.array(roomSummary), more: z.boolean() }),
		errors: ["storage_unavailable"],
	},
	members: {
		summary:
			"Lists the members of a room by account; guests only while they are here. `after` the last account gives the next page.",
		stage: "logged-in",
		params: z.object({ room: roomName, after: accountName.optional(), limit: pageEntries }),
		result: z.object({ members: z.array(member), more: z.boolean() }),
		errors: ["no_such_room", "not_a_member"],
	},
	post: {
		summary:
			"Says something in a room. Answered after the message is on disk; sent again with the same `id` it is the same message and answered with `duplicate`.",
		stage: "logged-in",
		params: z.object({
			room: roomName,
			id: messageId,
			text,
			action: z.literal(true).optional(),
			replyTo: seq.optional(),
		}),
		result: z.object({
			room: roomName,
			seq,
			at,
			id: messageId,
			duplicate: z.literal(true).optional(),
		}),
		errors: ["no_such_room", "not_a_member", "id_conflict", "unknown_seq", "storage_unavailable"],
	},
	topic: {
		summary: "Sets the topic of a room; empty takes it away.",
		stage: "logged-in",
		params: z.object({ room: roomName, topic: topicText }),
		result: stored,
		errors: ["no_such_room", "not_a_member", "not_allowed", "storage_unavailable"],
	},
	nick: {
		summary: "Sets the name one is shown by. The account stays the same.",
		stage: "logged-in",
		params: z.object({ name: accountName }),
		result: z.object({ account: accountName, name: z.string() }),
		errors: ["name_taken", "storage_unavailable"],
	},
	history: {
		summary:
			"A page of a room's log in ascending seq: the last events, or those `before`, `after` or `around` a seq. `more` says that there is more on that side; a page may hold fewer than `limit` events so that it fits in a frame.",
		stage: "logged-in",
		params: historyParams,
		result: z.object({ events: z.array(receivedEvent), more: z.boolean() }),
		errors: ["no_such_room", "not_a_member", "storage_unavailable"],
	},
	sync: {
		summary:
			"Takes up again after the given seqs, and is live from there. Each room answers the missing events, or `limited` with the range to fetch with `history`.",
		stage: "logged-in",
		params: syncParams,
		result: z.object({ rooms: z.record(z.string(), missing) }),
		errors: ["no_such_room", "not_a_member", "unknown_seq", "storage_unavailable"],
	},
	read: {
		summary: "Marks a room read up to a seq, on all devices. The mark never goes back.",
		stage: "logged-in",
		params: z.object({ room: roomName, seq: cursor }),
		result: z.object({ seq: cursor }),
		errors: ["no_such_room", "not_a_member", "unknown_seq", "storage_unavailable"],
	},
	typing: {
		summary: "Tells the room that one is typing, or no more.",
		stage: "logged-in",
		params: z.object({ room: roomName, on: z.boolean() }),
		result: nothing,
		errors: ["no_such_room", "not_a_member"],
	},
	presence: {
		summary: "Says whether one is `online` or `away`.",
		stage: "logged-in",
		params: z.object({ state: presenceState.exclude(["offline"]) }),
		result: nothing,
		errors: [],
	},
	ping: {
		summary: "Asks whether the server is there. Clients send it after 15 s of silence.",
		stage: "connected",
		params: nothing,
		result: nothing,
		errors: [],
	},
	quit: {
		summary: "Ends the connection: the server answers, sends what it still has, and closes.",
		stage: "connected",
		params: nothing,
		result: nothing,
		errors: [],
	},
} as const satisfies Record<string, Method>;

export type MethodName = keyof typeof methods;

/** The parameters of a method as a client gives them. */
export type ParamsInput<M extends MethodName> = z.input<(typeof methods)[M]["params"]>;

/** The parameters of a method as its handler gets them: checked, in canonical spelling. */
export type Params<M extends MethodName> = z.output<(typeof methods)[M]["params"]>;

/** The result of a method. */
export type Result<M extends MethodName> = z.output<(typeof methods)[M]["result"]>;

/** Whether `name` names a method. */
export function isMethodName(name: string): name is MethodName {
	return Object.hasOwn(methods, name);
}
