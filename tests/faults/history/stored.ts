import type { Ack, Entry, History, StoredEvent, Violation } from "./history.ts";
import type { Place, StoredIndex } from "./index-stored.ts";

/** What the store holds: all that was acked, nothing that was refused or never said, without gap or double. */
export function checkStored(history: History, index: StoredIndex): Violation[] {
	return [
		...checkDurable(history),
		...checkGapless(history),
		...checkOnce(history),
		...checkSaid(history, index),
		...checkRefused(history, index),
		...checkRefusals(history),
	];
}

function checkDurable({ entries, stored, heads }: History): Violation[] {
	return entries.flatMap((entry): Violation[] => {
		if (entry.type !== "acked") return [];
		const base = heads.get(entry.room) ?? 0;
		// Sent again long after: its place lies before this history, which the sender compares with its first ack.
		if (entry.again && entry.seq <= base) return [];
		const event = stored.get(entry.room)?.[entry.seq - base - 1];
		if (event !== undefined && isWhatWasAcked(event, entry)) return [];
		const found = event === undefined ? "nothing" : tell(event);
		return [{ rule: "durable", what: `${tell(entry)} was acked, the store has ${found}` }];
	});
}

function isWhatWasAcked(event: StoredEvent, { id, seq, text, actor }: Ack): boolean {
	return event.id === id && event.seq === seq && event.text === text && event.by === actor;
}

function checkGapless({ stored, heads }: History): Violation[] {
	return [...stored].flatMap(([room, events]) => {
		const base = heads.get(room) ?? 0;
		const wrong = events.findIndex((event, index) => event.seq !== base + index + 1);
		if (wrong === -1) return [];
		const what = `${room} has ${events[wrong]?.seq} where ${base + wrong + 1} belongs`;
		return [{ rule: "gapless", what } as const];
	});
}

function checkOnce({ stored }: History): Violation[] {
	const known = new Set<string>();
	const isKnown = (name: string | undefined) => {
		if (name === undefined) return false;
		const was = known.has(name);
		known.add(name);
		return was;
	};
	return [...stored].flatMap(([room, events]) =>
		events.flatMap((event): Violation[] => {
			// Both: a message that was given another id on its way is said twice as well.
			const again = [event.id, event.text].map(isKnown).includes(true);
			return again ? [{ rule: "exactly once", what: `${room}: ${tell(event)} again` }] : [];
		}),
	);
}

function checkSaid({ entries }: History, index: StoredIndex): Violation[] {
	const said = new Map<string, { actor: string; room: string }>();
	for (const entry of entries) if (entry.type === "sent") said.set(entry.text, entry);
	return [...index].flatMap(([text, places]) => {
		const by = said.get(text);
		const isTrue = ({ room, event }: Place) => by?.actor === event.by && by.room === room;
		if (places.every(isTrue)) return [];
		const who = by === undefined ? "nobody" : `${by.actor} in ${by.room}`;
		const what = `${who} said ${text}, stored is ${places.map(tell).join()}`;
		return [{ rule: "nothing invented", what } as const];
	});
}

function checkRefused({ entries }: History, index: StoredIndex): Violation[] {
	return entries.flatMap((entry): Violation[] => {
		if (entry.type !== "refused" || !index.has(entry.text)) return [];
		return [{ rule: "refused is not stored", what: tell(entry) }];
	});
}

function checkRefusals({ entries }: History): Violation[] {
	const expected = new Map<string, string>();
	for (const entry of entries)
		if (entry.type === "sent" && entry.refusal !== undefined)
			expected.set(entry.text, entry.refusal);
	return entries.flatMap((entry): Violation[] => {
		if (entry.type !== "refused" && entry.type !== "acked") return [];
		const wanted = expected.get(entry.text);
		const got = entry.type === "refused" ? entry.code : undefined;
		if (got === wanted) return [];
		const what = `${tell(entry)} where ${wanted ?? "an ack"} belongs`;
		return [{ rule: "refused by the rules", what }];
	});
}

/** A thing of a history in a message. */
export function tell(thing: Entry | Place | StoredEvent): string {
	return JSON.stringify(thing);
}
