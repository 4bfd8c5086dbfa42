import { z } from "zod";
import { sanitize } from "../../text/sanitize.ts";
import { parseTopic } from "../../text/topic.ts";
import { roomRole, roomSettings } from "../events.ts";
import { accountName, roomName } from "../ids.ts";
import { limits } from "../limits.ts";
import { joinedRoom, member, role, roomSummary } from "../shapes.ts";
import { inRoom, type Method, method, nothing, onePerson, orderErrors, stored } from "./method.ts";

const topicText = z.string().transform((raw, context) => {
	const parsed = parseTopic(raw);
	if (parsed.ok) return parsed.topic;
	context.addIssue({ code: "custom", message: parsed.problem });
	return z.NEVER;
});

/** What a room is for, in a few lines; control characters are taken out rather than refused. */
const description = z
	.string()
	.max(limits.descriptionChars)
	.transform((raw) => sanitize(raw).trim())
	.optional();

const pageEntries = z.int().min(1).max(limits.pageEntries).optional();

const createParams = () =>
	z.union(
		[
			z.object({
				room: roomName,
				topic: topicText.optional(),
				private: z.literal(true).optional(),
			}),
			z.object({
				with: z
					.array(accountName)
					.min(1)
					.max(limits.directPeople - 1),
			}),
		],
		{ error: 'give {"room": "#name"} or {"with": [ACCOUNT, …]}' },
	);

/** Methods about rooms and who is in them. */
export const roomMethods = {
	join: method({
		summary:
			"Makes one a member of a room and its events live from `lastSeq` on. Joining again changes nothing.",
		stage: "logged-in",
		params: () => inRoom,
		result: () => joinedRoom,
		errors: ["no_such_room", "not_allowed", "banned", "archived", "storage_unavailable"],
	}),
	leave: method({
		summary:
			"Ends the membership. One cannot leave a direct conversation. A private room that everybody left stays, and only the operator sees it.",
		stage: "logged-in",
		params: () => inRoom,
		result: () => nothing,
		errors: ["no_such_room", "not_a_member", "not_allowed", "storage_unavailable"],
	}),
	create: method({
		summary:
			"Makes a room and joins it; or, `with` others, opens the direct conversation of exactly these people, which is the same one each time. A `private` room is seen by nobody but those who are invited; the answer tells the opaque id that is its `room`, and `room` here becomes its `title`.",
		stage: "logged-in",
		params: createParams,
		result: () => joinedRoom,
		errors: ["room_exists", "no_such_account", "not_allowed", "storage_unavailable"],
	}),
	rooms: method({
		summary:
			"Lists the public rooms, and the private ones and conversations one is in, by name; those one is in have a `readSeq`, and archived ones only its members see. `after` the last name of a page gives the next.",
		stage: "logged-in",
		params: () => z.object({ after: roomName.optional(), limit: pageEntries }),
		result: () => z.object({ rooms: z.array(roomSummary), more: z.boolean() }),
		errors: ["storage_unavailable"],
	}),
	members: method({
		summary:
			"Lists the members of a room by account; guests only while they are here. `after` the last account gives the next page.",
		stage: "logged-in",
		params: () => z.object({ room: roomName, after: accountName.optional(), limit: pageEntries }),
		result: () => z.object({ members: z.array(member), more: z.boolean() }),
		errors: ["no_such_room", "not_a_member"],
	}),
	topic: method({
		summary: "Sets the topic of a room; empty takes it away.",
		stage: "logged-in",
		params: () => z.object({ room: roomName, topic: topicText }),
		result: () => stored,
		errors: [
			"no_such_room",
			"not_a_member",
			"not_allowed",
			"archived",
			"muted",
			"read_only",
			"storage_unavailable",
		],
	}),
	settings: method({
		summary: "Changes how a room is kept: only what is given changes.",
		stage: "logged-in",
		params: () => roomSettings.extend({ room: roomName, description }),
		result: () => stored,
		errors: ["no_such_room", "not_a_member", "not_allowed", "storage_unavailable"],
	}),
	rename: method({
		summary: "Gives a room another name; the old one still finds it.",
		stage: "logged-in",
		params: () => z.object({ room: roomName, name: roomName }),
		result: () => stored,
		errors: ["no_such_room", "not_a_member", "not_allowed", "room_exists", "storage_unavailable"],
	}),
	invite: method({
		summary: "Brings somebody into a room, who is a member from then on.",
		stage: "logged-in",
		params: () => onePerson,
		result: () => stored,
		errors: [
			"no_such_room",
			"not_a_member",
			"no_such_account",
			"not_allowed",
			"banned",
			"archived",
			"muted",
			"read_only",
			"storage_unavailable",
		],
	}),
	role: method({
		summary:
			"Makes somebody a moderator of a room, or a member of it again; one may step back oneself. Without a room, gives an account another role on the server.",
		stage: "logged-in",
		params: () =>
			z.union([
				z.object({ room: roomName, account: accountName, role: roomRole }),
				z.object({ account: accountName, role: role.exclude(["guest"]) }),
			]),
		result: () => nothing,
		errors: orderErrors,
	}),
} as const satisfies Record<string, Method>;
