import type { SQLOutputValue } from "node:sqlite";
import {
	eventTypes,
	type RoomEvent,
	type RoomKind,
	roomEvent,
} from "@partyline/shared/protocol/events";
import type { AccountName, MessageId, RoomName, Seq } from "@partyline/shared/protocol/ids";
import { problemOf } from "@partyline/shared/protocol/problem";
import type { RoomState } from "@partyline/shared/protocol/room-state";
import type { Role } from "@partyline/shared/protocol/shapes";
import type { Account, AccountState, EventDraft } from "../../hub/ports.ts";

// The file is ours and was checked on its way in, so a row is only checked for its shape; this is
// the one place where what it holds gets its branded type.

/** A row as node:sqlite gives it. */
export type Row = Record<string, SQLOutputValue>;

/** The columns that `toPlace` reads. */
export const placeColumns = `rooms.name AS room, seq, at, "by"`;

/** The columns that `toEvent` reads. */
export const eventColumns = `${placeColumns}, key, type, rest`;

/** The columns that `toAccount` reads. */
export const accountColumns = "accounts.account, accounts.name, role, state, accounts.created_at";

/** What every event has, as a row holds it. */
export function toPlace(row: Row): Pick<RoomEvent, "room" | "seq" | "at" | "by"> {
	return {
		room: toRoomName(row.room),
		seq: toSeq(row.seq),
		at: integer(row.at),
		by: toAccountName(row.by),
	};
}

/** The event a row holds. */
export function toEvent(row: Row): RoomEvent {
	const place = toPlace(row);
	const rest = parseRest(text(row.rest));
	switch (row.type) {
		case "message":
			return { ...place, type: "message", id: toMessageId(row.key), ...messageRest(rest) };
		case "create":
			return { ...place, type: "create", ...createRest(rest) };
		case "part":
			return { ...place, type: "part" };
		case "topic":
			return { ...place, type: "topic", topic: text(rest.topic) };
		case "join":
			return { ...place, type: "join" };
		default:
			return toRareEvent({ ...place, type: row.type, ...rest });
	}
}

/** An event of a kind that a room has few of, so that it may be checked as it would be on the wire. */
function toRareEvent(value: { readonly type: unknown }): RoomEvent {
	const parsed = roomEvent.safeParse(value);
	if (parsed.success) return parsed.data;
	if (typeof value.type === "string" && Object.hasOwn(eventTypes, value.type))
		throw new TypeError(problemOf(parsed.error));
	throw unexpected("a type of event", value.type);
}

/** What goes into the `rest` column: everything that has no column of its own. */
export function toRest(event: EventDraft): string {
	// The id of a message is the key of its row; and what is imported knows its seq already.
	const columns = { id: undefined, seq: undefined, ...event };
	const { room: _room, seq: _seq, at: _at, by: _by, type: _type, id: _id, ...rest } = columns;
	// Of a message that has nothing but a text the text alone: 9 bytes of 240 that most messages do not need.
	const isPlain = event.type === "message" && Object.keys(rest).length === 1;
	return JSON.stringify(isPlain ? event.text : rest);
}

/** The text of a message's row; undefined where it was taken back. */
export function toMessageText(row: Row): string | undefined {
	const rest = messageRest(parseRest(text(row.rest)));
	return "redacted" in rest ? undefined : rest.text;
}

/** The account a row holds. */
export function toAccount(row: Row): Account {
	// Before schema 3 it was not noted.
	const createdAt = integer(row.created_at ?? 0);
	return {
		account: toAccountName(row.account),
		name: text(row.name),
		role: oneOf<Role>(row.role, ["guest", "member", "admin", "owner"]),
		// Before schema 3 there was nothing else.
		state: oneOf<AccountState>(row.state ?? "active", ["active", "disabled", "deleted"]),
		...(createdAt > 0 && { createdAt }),
	};
}

/** A column that holds the name of a room. */
export function toRoomName(value: unknown): RoomName {
	return text(value) as RoomName;
}

/** A column that holds the name of an account. */
export function toAccountName(value: unknown): AccountName {
	return text(value) as AccountName;
}

/** A column that holds a seq, or 0. */
export function toSeq(value: unknown): Seq {
	return integer(value) as Seq;
}

/** What follows from a room's log, as its column holds it. */
export function toRoomState(value: unknown): RoomState {
	// Written by nobody but the writer, out of events that were checked.
	return parseRest(text(value)) as RoomState;
}

/** A column that holds a kind of room. */
export function toRoomKind(value: unknown): RoomKind {
	return oneOf<RoomKind>(value, ["public", "private", "direct"]);
}

/** A column of type TEXT. */
export function text(value: unknown): string {
	if (typeof value !== "string") throw unexpected("text", value);
	return value;
}

/** A column of type INTEGER. */
export function integer(value: unknown): number {
	if (!Number.isSafeInteger(value) || typeof value !== "number")
		throw unexpected("an integer", value);
	return value;
}

/** The 16 bytes of a UUID in its text form. */
export function toKey(id: MessageId): Uint8Array {
	const bytes = Buffer.from(id.replaceAll("-", ""), "hex");
	// Buffer.from stops in silence at what is not hexadecimal.
	if (bytes.length !== 16) throw unexpected("a UUID", id);
	return bytes;
}

/** A column that holds the 16 bytes of a UUID. */
export function toMessageId(value: unknown): MessageId {
	if (!(value instanceof Uint8Array) || value.length !== 16) throw unexpected("a key", value);
	const hex = Buffer.from(value.buffer, value.byteOffset, 16).toString("hex");
	const [a, b, c, d] = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
	return `${a}-${b}-${c}-${d}-${hex.slice(20)}` as MessageId;
}

function parseRest(json: string): Record<string, unknown> {
	const value: unknown = JSON.parse(json);
	if (typeof value === "string") return { text: value };
	if (typeof value !== "object" || value === null) throw unexpected("an object", value);
	return { ...value };
}

function messageRest(rest: Record<string, unknown>) {
	return {
		text: text(rest.text),
		...(rest.action === true && { action: true as const }),
		...(rest.replyTo !== undefined && { replyTo: toSeq(rest.replyTo) }),
		...(rest.redacted === true && { redacted: true as const }),
	};
}

function createRest(rest: Record<string, unknown>) {
	const kind = toRoomKind(rest.kind);
	return {
		kind,
		...(Array.isArray(rest.with) && { with: rest.with.map(toAccountName) }),
		...(rest.title !== undefined && { title: toRoomName(rest.title) }),
	};
}

function oneOf<T extends string>(value: unknown, known: readonly T[]): T {
	const found = known.find((each) => each === value);
	if (found === undefined) throw unexpected(known.join(" or "), value);
	return found;
}

function unexpected(wanted: string, value: unknown): TypeError {
	return new TypeError(`The database holds ${typeof value} where ${wanted} belongs.`);
}
