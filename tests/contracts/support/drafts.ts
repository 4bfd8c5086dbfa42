import type { Draft, EventDraft, Journal, Receipt } from "@partyline/server/ports";
import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { MessageId, RoomName, Seq } from "@partyline/shared/protocol/ids";
import { accountName, newMessageId, roomName, seq as seqOf } from "@partyline/shared/protocol/ids";

export const general = roomName.parse("#general");
export const random = roomName.parse("#random");
export const ann = accountName.parse("Ann");
export const bob = accountName.parse("Bob");

/** A message by Ann, with a fresh id. */
export function said(room: RoomName, text: string): Draft {
	return message(room, newMessageId(), text);
}

/** The event that makes a public room. */
export function created(room: RoomName): Draft {
	return draft({ room, at: 1, by: ann, type: "create", kind: "public" });
}

/** A message by Ann, under an id. */
export function message(room: RoomName, id: MessageId, text: string): Draft {
	return { key: id, event: { room, at: 1_700_000_000_000, by: ann, type: "message", id, text } };
}

/** Ann joins. */
export function joined(room: RoomName): Draft {
	return draft({ room, at: 1, by: ann, type: "join" });
}

/** An event that has no id of its own, under a fresh key. */
export function draft(event: EventDraft): Draft {
	return { key: newMessageId(), event };
}

/** Makes public rooms. */
export async function make(journal: Journal, ...rooms: readonly RoomName[]): Promise<void> {
	await journal.append(rooms.map(created));
}

/** What was stored. */
export function events(receipts: readonly Receipt[]): RoomEvent[] {
	return receipts.map(({ event }) => event);
}

/** What was said, or the types of what is no message. */
export function texts(log: readonly RoomEvent[]): string[] {
	return log.map((event) => (event.type === "message" ? event.text : event.type));
}

/** All numbers from one to another. */
export function numbers(from: number, to: number): Seq[] {
	return Array.from({ length: to - from + 1 }, (_, index) => seqOf.parse(from + index));
}
