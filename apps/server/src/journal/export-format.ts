import { isDeepStrictEqual } from "node:util";
import { at, roomEvent, roomKind, roomSettings } from "@partyline/shared/protocol/events";
import {
	accountName,
	author,
	cursor,
	messageId,
	roomName,
	seq,
} from "@partyline/shared/protocol/ids";
import { problemOf } from "@partyline/shared/protocol/problem";
import type { RoomState, Sentence } from "@partyline/shared/protocol/room-state";
import { role, serverBan, act as toldAct } from "@partyline/shared/protocol/shapes";
import { z } from "zod";

/** The version of the format that is written. */
export const exportFormat = 2;

/** Those that are read: the first knew guests, and rooms without a state. */
const knownFormats = [1, exportFormat] as const;

/** Of what is the usual, such as an account that is active, a line says nothing. */
const account = z.object({
	account: accountName,
	name: z.string(),
	role,
	state: z.enum(["disabled", "deleted"]).optional(),
	/** A PHC string. */
	password: z.string().optional(),
	createdAt: at.optional(),
});
const hash = z.hex().length(64);
/** A device; `name` and what follows are missing of one from before devices had names. */
const token = z.object({
	account: accountName,
	hash,
	name: z.string().optional(),
	client: z.string().optional(),
	createdAt: at.optional(),
	seenAt: at.optional(),
});
const ignore = z.object({ account: accountName, ignored: accountName });
const invite = z.object({
	id: z.int().min(1),
	hash,
	uses: z.int().min(1),
	used: z.int().min(0),
	expiresAt: at,
	role: role.exclude(["guest"]),
	room: roomName.optional(),
	account: accountName.optional(),
	createdAt: at,
	by: author,
	revoked: z.boolean(),
});
/** `title` is told to people, and kept with the room. */
const act = toldAct.omit({ title: true }).extend({ undo: z.string().optional() });

const sentence: z.ZodType<Sentence> = z.object({
	who: accountName,
	until: at.exactOptional(),
	reason: z.string().exactOptional(),
	by: author,
	at,
});

/** What a room is beside its members and its topic. */
export const roomState: z.ZodType<RoomState> = z.object({
	...roomSettings.shape,
	title: roomName.exactOptional(),
	formerly: z.array(roomName).exactOptional(),
	moderators: z.array(accountName).exactOptional(),
	bans: z.array(sentence).exactOptional(),
	mutes: z.array(sentence).exactOptional(),
});

/** `floor` is the last seq that was trimmed away; `topic` and `state` are what they are although the log may not say so. */
const room = z.object({
	room: roomName,
	kind: roomKind,
	floor: seq.optional(),
	topic: z.string().optional(),
	state: roomState.optional(),
});
const member = z.object({ room: roomName, account: accountName });
const trimmed = z.object({ room: roomName, seq, at, by: author, key: messageId });
const read = z.object({ account: accountName, room: roomName, seq: cursor });

/** The kinds of line of an export, in the order in which they come: one JSON object each, with one of these names. */
export const lineKinds = {
	partyline: z.object({
		partyline: z.literal("export"),
		format: z.literal(knownFormats),
		epoch: z.string(),
	}),
	account: z.object({ account }),
	token: z.object({ token }),
	ignore: z.object({ ignore }),
	invite: z.object({ invite }),
	ban: z.object({ ban: serverBan }),
	act: z.object({ act }),
	room: z.object({ room }),
	member: z.object({ member }),
	trimmed: z.object({ trimmed }),
	event: z.object({ event: roomEvent, key: messageId.optional() }),
	read: z.object({ read }),
	end: z.object({ end: z.object({ lines: z.int() }) }),
};

type LineKind = keyof typeof lineKinds;

/** One line of an export, by its kind. */
export type ExportLine = {
	[K in LineKind]: { readonly kind: K; readonly line: z.output<(typeof lineKinds)[K]> };
}[LineKind];

/** Reads a line, or says what is wrong with it as one clause. */
export function parseExportLine(text: string): ExportLine | string {
	const value = parseJson(text);
	if (typeof value !== "object" || value === null) return "it is not a JSON object";
	const kind = kindOf(value);
	if (kind === undefined) return `it is none of ${Object.keys(lineKinds).join(", ")}`;
	if (kind === "partyline" && "format" in value && !isKnown(value.format))
		return `its format is ${value.format}, and this partylined reads ${knownFormats.join(" and ")}`;
	const parsed = lineKinds[kind].safeParse(value);
	if (!parsed.success) return problemOf(parsed.error);
	// What the schema passes over or spells in another way would be lost without a word.
	if (!isDeepStrictEqual(parsed.data, value))
		return "it has a field that does not belong there, or a name in another than its usual spelling";
	return { kind, line: parsed.data } as ExportLine;
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function isKnown(format: unknown): boolean {
	return knownFormats.some((known) => known === format);
}

function kindOf(value: object): LineKind | undefined {
	const names: string[] = Object.keys(value);
	return lineKindNames.find((kind) => names.includes(kind));
}

const lineKindNames = Object.keys(lineKinds) as LineKind[];
