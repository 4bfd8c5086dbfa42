import type { ConnectionStatus, Me } from "@partyline/client";
import type { RoomRole } from "@partyline/shared/protocol/events";
import type { AccountName } from "@partyline/shared/protocol/ids";
import type { JoinedRoom, PresenceState, Role } from "@partyline/shared/protocol/shapes";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { type Editor, emptyEditor } from "../input/editor.ts";
import { createHistory, type InputHistory } from "../input/history.ts";
import type { Look } from "../view/window.ts";
import type { Completion } from "./completion.ts";
import { type Layer, noLayer } from "./layer.ts";
import { type Scrolled, unscrolled } from "./lists.ts";
import type { Mention } from "./mentions.ts";
import { type Place, roomIn, type ServerId, serverOf } from "./place.ts";
import { type Anchor, emptyLog, type RoomLog } from "./room-log.ts";
import { emptyServer, type Server } from "./server.ts";
import { type Sides, usualSides } from "./sides.ts";

/** A person as the lists show them. */
export type Person = {
	readonly account: AccountName;
	/** As it can be shown. */
	readonly name: string;
	readonly state: PresenceState;
	/** What they are on the server, once that is known. */
	readonly role?: Role | undefined;
	/** What they are in the room. */
	readonly roomRole?: RoomRole | undefined;
	/** Until when they may not speak there (epoch ms); 0 for as long as nobody unmutes them. */
	readonly mutedUntil?: number | undefined;
};

/** A room we are in, and where. */
export type ListedRoom = JoinedRoom & { readonly place: Place };

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
	/** When the rooms were used last (epoch ms), the latest at the end; and what of it is kept on disk. */
	readonly recent: ReadonlyMap<Place, number>;
	readonly keptRecent: ReadonlyMap<Place, number>;
	readonly editor: Editor;
	readonly drafts: ReadonlyMap<Place, Editor>;
	readonly history: InputHistory;
	/** Where one was looking back in the rooms that are not on screen, and the draft put aside there. */
	readonly looks: ReadonlyMap<Place, InputHistory>;
	readonly completion: Completion | undefined;
	readonly layer: Layer;
	/** What stands beside the conversation. */
	readonly sides: Sides;
	readonly scrolled: Scrolled;
	/** The newest messages that named us, on every server. */
	readonly mentions: readonly Mention[];
	/** How everything looks; another theme is another look. */
	readonly look: Look;
	/** One line about the last thing done, gone with the next key. */
	readonly hint: string;
	/** What one could know, shown where there is room; empty for nothing. */
	readonly tip: string;
	/** Whether Ctrl+C was pressed on an empty line just now. */
	readonly leaving: boolean;
	/** Whether Enter would run a command that was typed with a space before it. */
	readonly asking: boolean;
	/** Whether one goes on up, page by page, to the beginning of the room; any key ends it. */
	readonly climbing: boolean;
	/** Makes the keys of notices. */
	readonly notices: number;
	/** When we last told that we type (epoch ms). */
	readonly typingToldAt: number;
	/** The first key of two that belong together, such as Ctrl+X; empty for none. */
	readonly prefix: string;
	/** Whether the mouse is ours; else it is the terminal's. */
	readonly mouse: boolean;
	/** When Esc found nothing to end (epoch ms), 0 when another key came after it. */
	readonly escapedAt: number;
	/** Rooms that begin below an item while one is at their end. */
	readonly cleared: ReadonlyMap<Place, string>;
	/** Why one is in a room no more, until one was taken to another. */
	readonly gone: ReadonlyMap<Place, string>;
	/** Who brought one into which room, until that is told. */
	readonly brought: ReadonlyMap<Place, string>;
	/** The room one was taken away from while typing, and when a key last went to what was typed there. */
	readonly moved: { readonly from: Place; readonly at: number } | undefined;
	/** The message gone to last, and the anchor that was: for as long as that is the anchor, one is there. */
	readonly sought: { readonly anchor: Anchor; readonly key: string } | undefined;
};

const nothingUsed: ReadonlyMap<Place, number> = new Map();

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
		recent: nothingUsed,
		keptRecent: nothingUsed,
		editor: emptyEditor(),
		drafts: new Map(),
		history: createHistory(),
		looks: new Map(),
		completion: undefined,
		layer: noLayer,
		sides: usualSides,
		scrolled: unscrolled,
		mentions: [],
		look: start.look,
		hint: "",
		tip: "",
		leaving: false,
		asking: false,
		climbing: false,
		notices: 0,
		typingToldAt: 0,
		prefix: "",
		mouse: true,
		escapedAt: 0,
		cleared: new Map(),
		gone: new Map(),
		brought: new Map(),
		moved: undefined,
		sought: undefined,
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
	return byPlace(state.rooms).get(place);
}

const placed = new WeakMap<readonly ListedRoom[], ReadonlyMap<Place, ListedRoom>>();

/** However many rooms there are, they are gone through once for each list of them. */
function byPlace(rooms: readonly ListedRoom[]): ReadonlyMap<Place, ListedRoom> {
	const known = placed.get(rooms) ?? new Map(rooms.map((joined) => [joined.place, joined]));
	placed.set(rooms, known);
	return known;
}

/** What a room is called as one sees it: a private room has a sign before its name. */
export function labelOf(state: State, place: Place): string {
	const isPrivate = roomAt(state, place)?.kind === "private";
	return `${isPrivate ? state.look.signs.private : ""}${titleOf(state, place)}`;
}

/** What a room is called as one types it: `#name`, or the others of a direct conversation. */
export function titleOf(state: State, place: Place): string {
	const joined = roomAt(state, place);
	if (joined?.with === undefined) return joined?.title ?? joined?.room ?? roomIn(place);
	const me = meIn(state, place)?.account;
	const there = joined.with.filter((account) => account !== me);
	// Whoever has no account any more is in no list, but is whom it was made with.
	const others = there.length > 0 ? there : formerOthers(logOf(state, place), me);
	// A conversation with oneself has no others.
	return (others.length === 0 ? joined.with : others)
		.map((account) => nameOf(state, place, account))
		.join(", ");
}

/** The others of a direct conversation by its beginning; where that is not held, those who said or did something. */
function formerOthers({ items }: RoomLog, me: AccountName | undefined): readonly AccountName[] {
	const happened = items.flatMap((item) => (item.kind === "event" ? [item.event] : []));
	const [first] = happened;
	const people =
		first?.type === "create" && first.with !== undefined
			? first.with
			: happened.map((event) => event.by);
	return [...new Set(people)].filter((account) => account !== me);
}

/** What a room is called where those of several servers are named: with its server, if there are several. */
export function fullLabelOf(state: State, place: Place): string {
	const label = labelOf(state, place);
	if (state.servers.length < 2) return label;
	return `${label} (${sanitizeLine(serverIn(state, serverOf(place)).label)})`;
}
