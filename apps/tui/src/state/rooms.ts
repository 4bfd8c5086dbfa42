import type { RoomName } from "@partyline/shared/protocol/ids";
import { emptyEditor } from "../input/editor.ts";
import { moveTo, openLog } from "./room-log.ts";
import { logOf, type State, withLog } from "./state.ts";

/** The state with another room on screen; what was typed stays with its room. */
export function openRoom(state: State, room: RoomName): State {
	if (room === state.current) return { ...state, overlay: "none" };
	const drafts = new Map(state.drafts).set(state.current, state.editor);
	const { history } = state;
	// Nobody reads further up in a room that is not on screen: it need not be held there.
	const left = withLog(state, state.current, (log) => moveTo(log, { at: "end" }));
	return {
		...withLog(left, room, openLog),
		current: room,
		previous: state.current,
		editor: drafts.get(room) ?? emptyEditor(),
		drafts,
		// The draft that a look back has put aside belongs to the room it was typed in.
		history: { ...history, at: history.lines.length, draft: "" },
		completion: undefined,
		overlay: "none",
		hint: "",
		leaving: false,
		climbing: false,
	};
}

/** The room some places further in the list, around its ends. */
export function neighbour(state: State, step: 1 | -1): RoomName | undefined {
	const { rooms } = state;
	const at = rooms.findIndex(({ room }) => room === state.current);
	return rooms[(at + step + rooms.length) % rooms.length]?.room;
}

/** The next room with something unread: those that name us, then conversations, then the rest. */
export function nextUnread(state: State): RoomName | undefined {
	const weight = (room: RoomName, kind: string) => {
		const { unread, mentions } = logOf(state, room);
		if (unread === 0) return 0;
		return mentions > 0 ? 3 : kind === "direct" ? 2 : 1;
	};
	return state.rooms
		.map(({ room, kind }) => ({ room, weight: weight(room, kind) }))
		.filter((candidate) => candidate.weight > 0 && candidate.room !== state.current)
		.sort((a, b) => b.weight - a.weight)[0]?.room;
}
