import { type Item, indexFrom, seqOf } from "../state/item.ts";
import type { RoomLog } from "../state/room-log.ts";
import { takenBackText } from "./taken-back.ts";

/** More of a message than this is never in one row. */
const longestQuote = 200;

/** What an item answers, in words; empty for nothing. */
export function quoteText(log: RoomLog, item: Item): string {
	const seq = replyOf(item);
	if (seq === undefined) return "";
	const answered = log.items[indexFrom(log.items, seq)];
	const isHeld = answered?.kind === "event" && seqOf(answered) === seq;
	if (!isHeld || answered.event.type !== "message") return `message ${seq}`;
	if (answered.hidden === true) return `message ${seq}`;
	const { text, redacted } = answered.event;
	if (redacted === true) return takenBackText(answered.takenBy);
	return `${answered.name}: ${text.slice(0, longestQuote)}`;
}

function replyOf(item: Item): number | undefined {
	if (item.kind === "post") return item.entry.replyTo;
	return item.kind === "event" && item.event.type === "message" ? item.event.replyTo : undefined;
}
