import type { Entry, History, Violation } from "./history.ts";
import type { StoredIndex } from "./index-stored.ts";
import { tell } from "./stored.ts";

type Sent = Extract<Entry, { type: "sent" }>;

/** The order of the log against the order in which things were said. */
export function checkOrder(history: History, index: StoredIndex): Violation[] {
	return [...checkRealTime(history, index), ...checkFirstInFirstOut(history, index)];
}

/** The seq a post is stored at; undefined where it is not stored. */
function placeOf(index: StoredIndex, { text, room }: Sent): number | undefined {
	return index.get(text)?.find((place) => place.room === room)?.event.seq;
}

/** Linearizability of appends: an operation that began after another had ended comes after it (Herlihy and Wing, 1990). */
function checkRealTime({ entries }: History, index: StoredIndex): Violation[] {
	const acked = new Map<string, number>();
	return entries.flatMap((entry): Violation[] => {
		if (entry.type === "acked" && !entry.again)
			acked.set(entry.room, Math.max(acked.get(entry.room) ?? 0, entry.seq));
		if (entry.type !== "sent") return [];
		const seq = placeOf(index, entry);
		const floor = acked.get(entry.room) ?? 0;
		if (seq === undefined || seq > floor) return [];
		const what = `${tell(entry)} was said after the ack of ${floor} and is stored at ${seq}`;
		return [{ rule: "real time", what }];
	});
}

function checkFirstInFirstOut({ entries }: History, index: StoredIndex): Violation[] {
	const putOff = new Set<string>();
	for (const entry of entries) if (entry.type === "put-off") putOff.add(entry.text);
	const last = new Map<string, number>();
	return entries.flatMap((entry): Violation[] => {
		if (entry.type !== "sent" || putOff.has(entry.text)) return [];
		const seq = placeOf(index, entry);
		if (seq === undefined) return [];
		const speaker = `${entry.actor} ${entry.room}`;
		const before = last.get(speaker) ?? 0;
		last.set(speaker, Math.max(before, seq));
		if (seq > before) return [];
		const what = `${tell(entry)} is stored at ${seq}, an earlier one at ${before}`;
		return [{ rule: "first in first out", what }];
	});
}
