import { v7 } from "uuid";
import { z } from "zod";
import { parseAccountName, parseRoomName } from "../text/names.ts";

declare const brand: unique symbol;

/** A primitive that only its parser makes, so that one kind of name is not taken for another. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** `#name`, or the opaque `@…` of a direct conversation; always in its canonical spelling. */
export type RoomName = Branded<string, "RoomName">;

/** The name an account is known by; never changes. */
export type AccountName = Branded<string, "AccountName">;

/** The place of an event in its room: 1, 2, 3… without a gap. */
export type Seq = Branded<number, "Seq">;

/** A UUIDv7 made by the sender of a message; makes sending it again harmless (RFC 9562 §5.7). */
export type MessageId = Branded<string, "MessageId">;

const directRoomPattern = /^@[0-9a-z]{8,40}$/;

/** Room names as they come from the wire; the value is in canonical spelling. */
export const roomName = z.string().transform((raw, context): RoomName => {
	if (directRoomPattern.test(raw)) return raw as RoomName;
	const parsed = parseRoomName(raw);
	if (parsed.ok) return parsed.name as RoomName;
	context.addIssue({ code: "custom", message: parsed.problem });
	return z.NEVER;
});

/** Account names as they come from the wire. */
export const accountName = z.string().transform((raw, context): AccountName => {
	const parsed = parseAccountName(raw);
	if (parsed.ok) return parsed.name as AccountName;
	context.addIssue({ code: "custom", message: parsed.problem });
	return z.NEVER;
});

/** The author of what the server itself does, such as making `#general`; nobody can take this name. */
export const serverAuthor = "server" as AccountName;

/** The author of an event: an account, or the server itself. */
export const author = z.string().transform((raw, context): AccountName => {
	if (raw === serverAuthor) return serverAuthor;
	const parsed = parseAccountName(raw);
	if (parsed.ok) return parsed.name as AccountName;
	context.addIssue({ code: "custom", message: parsed.problem });
	return z.NEVER;
});

// The seq that follows the last is an exact integer still.
const lastSeq = Number.MAX_SAFE_INTEGER - 1;

/** A seq of an event, from 1. */
export const seq = z
	.int()
	.min(1)
	.max(lastSeq)
	.transform((value) => value as Seq);

/** A place in a room's log: a seq, or 0 for "before the first event". */
export const cursor = z
	.int()
	.min(0)
	.max(lastSeq)
	.transform((value) => value as Seq);

/** The place before the first event of a room. */
export const beforeFirst = 0 as Seq;

/** The seq that follows `value`. */
export function nextSeq(value: Seq): Seq {
	return (value + 1) as Seq;
}

/** The place before `value`: a seq, or the place before the first event. */
export function previousSeq(value: Seq): Seq {
	return (value - 1) as Seq;
}

/** The place `count` events before `value`, or the one before the first event. */
export function placeBefore(value: Seq, count: number): Seq {
	return Math.max(value - count, 0) as Seq;
}

/** A message id in its usual text form, lower case. */
export const messageId = z
	.uuidv7({ error: "A message id must be a UUIDv7 in its text form." })
	.transform((value) => value.toLowerCase() as MessageId);

/** A fresh message id; ids made later by one process sort later. */
export function newMessageId(): MessageId {
	return v7() as MessageId;
}
