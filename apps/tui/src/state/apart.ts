import { recount } from "./counting.ts";
import { foldInto } from "./folding.ts";
import { type Item, indexFrom, seqOf } from "./item.ts";
import type { RoomLog } from "./room-log.ts";
import { withItems } from "./trim.ts";

/**
 * The log with events in a row that may be far from what is held: what is between is a gap, which fills when
 * one comes near it. Nothing is trimmed: whoever puts them there goes there next.
 */
export function putApart(log: RoomLog, items: readonly Item[]): RoomLog {
	const fresh = items.filter((item) => {
		const seq = seqOf(item);
		return seq !== undefined && seq <= log.lastSeq && !isHeld(log, seq);
	});
	// What is held in the midst of them keeps its place, so that runs of new ones go where they belong.
	return recount(fresh.reduce(putOne, log));
}

/** Whether an event is among the items. */
export function isHeld({ items }: RoomLog, seq: number): boolean {
	return seqOf(items[indexFrom(items, seq)]) === seq;
}

function putOne(log: RoomLog, item: Item): RoomLog {
	const index = indexFrom(log.items, seqOf(item) ?? 0);
	const above = log.items.slice(0, index);
	return withItems(log, [...above, ...foldInto(above, [item]), ...log.items.slice(index)]);
}
