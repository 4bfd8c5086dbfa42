import type { ConnectionStatus, Me } from "@partyline/client";
import type { AccountName } from "@partyline/shared/protocol/ids";
import type { JoinedRoom, PresenceState } from "@partyline/shared/protocol/shapes";
import { type Editor, emptyEditor } from "../input/editor.ts";
import { createHistory, type InputHistory } from "../input/history.ts";
import type { Look } from "../view/window.ts";
import { type Layer, noLayer } from "./layer.ts";
import { type Place, roomIn, type ServerId, serverOf } from "./place.ts";
import { emptyLog, type RoomLog } from "./room-log.ts";
import { emptyServer, type Server } from "./server.ts";

/** A person as the lists show them. */
export type Person = {
	readonly account: AccountName;
	/** As it can be shown. */
	readonly name: string;
	readonly state: PresenceState;
};

/** A room we are in, and where. */
export type ListedRoom = JoinedRoom & { readonly place: Place };

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
	/** Whether the window has the keyboard, as far as the terminal tells. */
	readonly focused: boolean;
	/** The one the window was opened with first. */
	readonly servers: readonly Server[];
	/** Those of all servers, in the order of the list; their index is their number. */
	readonly rooms: readonly ListedRoom[];
	/** By room; one may have posted to what is no room. */
	readonly logs: ReadonlyMap<Place, RoomLog>;
	/** The members of each room that are known, by account. */
	readonly members: ReadonlyMap<Place, ReadonlyMap<AccountName, Person>>;
	readonly current: Place;
	/** The room before this one. */
	readonly previous: Place | undefined;
	readonly editor: Editor;
	readonly drafts: ReadonlyMap<Place, Editor>;
	readonly history: InputHistory;
	readonly completion: Completion | undefined;
	readonly layer: Layer;
	/** How everything looks; another theme is another look. */
	readonly look: Look;
	/** One line about the last thing done, gone with the next key. */
	readonly hint: string;
	/** Whether Ctrl+C was pressed on an empty line just now. */
	readonly leaving: boolean;
	/** Whether one goes on up, page by page, to the beginning of the room; any key ends it. */
	readonly climbing: boolean;
	/** Makes the keys of notices. */
	readonly notices: number;
	/** When we last told that we type (epoch ms). */
	readonly typingToldAt: number;
	/** The first key of two that belong together, such as Ctrl+X; empty for none. */
	readonly prefix: string;
};

/** The state before anything is known. */
export function initialState(start: {
	readonly columns: number;
	readonly rows: number;
	readonly now: number;
	readonly place: Place;
	readonly servers?: readonly Server[];
	readonly look: Look;
}): State {
	return {
		columns: start.columns,
		rows: start.rows,
		now: start.now,
		focused: true,
		servers: start.servers ?? [emptyServer()],
		rooms: [],
		logs: new Map(),
		members: new Map(),
		current: start.place,
		previous: undefined,
		editor: emptyEditor(),
		drafts: new Map(),
		history: createHistory(),
		completion: undefined,
		layer: noLayer,
		look: start.look,
		hint: "",
		leaving: false,
		climbing: false,
		notices: 0,
		typingToldAt: 0,
		prefix: "",
	};
}

const nothing = emptyLog();

/** The log of a room. */
export function logOf(state: State, place: Place): RoomLog {
	return state.logs.get(place) ?? nothing;
}

/** The state with the log of one room changed. */
export function withLog(state: State, place: Place, change: (log: RoomLog) => RoomLog): State {
	const before = logOf(state, place);
	const after = change(before);
	if (after === before) return state;
	return { ...state, logs: new Map(state.logs).set(place, after) };
}

/** The state with the logs of some rooms as they are now: however many, they are put in at once. */
export function withLogs(state: State, logs: readonly (readonly [Place, RoomLog])[]): State {
	const changed = logs.filter(([place, log]) => log !== logOf(state, place));
	return changed.length === 0 ? state : { ...state, logs: new Map([...state.logs, ...changed]) };
}

const nowhere = emptyServer();

/** What is known of a server. */
export function serverIn(state: State, id: ServerId): Server {
	return state.servers.find((server) => server.id === id) ?? nowhere;
}

/** The state with what is known of a server changed. */
export function withServer(state: State, id: ServerId, change: (server: Server) => Server): State {
	const servers = state.servers.map((server) => (server.id === id ? change(server) : server));
	return { ...state, servers };
}

/** Who we are where that room is; in the current one unless told otherwise. */
export function meIn(state: State, place: Place = state.current): Me | undefined {
	return serverIn(state, serverOf(place)).me;
}

/** How far the connection is that a room comes by; the current one unless told otherwise. */
export function statusIn(state: State, place: Place = state.current): ConnectionStatus {
	return serverIn(state, serverOf(place)).status;
}

/** How a person is called in a room: by display name where it is known. */
export function nameOf(state: State, place: Place, account: AccountName): string {
	return state.members.get(place)?.get(account)?.name ?? account;
}

/** The room of that place, if we are in it. */
export function roomAt(state: State, place: Place): ListedRoom | undefined {
	return state.rooms.find((joined) => joined.place === place);
}

/** What a room is called: `#name`, or the others of a direct conversation. */
export function labelOf(state: State, place: Place): string {
	const joined = roomAt(state, place);
	if (joined?.with === undefined) return joined?.room ?? roomIn(place);
	const others = joined.with.filter((account) => account !== meIn(state, place)?.account);
	// A conversation with oneself has no others.
	return (others.length === 0 ? joined.with : others)
		.map((account) => nameOf(state, place, account))
		.join(", ");
}
