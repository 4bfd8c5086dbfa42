import type { Client } from "@partyline/client";
import { editorOf } from "../input/editor.ts";
import { type Place, placeOf, roomIn, type ServerId, serverOf } from "../state/place.ts";
import type { State } from "../state/state.ts";
import { unsentIn } from "../state/typing-line.ts";
import type { Desk } from "./desk.ts";

const prefix = "draft:";

/** Writing takes at most this part of the time: where it is quick, every key is on disk before the next. */
const busyShare = 1 / 20;
/** However slow it is, nothing waits longer. */
const longestPauseMs = 300;

/** What of each room is on disk as far as this window knows: what it read or wrote last. */
const known = new WeakMap<Client, Map<string, string>>();

function knownOf(client: Client): Map<string, string> {
	const rooms = known.get(client) ?? new Map<string, string>();
	known.set(client, rooms);
	return rooms;
}

/** Writes down what is typed in a room, for the next time; an empty text forgets it. Throws as `note` does. */
export function noteDraft(client: Client, room: string, text: string): void {
	const rooms = knownOf(client);
	// What another window has written meanwhile is for that one to forget.
	if (text !== "") client.note(`${prefix}${room}`, text);
	else if (noted(client, room) === rooms.get(room)) client.note(`${prefix}${room}`, undefined);
	rooms.set(room, text);
}

function noted(client: Client, room: string): string | undefined {
	const name = `${prefix}${room}`;
	return client.notes(name).get(name);
}

/** The state with what was typed and not sent last time on a server. */
export function withDrafts(state: State, server: ServerId, client: Client): State {
	const notes = [...client.notes(prefix)].map(
		([name, text]) => [name.slice(prefix.length), text] as const,
	);
	for (const [room, text] of notes) knownOf(client).set(room, text);
	const found = notes.map(([room, text]) => [placeOf(server, room), editorOf(text)] as const);
	const here = new Map(found).get(state.current);
	const editor = here !== undefined && state.editor.text === "" ? here : state.editor;
	return { ...state, editor, drafts: new Map([...state.drafts, ...found]) };
}

/**
 * Keeps everything that is typed and not sent on disk, behind the paint of each key, until the returned
 * function is called, which writes what is not written yet, or what another window has forgotten.
 */
export function keepDrafts(desk: Desk): () => void {
	let pauseUntil = 0;
	let later: NodeJS.Timeout | undefined;
	let isNext = false;
	let hasFailed = false;
	let isOver = false;
	const write = (drafts: readonly Draft[]) => {
		const before = performance.now();
		const error = writeAll(drafts);
		// Said once: a full disk refuses at every key.
		if (error !== undefined && !hasFailed)
			desk.problem(`What you type is not kept on disk now. ${messageOf(error)}`);
		hasFailed = error !== undefined;
		const now = performance.now();
		const pauseMs = hasFailed ? longestPauseMs : (now - before) / busyShare;
		pauseUntil = now + Math.min(longestPauseMs, pauseMs);
	};
	const run = () => {
		clearTimeout(later);
		later = undefined;
		isNext = false;
		if (!isOver) write(draftsOf(desk).filter(hasChanged));
	};
	const look = () => {
		const changed = draftsOf(desk).filter(hasChanged);
		if (changed.length === 0 || isNext) return;
		const { current } = desk.state();
		// What was sent, or its room left, does not wait.
		const hasEnded = changed.some(({ place, text }) => place !== current || text === "");
		const waitMs = hasEnded && !hasFailed ? 0 : pauseUntil - performance.now();
		isNext = waitMs <= 0;
		if (isNext) setImmediate(run);
		else later ??= setTimeout(run, waitMs);
	};
	const unsubscribe = desk.store.subscribe(look);
	return () => {
		isOver = true;
		clearTimeout(later);
		unsubscribe();
		write(draftsOf(desk).filter((draft) => hasChanged(draft) || isGone(draft)));
	};
}

/** Writes what is typed in the rooms of a server. Throws as `note` does. */
export function noteDraftsAt(desk: Desk, id: ServerId): void {
	const drafts = draftsOf(desk).filter(({ place }) => serverOf(place) === id);
	const error = writeAll(drafts.filter(hasChanged));
	if (error !== undefined) throw error;
}

/** Writes drafts; the reason if one could not be written, which keeps no other from it. */
function writeAll(drafts: readonly Draft[]): unknown {
	let problem: unknown;
	for (const { client, place, text } of drafts)
		try {
			noteDraft(client, roomIn(place), text);
		} catch (error) {
			problem ??= error;
		}
	return problem;
}

type Draft = { readonly place: Place; readonly client: Client; readonly text: string };

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** What is typed in each room that one was in. */
function draftsOf({ clients, state }: Desk): Draft[] {
	const now = state();
	return [...new Set([...now.drafts.keys(), now.current])].flatMap((place) => {
		const client = clients.get(serverOf(place));
		return client === undefined ? [] : [{ place, client, text: unsentIn(now, place) }];
	});
}

function hasChanged({ client, place, text }: Draft): boolean {
	return (knownOf(client).get(roomIn(place)) ?? "") !== text;
}

/** Whether another window has put its own in the place of a draft, or sent that. */
function isGone({ client, place, text }: Draft): boolean {
	return text !== "" && noted(client, roomIn(place)) !== text;
}
