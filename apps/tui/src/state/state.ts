import type { ConnectionStatus, Me } from "@partyline/client";
import type { AccountName, RoomName } from "@partyline/shared/protocol/ids";
import type { JoinedRoom, PresenceState } from "@partyline/shared/protocol/shapes";
import { type Editor, emptyEditor } from "../input/editor.ts";
import { createHistory, type InputHistory } from "../input/history.ts";
import { emptyLog, type RoomLog } from "./room-log.ts";

/** A person as the lists show them. */
export type Person = {
	readonly account: AccountName;
	/** As it can be shown. */
	readonly name: string;
	readonly state: PresenceState;
};

/** What lies over the conversation. */
export type Overlay = "none" | "rooms" | "members" | "help";

/** What Tab offers: the candidates, which one is in the line now, and what was typed before it. */
export type Completion = {
	readonly candidates: readonly string[];
	readonly index: number;
	/** Where the completed word begins, UTF-16. */
	readonly from: number;
};

/** Everything on screen. Replaced, never changed; a part that did not change stays the same object. */
export type State = {
	readonly columns: number;
	readonly rows: number;
	/** Epoch ms of the last tick, for what counts down. */
	readonly now: number;
	readonly status: ConnectionStatus;
	readonly me: Me | undefined;
	/** In the order of the list; their place is their number. */
	readonly rooms: readonly JoinedRoom[];
	/** By room; one may have posted to what is no room. */
	readonly logs: ReadonlyMap<string, RoomLog>;
	/** The members of each room that are known, by account. */
	readonly members: ReadonlyMap<RoomName, ReadonlyMap<AccountName, Person>>;
	readonly current: RoomName;
	/** The room before this one. */
	readonly previous: RoomName | undefined;
	readonly editor: Editor;
	readonly drafts: ReadonlyMap<RoomName, Editor>;
	readonly history: InputHistory;
	readonly completion: Completion | undefined;
	readonly overlay: Overlay;
	/** The first row of the help on screen. */
	readonly helpTop: number;
	/** One line about the last thing done, gone with the next key. */
	readonly hint: string;
	/** Whether Ctrl+C was pressed on an empty line just now. */
	readonly leaving: boolean;
	/** Whether one goes on up, page by page, to the beginning of the room; any key ends it. */
	readonly climbing: boolean;
	/** Makes the keys of notices. */
	readonly notices: number;
};

/** The state before anything is known. */
export function initialState(start: {
	readonly columns: number;
	readonly rows: number;
	readonly now: number;
	readonly room: RoomName;
}): State {
	return {
		columns: start.columns,
		rows: start.rows,
		now: start.now,
		status: { state: "idle" },
		me: undefined,
		rooms: [],
		logs: new Map(),
		members: new Map(),
		current: start.room,
		previous: undefined,
		editor: emptyEditor(),
		drafts: new Map(),
		history: createHistory(),
		completion: undefined,
		overlay: "none",
		helpTop: 0,
		hint: "",
		leaving: false,
		climbing: false,
		notices: 0,
	};
}

const nothing = emptyLog();

/** The log of a room. */
export function logOf(state: State, room: string): RoomLog {
	return state.logs.get(room) ?? nothing;
}

/** The state with the log of one room changed. */
export function withLog(state: State, room: string, change: (log: RoomLog) => RoomLog): State {
	const before = logOf(state, room);
	const after = change(before);
	if (after === before) return state;
	return { ...state, logs: new Map(state.logs).set(room, after) };
}

/** The state with the logs of some rooms as they are now: however many, they are put in at once. */
export function withLogs(state: State, logs: readonly (readonly [string, RoomLog])[]): State {
	const changed = logs.filter(([room, log]) => log !== logOf(state, room));
	return changed.length === 0 ? state : { ...state, logs: new Map([...state.logs, ...changed]) };
}

/** How a person is called in a room: by display name where it is known. */
export function nameOf(state: State, room: RoomName, account: AccountName): string {
	return state.members.get(room)?.get(account)?.name ?? account;
}

/** The room of that name, if we are in it. */
export function roomOf(state: State, room: string): JoinedRoom | undefined {
	return state.rooms.find((joined) => joined.room === room);
}

/** What a room is called: `#name`, or the others of a direct conversation. */
export function labelOf(state: State, room: RoomName): string {
	const joined = roomOf(state, room);
	if (joined?.with === undefined) return room;
	const others = joined.with.filter((account) => account !== state.me?.account);
	// A conversation with oneself has no others.
	return (others.length === 0 ? joined.with : others)
		.map((account) => nameOf(state, room, account))
		.join(", ");
}
