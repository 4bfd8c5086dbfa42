import type { ConnectionStatus, OutboxEntry } from "@partyline/client";
import { type ReceivedEvent, receivedEvent } from "@partyline/shared/protocol/events";
import { accountName, cursor, newMessageId, roomName } from "@partyline/shared/protocol/ids";
import type { JoinedRoom, Member, PresenceState } from "@partyline/shared/protocol/shapes";
import { emptyEditor } from "../input/editor.ts";
import type { Completion } from "../state/completion.ts";
import { home, type Place, placeOf, roomIn } from "../state/place.ts";
import { takeNotice } from "../state/reduce.ts";
import type { State } from "../state/state.ts";
import { initialState, withServer } from "../state/state.ts";
import { createLook } from "../view/window.ts";

/** The room that most tests are in. */
export const general = placeOf(home, "#general");
export const generalRoom = roomIn(general);

/** A room of the first server. */
export function place(room: string): Place {
	return placeOf(home, room);
}

const usualLook = createLook();

/** When samples happen: noon, wherever the test runs. */
export const noon = new Date(2026, 10, 22, 12, 0, 0).getTime();

/** An event as it comes from the wire; a message of bob's unless told otherwise. */
export function event(seq: number, details: Readonly<Record<string, unknown>> = {}): ReceivedEvent {
	const usual = {
		room: "#general",
		seq,
		at: noon,
		by: "bob",
		type: "message",
		text: `text ${seq}`,
	};
	return receivedEvent.parse({ ...usual, id: newMessageId(), ...details });
}

/** Messages with these seqs, both included. */
export function events(from: number, to: number): ReceivedEvent[] {
	return Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => event(from + at));
}

/** A room one is in; with people it is a direct conversation. */
export function joinedRoom(name: string, people?: readonly string[], topic = ""): JoinedRoom {
	const room = roomName.parse(name);
	const base = { room, topic, lastSeq: cursor.parse(0), members: 2, readSeq: cursor.parse(0) };
	if (people === undefined) return { ...base, kind: "public" };
	return { ...base, kind: "direct", with: people.map((account) => accountName.parse(account)) };
}

/** A member of a room. */
export function person(account: string, name = account, state: PresenceState = "online"): Member {
	return { account: accountName.parse(account), name, role: "guest", state };
}

/** Something offered for an empty line. */
export const someCompletion: Completion = {
	candidates: [{ text: "x", label: "x", note: "" }],
	index: 0,
	from: 0,
	typed: emptyEditor(),
	picked: false,
};

/** A post without an ack; with a reason it was refused. */
export function post(text: string, reason?: string): OutboxEntry {
	const entry = { id: newMessageId(), room: generalRoom, text, createdAt: noon };
	return reason === undefined ? entry : { ...entry, refused: { code: "no", reason } };
}

/** A screen of this size, for ann in `#general` and whatever other rooms. */
export function stateOf(
	{ columns = 80, rows = 24 }: { readonly columns?: number; readonly rows?: number } = {},
	joined: readonly JoinedRoom[] = [joinedRoom("#general")],
): State {
	const empty = initialState({ columns, rows, now: noon, place: general, look: usualLook });
	const me = { ...person("ann"), role: "guest" } as const;
	const known = takeNotice(empty, { type: "me", me });
	return takeNotice(known, { type: "rooms", rooms: joined });
}

/** The state after these events, in order. */
export function withEvents(state: State, happened: readonly ReceivedEvent[]): State {
	return happened.reduce(
		(now, one) => takeNotice(now, { type: "event", event: one, mine: one.by === "ann" }),
		state,
	);
}

/** The state with us by another name. */
export function called(state: State, name: string): State {
	const me = { ...person("ann", name), role: "guest" } as const;
	return withServer(state, home, (server) => ({ ...server, me }));
}

/** The state with the connection as it is now. */
export function connected(state: State, status: ConnectionStatus): State {
	return withServer(state, home, (server) => ({ ...server, status }));
}
