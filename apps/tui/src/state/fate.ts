import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { expulsionText } from "../view/event-words.ts";
import type { Place } from "./place.ts";
import { labelOf, logOf, meIn, nameOf, type State } from "./state.ts";

/** The state after somebody brought us into a room, or took us out of it: that is told where one is then. */
export function withFate(state: State, place: Place, event: ReceivedEvent): State {
	if (!("who" in event) || event.who !== meIn(state, place)?.account) return state;
	if (event.type === "invite") return withInvitation(state, place, event);
	if (event.type !== "kick" && event.type !== "ban") return state;
	const by = nameOf(state, place, event.by);
	const text = expulsionText(event, { by, room: labelOf(state, place) });
	return { ...state, gone: new Map(state.gone).set(place, text) };
}

function withInvitation(state: State, place: Place, { by, seq }: ReceivedEvent): State {
	// Whoever has read it knows, and so does whoever is there.
	if (place === state.current || seq <= logOf(state, place).readSeq) return state;
	return { ...state, brought: new Map(state.brought).set(place, nameOf(state, place, by)) };
}
