import { nextSeq, placeBefore, previousSeq } from "@partyline/shared/protocol/ids";
import { type Hub, orUnavailable } from "./hub.ts";
import type { Room } from "./room.ts";

const dayMs = 24 * 3_600_000;

/** So many events are looked at and removed at a time, between two of which it can end. */
const stepEvents = 100;

/**
 * Removes what is older than its room keeps it, the last event of a room too, until `isEnding`. Numbering goes on, and what
 * follows from the log, such as who is in the room, stays.
 */
export async function removeOld(hub: Hub, isEnding: () => boolean = () => false): Promise<void> {
	for (const room of [...hub.rooms.values()]) while (!isEnding() && (await removeSome(hub, room)));
}

/** Removes the first events of a room that are too old; whether there may be more of them. */
async function removeSome(hub: Hub, room: Room): Promise<boolean> {
	const { floor, head } = room;
	const { retentionDays = 0 } = room.state;
	if (retentionDays === 0 || floor >= head) return false;
	const since = hub.clock.now() - retentionDays * dayMs;
	const last = placeBefore(head, Math.max(0, head - floor - stepEvents));
	const kept = await orUnavailable(hub.journal.firstSince(room.name, since, last));
	const below = kept ?? nextSeq(last);
	if (below > nextSeq(floor)) {
		await orUnavailable(hub.journal.trim(room.name, below));
		room.floor = previousSeq(below);
	}
	// Whoever waits has their turn before the next step.
	await new Promise<void>((resolve) => hub.clock.soon(resolve));
	return kept === undefined;
}
