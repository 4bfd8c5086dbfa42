import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { AccountName } from "@partyline/shared/protocol/ids";
import { nameKey } from "@partyline/shared/text/names";
import { eventItem, type Item, type Sight } from "./item.ts";
import { type Place, serverOf } from "./place.ts";
import { meIn, nameOf, type State, serverIn } from "./state.ts";

/** What it takes to show an event in a room. */
export function sightOf(state: State, place: Place, event: ReceivedEvent): Sight {
	const me = meIn(state, place);
	const who = "who" in event ? event.who : undefined;
	return {
		mine: event.by === me?.account,
		name: nameOf(state, place, event.by),
		names: event.type === "message" && me !== undefined && isNamedIn(event.text, me),
		...(who !== undefined && { whoName: nameOf(state, place, who) }),
		...(isGuest(state, place, event.by) && { guest: true }),
		...(isHidden(state, place, event) && { hidden: true }),
	};
}

/** An event of a room as an item of its window. */
export function toItem(state: State, place: Place, event: ReceivedEvent): Item {
	return eventItem(event, sightOf(state, place, event));
}

/** Whether somebody has no account, as far as one knows. */
export function isGuest(state: State, place: Place, account: AccountName): boolean {
	return state.members.get(place)?.get(account)?.role === "guest";
}

/** Whether one does not want to hear what an event says. */
function isHidden(state: State, place: Place, { type, by }: ReceivedEvent): boolean {
	return type === "message" && serverIn(state, serverOf(place)).ignored.has(by);
}

/** Whether a text names somebody: the name as a word of its own. */
function isNamedIn(text: string, me: { readonly account: string; readonly name: string }): boolean {
	const keys = [nameKey(me.name), nameKey(me.account)];
	// Longer than any name: not worth folding, and folding hostile text is slow.
	for (const [word] of text.matchAll(/[\p{L}\p{N}\p{M}_.-]+/gu))
		if (word.length <= 64 && keys.includes(nameKey(word.replace(/[.-]+$/, "")))) return true;
	return false;
}
