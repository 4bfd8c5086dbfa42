import { type Item, indexFrom, seqOf } from "./item.ts";
import type { RoomLog } from "./room-log.ts";

/** What a look through the log came to: a message that names us, the end of the room, or where nothing is held. */
export type Sought =
	| { readonly found: string }
	| { readonly end: true }
	/** What is beside this event is to be fetched. */
	| { readonly edge: number };

/** Looks from an event on, up or down, as far as the log is held without a hole. */
export function seekMention(log: RoomLog, from: number, step: 1 | -1): Sought {
	let last = from;
	for (const item of itemsFrom(log, from, step)) {
		const seq = seqOf(item);
		if (seq === undefined) continue;
		const isNext = seq === last + step || last + step <= log.goneTo;
		if (!isNext) return { edge: last };
		if (namesUs(item)) return { found: item.key };
		last = seq;
	}
	const isEnd = step === 1 ? last >= log.lastSeq : log.reachesStart || last <= 1;
	return isEnd ? { end: true } : { edge: last };
}

/** Whether an item is a message that names us. */
export function namesUs(item: Item): boolean {
	return item.kind === "event" && item.namesUs;
}

/** The items beside an event, the nearest first. */
function* itemsFrom({ items }: RoomLog, from: number, step: 1 | -1): Generator<Item> {
	let index = step === 1 ? indexFrom(items, from + 1) : indexFrom(items, from) - 1;
	for (let item = items[index]; item !== undefined; item = items[index]) {
		yield item;
		index += step;
	}
}
