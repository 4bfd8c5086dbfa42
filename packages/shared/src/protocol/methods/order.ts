import { z } from "zod";
import { at } from "../events.ts";
import { accountName, roomName, seq } from "../ids.ts";
import { limits } from "../limits.ts";
import { act, serverBan } from "../shapes.ts";
import { type Method, method, nothing, onePerson, orderErrors, reason, stored } from "./method.ts";

/** For how long; without it, until it is taken back. */
const forMs = z.int().min(1_000).max(limits.sentenceMs).optional();

/** A range of addresses, or one, as people write them; the server says what is wrong with it. */
const network = z.string().min(2).max(64);

const banned = () =>
	z.union([
		z.object({ room: roomName, account: accountName, forMs, reason }),
		z.object({ account: accountName, forMs, reason }),
		z.object({ network, forMs, reason }),
	]);

/** Methods that keep order. */
export const orderMethods = {
	kick: method({
		summary: "Takes somebody out of a room.",
		stage: "logged-in",
		params: () => onePerson.extend({ reason }),
		result: () => stored,
		errors: orderErrors,
	}),
	ban: method({
		summary:
			"Takes somebody out of a room and keeps them out; without a room, suspends an account on the whole server, or shuts it to a `network`, that is an address or a range in CIDR notation.",
		stage: "logged-in",
		params: banned,
		result: () => nothing,
		errors: orderErrors,
	}),
	unban: method({
		summary:
			"Takes a ban back: of somebody in a room, or of an account or `network` on the server.",
		stage: "logged-in",
		params: () =>
			z.union([
				z.object({ room: roomName, account: accountName }),
				z.object({ account: accountName }),
				z.object({ network }),
			]),
		result: () => nothing,
		errors: orderErrors,
	}),
	bans: method({
		summary:
			"Lists the bans of a room, or without one those of the server, by whom they are of. `after` the last `account` or `network` gives the next page.",
		stage: "logged-in",
		params: () =>
			z.object({
				room: roomName.optional(),
				after: z.string().max(64).optional(),
				limit: z.int().min(1).max(limits.pageEntries).optional(),
			}),
		result: () =>
			z.object({
				bans: z.array(
					z.object({
						account: accountName.optional(),
						network: z.string().optional(),
						until: at.optional(),
						reason: z.string().optional(),
						by: serverBan.shape.by.optional(),
						at: at.optional(),
					}),
				),
				more: z.boolean(),
			}),
		errors: ["no_such_room", "not_a_member", "not_allowed", "storage_unavailable"],
	}),
	mute: method({
		summary: "Keeps somebody from speaking in a room.",
		stage: "logged-in",
		params: () => onePerson.extend({ forMs, reason }),
		result: () => stored,
		errors: orderErrors,
	}),
	unmute: method({
		summary: "Lets somebody speak in a room again.",
		stage: "logged-in",
		params: () => onePerson,
		result: () => stored,
		errors: orderErrors,
	}),
	purge: method({
		summary:
			"Counts the messages of somebody since a time, in a room or, without one, in all that one may moderate; with `confirm` takes them back.",
		stage: "logged-in",
		params: () =>
			z.object({
				account: accountName,
				room: roomName.optional(),
				since: at,
				confirm: z.boolean().default(false),
				reason,
			}),
		result: () =>
			z.object({
				count: z.int(),
				/** The newest of them, as far as they fit, to see what it is about. */
				samples: z.array(z.object({ room: roomName, seq, at, text: z.string() })),
				done: z.boolean(),
			}),
		errors: orderErrors,
	}),
	ignore: method({
		summary: "Hides somebody from oneself, or no more, on all devices. They are not told.",
		stage: "logged-in",
		params: () => z.object({ account: accountName, on: z.boolean() }),
		result: () => z.object({ ignored: z.array(accountName) }),
		errors: ["no_such_account", "not_allowed", "storage_unavailable"],
	}),
	audit: method({
		summary:
			"A page of the journal of admin acts, the newest first; `before` an act gives those before it. Whoever moderates a room may read what was done there.",
		stage: "logged-in",
		params: () =>
			z.object({
				room: roomName.optional(),
				before: z.int().min(1).optional(),
				limit: z.int().min(1).max(limits.pageActs).optional(),
			}),
		result: () => z.object({ acts: z.array(act), more: z.boolean() }),
		errors: ["no_such_room", "not_a_member", "not_allowed", "storage_unavailable"],
	}),
	undo: method({
		summary: "Undoes an act of the journal; what was removed for good cannot be brought back.",
		stage: "logged-in",
		params: () => z.object({ act: z.int().min(1) }),
		result: () => z.object({ act }),
		errors: [...orderErrors, "no_such_act", "cannot_undo"],
	}),
} as const satisfies Record<string, Method>;
