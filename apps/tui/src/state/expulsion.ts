import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { expulsionText } from "../view/event-words.ts";
import type { Place } from "./place.ts";
import { labelOf, meIn, nameOf, type State } from "./state.ts";

/** The state after somebody took us out of a room: why is told where one is then. */
export function withExpulsion(state: State, place: Place, event: ReceivedEvent): State {
	if (event.type !== "kick" && event.type !== "ban") return state;
	if (event.who !== meIn(state, place)?.account) return state;
	const by = nameOf(state, place, event.by);
	const text = expulsionText(event, { by, room: labelOf(state, place) });
	return { ...state, gone: new Map(state.gone).set(place, text) };
}
