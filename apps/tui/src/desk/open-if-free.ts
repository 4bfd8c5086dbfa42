import { keyLabel } from "../input/key-label.ts";
import type { Place } from "../state/place.ts";
import { fullLabelOf, roomAt, type State } from "../state/state.ts";
import type { Desk } from "./desk.ts";

/**
 * Goes to a room that was asked for when the state was `asked`. Whoever has begun something since is not
 * taken away from it, but told how to go there.
 */
export function openIfFree(desk: Desk, asked: State, place: Place | undefined): void {
	const { current, editor, layer } = desk.state();
	const isFree =
		current === asked.current && editor.text === asked.editor.text && layer.type === "none";
	if (isFree) desk.open(place);
	else if (place !== undefined && place !== current) tellWay(desk, place);
}

function tellWay(desk: Desk, place: Place): void {
	const state = desk.state();
	if (roomAt(state, place) === undefined) return;
	desk.tell(`${fullLabelOf(state, place)} is open${wayTo(state, place)}.`);
}

/** Tells who brought one into a room, once it is there to go to. */
export function tellBrought(desk: Desk): void {
	for (const [place, by] of desk.state().brought) {
		const state = desk.state();
		if (roomAt(state, place) === undefined) continue;
		const brought = new Map(state.brought);
		brought.delete(place);
		desk.change((now) => ({ ...now, brought }));
		if (place !== state.current)
			desk.tell(`${by} brought you into ${fullLabelOf(state, place)}${wayTo(state, place)}.`);
	}
}

/** The keys that go to a room, in words. */
function wayTo(state: State, place: Place): string {
	const number = state.rooms.findIndex((joined) => joined.place === place) + 1;
	const ways = [`room-${number}`, "switcher"].flatMap((name) => chordOf(state, name));
	return ways.length === 0 ? "" : `; ${ways.map(keyLabel).join(" or ")} goes there`;
}

/** The first chord of an action, if it has any. */
function chordOf({ look }: State, action: string): string[] {
	const [chord] = [...look.keymap].find(([, { name }]) => name === action) ?? [];
	return chord === undefined ? [] : [chord];
}
