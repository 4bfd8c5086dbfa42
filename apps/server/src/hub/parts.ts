import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { AccountName, Seq } from "@partyline/shared/protocol/ids";
import { serverLimits } from "../limits.ts";
import type { Delivery } from "./ports.ts";

/** Comings and goings in a row, by their number. */
export type Comings = {
	readonly from: Seq;
	readonly to: Seq;
	readonly joined: number;
	readonly left: number;
};

/** A part of a delivery: what is told as it is, or comings and goings of which only the number is. */
export type Part = { readonly events: readonly RoomEvent[] } | { readonly comings: Comings };

/**
 * What of a delivery is told as it is: all of it in most rooms; in a crowd not those who come and go where that are many in a
 * row. What `reader` does is always told to them: on another device they may not know of it.
 */
export function partsOf({ events, isToCrowd }: Delivery, reader?: AccountName): readonly Part[] {
	if (!isToCrowd) return [{ events }];
	const parts: Part[] = [];
	let told = 0;
	for (let at = 0; at < events.length; at++) {
		const end = endOfComings(events, at, reader);
		if (end - at >= serverLimits.comingsNamed) {
			if (at > told) parts.push({ events: events.slice(told, at) });
			parts.push({ comings: countComings(events.slice(at, end)) });
			told = end;
		}
		at = Math.max(at, end - 1);
	}
	if (told < events.length) parts.push({ events: told === 0 ? events : events.slice(told) });
	return parts;
}

function endOfComings(events: readonly RoomEvent[], from: number, reader?: AccountName): number {
	let end = from;
	for (let event = events[end]; event !== undefined; event = events[++end])
		if (!isComing(event) || event.by === reader) break;
	return end;
}

/** Whether an event is nothing but that somebody came or left by themselves. */
export function isComing({ type }: RoomEvent): boolean {
	return type === "join" || type === "part";
}

function countComings(events: readonly RoomEvent[]): Comings {
	const [first] = events;
	const last = events.at(-1);
	if (first === undefined || last === undefined) throw new Error("nobody came or left");
	const joined = events.filter(({ type }) => type === "join").length;
	return { from: first.seq, to: last.seq, joined, left: events.length - joined };
}
