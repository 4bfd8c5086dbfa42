import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { countMessages } from "./counting.ts";
import type { Item } from "./item.ts";
import type { Place } from "./place.ts";
import type { RoomLog } from "./room-log.ts";
import { type State, withLog } from "./state.ts";

type Redaction = Extract<ReceivedEvent, { type: "redact" }>;

/** The state without the texts of the messages that were taken back, and without the mentions they were. */
export function takeRedaction(state: State, place: Place, event: Redaction): State {
	const gone: ReadonlySet<number> = new Set(event.seqs);
	const isGone = (mention: State["mentions"][number]) =>
		mention.place === place && gone.has(mention.event.seq);
	const mentions = state.mentions.some(isGone)
		? state.mentions.filter((mention) => !isGone(mention))
		: state.mentions;
	return withLog({ ...state, mentions }, place, withRedactions);
}

/** The log with every message taken back of which it holds that somebody did so. */
export function withRedactions(log: RoomLog): RoomLog {
	const by = redactorsIn(log.items);
	if (by.size === 0) return log;
	let changed = false;
	const items = log.items.map((item) => {
		const taken = takenBack(item, by);
		changed ||= taken !== item;
		return taken;
	});
	if (!changed) return log;
	const { mentions } = countMessages(items, log.readSeq + 1);
	return { ...log, items, mentions: Math.min(log.mentions, mentions) };
}

/** Who has taken back which message. */
function redactorsIn(items: readonly Item[]): ReadonlyMap<number, string> {
	const by = new Map<number, string>();
	for (const item of items)
		if (item.kind === "event" && item.event.type === "redact")
			for (const seq of item.event.seqs) by.set(seq, item.name);
	return by;
}

function takenBack(item: Item, by: ReadonlyMap<number, string>): Item {
	if (item.kind !== "event" || item.event.type !== "message") return item;
	const takenBy = by.get(item.event.seq);
	if (takenBy === undefined || item.takenBy !== undefined) return item;
	const event = { ...item.event, text: "", redacted: true } as const;
	return { ...item, event, takenBy, namesUs: false };
}
