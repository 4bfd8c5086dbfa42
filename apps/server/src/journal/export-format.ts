import { isDeepStrictEqual } from "node:util";
import { at, roomEvent, roomKind } from "@partyline/shared/protocol/events";
import {
	accountName,
	author,
	cursor,
	messageId,
	roomName,
	seq,
} from "@partyline/shared/protocol/ids";
import { problemOf } from "@partyline/shared/protocol/problem";
import { role } from "@partyline/shared/protocol/shapes";
import { z } from "zod";

/** The version of the format; a reader refuses any other. */
export const exportFormat = 1;

const account = z.object({
	account: accountName,
	name: z.string(),
	role,
	state: z.enum(["active", "disabled", "deleted"]).default("active"),
});
const token = z.object({ account: accountName, hash: z.hex().length(64) });
/** `floor` is the last seq that was trimmed away, `topic` what it is although the log may not say so. */
const room = z.object({
	room: roomName,
	kind: roomKind,
	floor: seq.optional(),
	topic: z.string().optional(),
});
const member = z.object({ room: roomName, account: accountName });
const trimmed = z.object({ room: roomName, seq, at, by: author, key: messageId });
const read = z.object({ account: accountName, room: roomName, seq: cursor });

/** The kinds of line of an export, in the order in which they come: one JSON object each, with one of these names. */
export const lineKinds = {
	partyline: z.object({
		partyline: z.literal("export"),
		format: z.literal(exportFormat),
		epoch: z.string(),
	}),
	account: z.object({ account }),
	token: z.object({ token }),
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
	if (kind === "partyline" && "format" in value && value.format !== exportFormat)
		return `its format is ${value.format}, and this partylined reads ${exportFormat}`;
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

function kindOf(value: object): LineKind | undefined {
	const names: string[] = Object.keys(value);
	return lineKindNames.find((kind) => names.includes(kind));
}

const lineKindNames = Object.keys(lineKinds) as LineKind[];
