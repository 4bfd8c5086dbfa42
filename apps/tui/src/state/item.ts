import type { OutboxEntry } from "@partyline/client";
import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { Fold, Passing } from "./folding.ts";

/** Something that stands in a room's window: an event of the log, a post without an ack, or a notice of our own. */
export type Item =
	| {
			readonly kind: "event";
			readonly key: string;
			readonly event: ReceivedEvent;
			readonly name: string;
			/** Whether it is a message that names us. */
			readonly namesUs: boolean;
			/** Whether it is our own. */
			readonly mine?: boolean;
			/** How whoever it was done to is called. */
			readonly whoName?: string;
			/** Whether its author has no account. */
			readonly guest?: boolean;
			/** Whether one does not want to hear its author: nothing is shown of it. */
			readonly hidden?: boolean;
			/** Who took it back. */
			readonly takenBy?: string;
			readonly fold?: Fold;
	  }
	| {
			readonly kind: "post";
			readonly key: string;
			readonly entry: OutboxEntry;
			readonly name: string;
			/** Its seq, when the server has it but its event has not come yet. */
			readonly keptAt?: number;
	  }
	| {
			readonly kind: "notice";
			readonly key: string;
			readonly text: string;
			readonly tone: Tone;
			/** Who comes or goes, when it tells no more than that. */
			readonly passing?: Passing;
			readonly fold?: Fold;
	  };

/** What it takes to show an event: whose it is, and how the people in it are called now. */
export type Sight = {
	readonly mine: boolean;
	/** Whether it names us. */
	readonly names: boolean;
	readonly name: string;
	readonly whoName?: string;
	readonly guest?: boolean;
	readonly hidden?: boolean;
};

/** How a notice is meant. */
export type Tone = "info" | "problem";

/** An event as an item of the window. */
export function eventItem(event: ReceivedEvent, { names, ...sight }: Sight): Item {
	return {
		kind: "event",
		key: eventKey(event),
		event,
		namesUs: names && !sight.mine && sight.hidden !== true,
		...sight,
	};
}

/** The key of an event in the window. */
export function eventKey(event: ReceivedEvent): string {
	return `e${event.seq}`;
}

/** The key of a post in the window. */
export function postKey(id: string): string {
	return `p${id}`;
}

/** The seq of an item that is an event. */
export function seqOf(item: Item | undefined): number | undefined {
	return item?.kind === "event" ? item.event.seq : undefined;
}

/** The index of the first event from a seq on, the number of items if there is none; notices stand anywhere. */
export function indexFrom(items: readonly Item[], seq: number): number {
	let low = 0;
	let high = items.length;
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		let probe = middle;
		while (probe > low && items[probe]?.kind !== "event") probe--;
		const found = seqOf(items[probe]);
		if (found === undefined || found < seq) low = middle + 1;
		else high = probe;
	}
	return low;
}

/** The index of an item, -1 if it is not there. */
export function indexOfKey(items: readonly Item[], key: string): number {
	const seq = key.startsWith("e") ? Number(key.slice(1)) : Number.NaN;
	if (Number.isNaN(seq)) return items.findLastIndex((item) => item.key === key);
	const index = indexFrom(items, seq);
	return seqOf(items[index]) === seq ? index : -1;
}
