import { type Item, indexFrom } from "./item.ts";
import type { RoomLog } from "./room-log.ts";

/** Messages of others, and those of them that name us. */
export type Counted = { readonly unread: number; readonly mentions: number };

/** What is held of others between two seqs, both included. */
export function countMessages(
	items: readonly Item[],
	from: number,
	to = Number.POSITIVE_INFINITY,
): Counted {
	let unread = 0;
	let mentions = 0;
	for (let at = indexFrom(items, from); at < items.length; at++) {
		const item = items[at];
		if (item?.kind !== "event") continue;
		if (item.event.seq > to) break;
		if (item.event.type !== "message" || item.mine === true || item.hidden === true) continue;
		unread++;
		if (item.namesUs) mentions++;
	}
	return { unread, mentions };
}

/** The log after events were put into it: unread is what is held, or what has come and is held no more. */
export function recount(log: RoomLog): RoomLog {
	const held = countMessages(log.items, log.readSeq + 1);
	const unread = Math.max(log.unread, held.unread);
	return { ...log, unread, mentions: Math.max(log.mentions, held.mentions) };
}
