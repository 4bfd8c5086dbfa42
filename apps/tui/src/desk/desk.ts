import type { Client } from "@partyline/client";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { offerCommands } from "../commands/complete.ts";
import type { Editor } from "../input/editor.ts";
import type { LookMaker } from "../start/look-maker.ts";
import { nothingOutside, type Outside } from "../start/outside.ts";
import { type Question, withQuestion } from "../state/ask.ts";
import type { Tone } from "../state/item.ts";
import type { Layer } from "../state/layer.ts";
import { noLayer } from "../state/layer.ts";
import { type Place, roomIn } from "../state/place.ts";
import { withUsed } from "../state/recent.ts";
import { readUpTo, tell } from "../state/reduce.ts";
import { openRoom } from "../state/rooms.ts";
import { emptyServer } from "../state/server.ts";
import { withNewServer } from "../state/servers.ts";
import { logOf, roomAt, type State } from "../state/state.ts";
import type { Store } from "../state/store.ts";
import { withEditor } from "../state/typing-line.ts";
import type { Look } from "../view/window.ts";
import { type Clients, clientAt } from "./clients.ts";
import type { Connector } from "./connector.ts";
import { loadMembers, loadPages } from "./paging.ts";
import { type ShownServer, withKnown } from "./shown-server.ts";

/** What can be done with the terminal besides painting. */
export type TerminalControl = {
	/** Sends what is no part of the screen, such as a text for the clipboard (OSC 52). */
	readonly send: (bytes: string) => void;
	/**
	 * Gives the terminal to somebody else, as it was before us, until `run` is done. Nothing is painted meanwhile.
	 * When we are to end, `ended` is aborted, and `run` is waited for.
	 */
	readonly lend: (run: (ended: AbortSignal) => Promise<void>) => Promise<void>;
	/** Says something once the terminal is given back for good. */
	readonly sayLast: (words: string) => void;
	/** Stops us as a job of the shell, until it goes on with us. */
	readonly suspend: () => void;
	/** Whether the mouse is told to us. */
	readonly setMouse: (on: boolean) => void;
	/** Shows `tap` every chunk that comes in, until the returned function is called. */
	readonly tapInput: (tap: (chunk: Uint8Array) => void) => () => void;
};

/** What a window is given. */
export type Surroundings = {
	readonly clients: Clients;
	/** How more servers are opened; a window without it stays with those it has. */
	readonly connector: Connector | undefined;
	readonly store: Store;
	/** Makes the look anew when something changes of what it is made of; lines that are only appended have none. */
	readonly looks?: LookMaker;
	/** Epoch ms. */
	readonly now: () => number;
	/** Paints the whole screen anew. */
	readonly redraw: () => void;
	readonly terminal: TerminalControl;
	/** What there is around the terminal; nothing unless told. */
	readonly outside?: Outside;
	/** Ends the program. */
	readonly leave: () => void;
};

/** Everything that keys, commands and the clock can do in a window. */
export type Desk = Surroundings & {
	readonly outside: Outside;
	readonly state: () => State;
	/** How everything looks now. */
	readonly look: Look;
	readonly change: (next: (state: State) => State) => void;
	/** Changes the line; what Tab and Ctrl+C had begun is over. */
	readonly edit: (next: (editor: Editor) => Editor) => void;
	/** The connection of a room; of the current one unless told otherwise. */
	readonly client: (place?: Place) => Client;
	/** Shows a line of our own in the current room. */
	readonly tell: (text: string, tone?: Tone) => void;
	/** Shows why something could not be done. */
	readonly problem: (error: unknown) => void;
	/** Goes to a room we are in; does nothing for any other. */
	readonly open: (place: Place | undefined) => void;
	/** Takes one more server into the window, and connects to it. */
	readonly show: (server: ShownServer) => void;
	/** Asks the person something, over the conversation. */
	readonly ask: (question: Question) => void;
	/** Lays something over the conversation, or takes it away when it is there already. */
	readonly toggle: (layer: Layer) => void;
	/** Marks what is on screen as read, if somebody may be looking. */
	readonly markRead: () => void;
};

/** Makes the desk of a window. */
export function createDesk(surroundings: Surroundings): Desk {
	const { store, clients } = surroundings;
	const state = store.get;
	const { change } = store;
	const clientOf = (place: Place = state().current) => clientAt(clients, place);
	const say = (text: string, tone: Tone = "info") =>
		change((now) => tell(now, now.current, { text, tone }));
	const desk: Desk = {
		...surroundings,
		outside: surroundings.outside ?? nothingOutside,
		state,
		get look() {
			return state().look;
		},
		change,
		edit: (next) => change((now) => offerCommands(withEditor(now, next(now.editor)))),
		client: clientOf,
		tell: say,
		// It may quote the server, which is not to make lines of ours.
		problem: (error) =>
			say(sanitizeLine(error instanceof Error ? error.message : String(error)), "problem"),
		open: (place) => open(desk, place),
		show: (server) => show(desk, server),
		ask: (question) => change((now) => withQuestion(now, question)),
		toggle: (layer) =>
			change((now) => ({ ...now, layer: now.layer.type === layer.type ? noLayer : layer })),
		markRead: () => markRead(desk),
	};
	return desk;
}

function open(desk: Desk, place: Place | undefined): void {
	if (place === undefined || roomAt(desk.state(), place) === undefined) return;
	desk.markRead();
	desk.change((state) => withUsed(openRoom(state, place), place, desk.now()));
	desk.client(place).rememberRoom(roomIn(place));
	loadMembers(desk, place);
	loadPages(desk);
}

function show({ change, clients }: Desk, server: ShownServer): void {
	const { id, label, address, client } = server;
	change((state) => withKnown(withNewServer(state, emptyServer(id, label, address)), server));
	clients.add(id, client);
	client.start();
}

function markRead(desk: Desk): void {
	const { current, focused } = desk.state();
	if (!focused) return;
	const { anchor, lastSeq, readSeq } = logOf(desk.state(), current);
	if (anchor.at !== "end" || lastSeq <= readSeq) return;
	desk.client(current).read(roomIn(current), lastSeq);
	desk.change((state) => readUpTo(state, current, lastSeq));
}
