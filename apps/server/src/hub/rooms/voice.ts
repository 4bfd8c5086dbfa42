import { WireError } from "@partyline/shared/protocol/errors";
import { sentenceOf } from "@partyline/shared/protocol/room-state";
import { becauseText, untilText } from "../order/words.ts";
import { type Asking, may } from "../permissions.ts";
import type { Room } from "../room.ts";

/** Who wants to speak where. */
export type Speaking = Asking & { readonly room: Room };

/** The refusal of what nobody does in a room that is archived. */
export function archived(room: Room): WireError {
	return new WireError("archived", { message: `${room.title} is archived.` });
}

/** Refuses those who may not speak in a room now. */
export function requireVoice(speaking: Speaking): void {
	const refusal = silenceOf(speaking);
	if (refusal !== undefined) throw refusal;
}

/** Why somebody may not speak in a room now; undefined if they may. */
export function silenceOf(speaking: Speaking): WireError | undefined {
	const { hub, session, room } = speaking;
	if (room.state.archived) return archived(room);
	const mute = sentenceOf(room.state.mutes, session.account, hub.clock.now());
	if (mute !== undefined)
		return new WireError("muted", {
			message: `You are muted in ${room.title}${untilText(mute.until)}${becauseText(mute.reason)}.`,
		});
	if (room.state.readOnly && !may(speaking, "speak-read-only"))
		return new WireError("read_only", { message: `Only moderators speak in ${room.title}.` });
	return undefined;
}

/**
 * In slow mode, refuses those whose last message is too short a time ago, and notes that they speak now. What it gives
 * takes that back: for a message that was not stored, or was before. Nothing of it is kept on disk.
 */
export function takeSlowTurn(speaking: Speaking): () => void {
	const { hub, session, room } = speaking;
	const slowMs = (room.state.slowSeconds ?? 0) * 1_000;
	if (slowMs === 0 || may(speaking, "skip-slow")) return () => {};
	const now = hub.clock.now();
	const before = room.spokeAt.get(session.account);
	// The clock may have gone back.
	const waitMs = before === undefined ? 0 : Math.min(before + slowMs - now, slowMs);
	if (waitMs > 0)
		throw new WireError("slow_mode", {
			message: `${room.title} is in slow mode: wait another ${Math.ceil(waitMs / 1_000)} s.`,
			retryAfterMs: waitMs,
		});
	noteTurn(room, session.account, now);
	forgetRunOut(room, now - slowMs);
	return () => {
		if (room.spokeAt.get(session.account) !== now) return;
		if (before === undefined) room.spokeAt.delete(session.account);
		else noteTurn(room, session.account, before);
	};
}

function noteTurn({ spokeAt }: Room, account: Speaking["session"]["account"], at: number): void {
	// At the end of the map, which is in the order of time.
	spokeAt.delete(account);
	spokeAt.set(account, at);
}

function forgetRunOut({ spokeAt }: Room, before: number): void {
	for (const [account, at] of spokeAt) {
		if (at >= before) return;
		spokeAt.delete(account);
	}
}
