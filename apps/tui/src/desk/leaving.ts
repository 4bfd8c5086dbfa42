import { backspace, type Editor, emptyEditor, insert, paste } from "../input/editor.ts";
import { chordOf } from "../input/event.ts";
import type { Typed } from "../modes/mode.ts";
import { type Place, type ServerId, serverOf } from "../state/place.ts";
import { tell } from "../state/reduce.ts";
import { labelOf, roomAt, type State, serverIn } from "../state/state.ts";
import type { Desk } from "./desk.ts";

/** A key within this time after the last one belongs to what was being typed. */
const breathMs = 1_500;

/** Goes to another room when the one on screen is ours no more, and says why; here or on another device. */
export function stayInARoom(desk: Desk, current: Place): void {
	const state = desk.state();
	const isLive = serverIn(state, serverOf(current)).status.state === "live";
	if (isLive && roomAt(state, current) === undefined) {
		const next = nextRoom(state, serverOf(current));
		desk.open(next);
		const at = desk.now();
		if (next !== undefined) desk.change((now) => ({ ...now, moved: { from: current, at } }));
	}
	desk.change(tellGone);
}

function nextRoom({ rooms, previous }: State, server: ServerId): Place | undefined {
	const isThere = ({ place }: State["rooms"][number]) => serverOf(place) === server;
	const before = rooms.find(({ place }) => place === previous && serverOf(place) === server);
	return (before ?? rooms.find(isThere) ?? rooms[0])?.place;
}

/** Says where one is why one is in other rooms no more; what was typed there is kept. */
function tellGone(state: State): State {
	let next = state;
	for (const [place, text] of state.gone) {
		if (roomAt(state, place) !== undefined) continue;
		next = tell(next, next.current, { text, tone: "problem" });
	}
	const gone = new Map([...state.gone].filter(([place]) => roomAt(state, place) !== undefined));
	return gone.size === state.gone.size ? state : { ...next, gone };
}

/**
 * Takes what is typed on, right after the room was taken away in which that was begun: it goes to the text that
 * is kept there, and Enter says nothing anywhere. False when it is meant for the room on screen.
 */
export function takeTypedOn(desk: Desk, typed: Typed): boolean {
	const { moved } = desk.state();
	if (moved === undefined) return false;
	const action = typed.type === "key" ? desk.look.keymap.get(chordOf(typed.key))?.name : undefined;
	const edit = editOf(typed, action);
	if (edit !== undefined && desk.now() - moved.at <= breathMs) {
		const at = desk.now();
		desk.change((state) => ({ ...withKept(state, moved.from, edit), moved: { ...moved, at } }));
		return true;
	}
	desk.change((state) => ({ ...state, moved: undefined }));
	const isSent = action === "submit" && desk.now() - moved.at <= breathMs;
	if (isSent) desk.change((state) => ({ ...state, hint: keptHint(state, moved.from) }));
	return isSent;
}

/** Keeps a line that was begun in a room one was taken out of; false when it was not. */
export function keepLineOf(desk: Desk, line: string): boolean {
	const { moved } = desk.state();
	desk.change((state) => (state.moved === undefined ? state : { ...state, moved: undefined }));
	if (moved === undefined || desk.now() - moved.at > lineMs) return false;
	desk.change((state) => withKept(state, moved.from, (kept) => insert(kept, line)));
	desk.tell(`${keptHint(desk.state(), moved.from)}. Type it again to say it here.`, "problem");
	return true;
}

/** Of a line one sees only its end: for so long it may have been begun before. */
const lineMs = 30_000;

function keptHint(state: State, from: Place): string {
	return `Not sent: what you were writing is kept for ${labelOf(state, from)}`;
}

function editOf(typed: Typed, action: string | undefined): ((line: Editor) => Editor) | undefined {
	if (typed.type === "text") return (line) => insert(line, typed.text);
	if (typed.type === "paste") return (line) => paste(line, typed.text);
	return action === "delete-back" ? backspace : undefined;
}

function withKept(state: State, place: Place, edit: (line: Editor) => Editor): State {
	const line = edit(state.drafts.get(place) ?? emptyEditor());
	return { ...state, drafts: new Map(state.drafts).set(place, line) };
}
