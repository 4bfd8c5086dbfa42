import { type Counted, countMessages } from "./counting.ts";
import { olderThan } from "./gaps.ts";
import { indexFrom } from "./item.ts";
import type { RoomLog } from "./room-log.ts";

/** What is known to be unread, and whether there is more of it that is not held. */
export type Unread = Counted & { readonly more: boolean };

const counted = new WeakMap<RoomLog, Unread>();

/** What is unread in a room. */
export function unreadOf(log: RoomLog): Unread {
	const { unread, mentions, readSeq, lastSeq } = log;
	// Asked for every room with every frame.
	const known = counted.get(log) ?? { unread, mentions, more: lacks(log, readSeq + 1, lastSeq) };
	counted.set(log, known);
	return known;
}

/** What is below the line "new" of what was there when the room was opened; undefined without that line. */
export function freshOf(log: RoomLog): Unread | undefined {
	const { items, divider, dividedTo } = log;
	if (divider === undefined) return undefined;
	const from = divider + 1;
	return { ...countMessages(items, from, dividedTo), more: lacks(log, from, dividedTo) };
}

/** A count that there may be more of. */
export function countText({ unread, more }: Omit<Unread, "mentions">): string {
	return more ? `${unread}+` : `${unread}`;
}

/** Whether an event between two seqs, both included, is not held though the server has it. */
function lacks(log: RoomLog, from: number, to: number): boolean {
	const { items, goneTo, reachesStart } = log;
	const first = Math.max(from, goneTo + 1, reachesStart ? olderThan(log) : 0);
	const end = indexFrom(items, to + 1);
	let held = 0;
	for (let at = indexFrom(items, first); at < end; at++) if (items[at]?.kind === "event") held++;
	return held < to - first + 1;
}
