import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { Place } from "./place.ts";

/** A message that named us. */
export type Mention = {
	readonly place: Place;
	readonly name: string;
	readonly event: Extract<ReceivedEvent, { type: "message" }>;
};

/** Mentions held; older ones are found in their rooms. */
export const heldMentions = 200;

/** The mentions with one more, in the order they were said. */
export function addMention(mentions: readonly Mention[], mention: Mention): readonly Mention[] {
	const { at } = mention.event;
	const isNewest = (mentions.at(-1)?.event.at ?? 0) <= at;
	const next = isNewest
		? [...mentions, mention]
		: [...mentions, mention].sort((a, b) => a.event.at - b.event.at);
	return next.slice(-heldMentions);
}
