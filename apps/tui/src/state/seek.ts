import { type Item, indexFrom, seqOf } from "./item.ts";
import type { RoomLog } from "./room-log.ts";

/** What a look through the log came to: a message that names us, the end of the room, or where nothing is held. */
export type Sought =
	| { readonly found: string }
	| { readonly end: true }
	/** What comes next is to be fetched: beside this event. */
	| { readonly edge: number; readonly passed: number };

/** Looks from an event on, up or down, as far as the log is held without a hole. */
export function seekMention(log: RoomLog, from: number, step: 1 | -1): Sought {
	const { items } = log;
	let last = from;
	let passed = 0;
	let index = step === 1 ? indexFrom(items, from + 1) : indexFrom(items, from) - 1;
	for (; index >= 0 && index < items.length; index += step) {
		const item = items[index];
		const seq = seqOf(item);
		if (item === undefined || seq === undefined) continue;
		if (seq !== last + step && !isGone(log, last + step)) return { edge: last, passed };
		if (namesUs(item)) return { found: item.key };
		last = seq;
		passed++;
	}
	const isEnd = step === 1 ? last >= log.lastSeq : log.reachesStart || last <= 1;
	return isEnd ? { end: true } : { edge: last, passed };
}

/** Whether an item is a message that names us. */
export function namesUs(item: Item | undefined): boolean {
	return item?.kind === "event" && item.namesUs;
}

function isGone({ goneTo }: RoomLog, seq: number): boolean {
	return seq <= goneTo;
}
