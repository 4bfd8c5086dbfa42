import { z } from "zod";
import { parseMessageText } from "../../text/message-text.ts";
import { words } from "../../text/words.ts";
import { at, messageEvent, receivedEvent } from "../events.ts";
import { accountName, cursor, messageId, roomName, seq } from "../ids.ts";
import { limits } from "../limits.ts";
import { presenceState } from "../shapes.ts";
import { type Method, method, nothing, orderErrors, reason, stored } from "./method.ts";

const text = z.string().transform((raw, context) => {
	const parsed = parseMessageText(raw);
	if (parsed.ok) return parsed.text;
	context.addIssue({ code: "custom", message: parsed.problem });
	return z.NEVER;
});

const historyParams = () =>
	z
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

const searchParams = () =>
	z.object({
		text: z
			.string()
			.max(limits.searchChars)
			.refine((raw) => words(raw).length > 0, {
				error: "there is no word in it; a word has letters or digits",
			}),
		room: roomName.optional(),
		by: accountName.optional(),
		before: at.optional(),
		after: at.optional(),
		older: z.string().max(limits.olderChars).optional(),
		limit: z.int().min(1).max(limits.pageEvents).default(50),
	});

const missing = () =>
	z.union([
		z.object({ limited: z.literal(true), from: seq, to: seq }),
		z.object({ events: z.array(receivedEvent) }),
	]);

const syncParams = () =>
	z.object({
		rooms: z
			.record(z.string(), cursor)
			.refine((rooms) => Object.keys(rooms).length <= limits.syncRooms, {
				error: `at most ${limits.syncRooms} rooms at a time`,
			}),
	});

/** Methods by which one speaks and reads, and is seen. */
export const messageMethods = {
	post: method({
		summary:
			"Says something in a room. Answered after the message is on disk; sent again with the same `id` it is the same message and answered with `duplicate`.",
		stage: "logged-in",
		params: () =>
			z.object({
				room: roomName,
				id: messageId,
				text,
				action: z.literal(true).optional(),
				replyTo: seq.optional(),
			}),
		result: () =>
			z.object({
				room: roomName,
				seq,
				at,
				id: messageId,
				duplicate: z.literal(true).optional(),
			}),
		errors: [
			"no_such_room",
			"not_a_member",
			"id_conflict",
			"unknown_seq",
			"muted",
			"read_only",
			"archived",
			"slow_mode",
			"storage_unavailable",
		],
	}),
	redact: method({
		summary:
			"Takes messages back: their texts are removed from the server for good. One's own, or as a moderator those of others.",
		stage: "logged-in",
		params: () =>
			z.object({
				room: roomName,
				seqs: z.array(seq).min(1).max(limits.redactEvents),
				reason,
			}),
		result: () => stored,
		errors: [...orderErrors, "unknown_seq"],
	}),
	history: method({
		summary:
			"A page of a room's log in ascending seq: the last events, or those `before`, `after` or `around` a seq. `more` says that there is more on that side; a page may hold fewer than `limit` events so that it fits in a frame.",
		stage: "logged-in",
		params: historyParams,
		result: () => z.object({ events: z.array(receivedEvent), more: z.boolean() }),
		errors: ["no_such_room", "not_a_member", "storage_unavailable"],
	}),
	search: method({
		summary:
			"Finds messages that have all the words of `text`, the newest first: in one room, or in all that one is in. Where they are given, only those that were said `by` an account, `before` a time, or at or `after` one. `older` asks for the page after the one that told it; a page without it is the last. `partial` says that the server is still going through what was said before.",
		stage: "logged-in",
		params: searchParams,
		result: () =>
			z.object({
				events: z.array(messageEvent()),
				older: z.string().max(limits.olderChars).optional(),
				partial: z.literal(true).optional(),
			}),
		errors: [
			"no_such_room",
			"not_a_member",
			"no_such_account",
			"rate_limited",
			"search_too_slow",
			"storage_unavailable",
		],
	}),
	sync: method({
		summary:
			"Takes up again after the given seqs, and is live from there. Each room answers the missing events, or `limited` with the range to fetch with `history`.",
		stage: "logged-in",
		params: syncParams,
		result: () => z.object({ rooms: z.record(z.string(), missing()) }),
		errors: ["no_such_room", "not_a_member", "unknown_seq", "storage_unavailable"],
	}),
	read: method({
		summary: "Marks a room read up to a seq, on all devices. The mark never goes back.",
		stage: "logged-in",
		params: () => z.object({ room: roomName, seq: cursor }),
		result: () => z.object({ seq: cursor }),
		errors: ["no_such_room", "not_a_member", "unknown_seq", "storage_unavailable"],
	}),
	typing: method({
		summary: "Tells the room that one is typing, or no more.",
		stage: "logged-in",
		params: () => z.object({ room: roomName, on: z.boolean() }),
		result: () => nothing,
		errors: ["no_such_room", "not_a_member"],
	}),
	presence: method({
		summary: "Says whether one is `online` or `away`.",
		stage: "logged-in",
		params: () => z.object({ state: presenceState.exclude(["offline"]) }),
		result: () => nothing,
		errors: [],
	}),
	nick: method({
		summary: "Sets the name one is shown by. The account stays the same.",
		stage: "logged-in",
		params: () => z.object({ name: accountName }),
		result: () => z.object({ account: accountName, name: z.string() }),
		errors: ["name_taken", "storage_unavailable"],
	}),
} as const satisfies Record<string, Method>;
