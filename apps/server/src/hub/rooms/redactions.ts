import type { AccountName, Seq } from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import { serverLimits } from "../../limits.ts";
import { draft, type Hub, stamp } from "../hub.ts";
import type { Draft } from "../ports.ts";
import type { Room } from "../room.ts";

/** A message that is taken back, and how long its text is, in UTF-16 units. */
export type Said = { readonly seq: Seq; readonly length: number };

/**
 * The events by which messages of a room are taken back, in the order in which they are given; there is at least one message.
 * Each is to be stored by itself: to take the words of more texts out of the index would keep what others say waiting.
 */
export function redactions(
	hub: Hub,
	{ room, by, reason }: { room: Room; by: AccountName; reason: string | undefined },
	said: readonly Said[],
): Draft[] {
	return cut(said).map((seqs) =>
		draft(hub, { ...stamp(hub, room.name, by), type: "redact", seqs, ...(reason && { reason }) }),
	);
}

/** Pieces of as many messages as one event may name, and of no more text than goes in one go, or of one message. */
function cut(said: readonly Said[]): Seq[][] {
	const pieces: Seq[][] = [];
	let piece: Seq[] = [];
	let textLength = 0;
	for (const { seq, length } of said) {
		const isFull =
			piece.length >= limits.redactEvents || textLength + length > serverLimits.redactedAtOnce;
		if (piece.length === 0 || isFull) {
			piece = [];
			pieces.push(piece);
			textLength = 0;
		}
		piece.push(seq);
		textLength += length;
	}
	return pieces;
}
