import type { Client } from "@partyline/client";
import { isSecretText } from "./commands/typed.ts";
import type { Desk } from "./desk.ts";
import { type Editor, editorOf } from "./input/editor.ts";
import { type Place, placeOf, roomIn, type ServerId, serverOf } from "./state/place.ts";
import type { State } from "./state/state.ts";

const prefix = "draft:";

/** Writing takes at most this part of the time: where it is quick, every key is on disk before the next. */
const busyShare = 1 / 20;
/** However slow it is, nothing waits longer. */
const longestPauseMs = 300;

/** Writes down what is typed in a room, for the next time; an empty text forgets it. Throws as `note` does. */
export function noteDraft(client: Client, room: string, text: string): void {
	client.note(`${prefix}${room}`, text === "" || isSecretText(text) ? undefined : text);
}

/** The state with what was typed and not sent last time on a server. */
export function withDrafts(state: State, server: ServerId, client: Client): State {
	const found = [...client.notes(prefix)].map(
		([name, text]) => [placeOf(server, name.slice(prefix.length)), editorOf(text)] as const,
	);
	const here = new Map(found).get(state.current);
	const editor = here !== undefined && state.editor.text === "" ? here : state.editor;
	return { ...state, editor, drafts: new Map([...state.drafts, ...found]) };
}

/**
 * Keeps everything that is typed and not sent on disk, behind the paint of each key, until the returned
 * function is called, which writes what is not written yet.
 */
export function keepDrafts(desk: Desk): () => void {
	const kept = new Map(draftsOf(desk.state()));
	let pauseUntil = 0;
	let scheduled = false;
	let hasFailed = false;
	let isOver = false;
	const write = () => {
		const before = performance.now();
		const error = writeChanged(desk, kept);
		// Said once: a full disk refuses at every key.
		if (error !== undefined && !hasFailed)
			desk.problem(`What you type is not kept on disk now. ${messageOf(error)}`);
		hasFailed = error !== undefined;
		const now = performance.now();
		const pauseMs = hasFailed ? longestPauseMs : (now - before) / busyShare;
		pauseUntil = now + Math.min(longestPauseMs, pauseMs);
	};
	const run = () => {
		scheduled = false;
		if (!isOver) write();
	};
	const look = () => {
		const state = desk.state();
		if (scheduled || !hasChanged(state, kept)) return;
		scheduled = true;
		const isUrgent = !hasFailed && hasEnded(state, kept);
		const waitMs = isUrgent ? 0 : pauseUntil - performance.now();
		if (waitMs <= 0) setImmediate(run);
		else setTimeout(run, waitMs);
	};
	const unsubscribe = desk.store.subscribe(look);
	return () => {
		isOver = true;
		unsubscribe();
		write();
	};
}

/** Writes the drafts that have changed; the reason if one could not be written, which keeps no other from it. */
function writeChanged(desk: Desk, kept: Map<Place, Editor>): unknown {
	let problem: unknown;
	for (const draft of draftsOf(desk.state()))
		try {
			keepOne(desk, kept, draft);
		} catch (error) {
			problem ??= error;
		}
	return problem;
}

type Draft = readonly [Place, Editor];

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** What is typed in each room that one was in. */
function draftsOf({ current, editor, drafts }: State): Map<Place, Editor> {
	return new Map(drafts).set(current, editor);
}

function hasChanged(state: State, kept: ReadonlyMap<Place, Editor>): boolean {
	return kept.get(state.current) !== state.editor || hasLeft(state, kept);
}

/** Whether what is typed in a room that is not on screen has changed: one has just left it. */
function hasLeft({ current, drafts }: State, kept: ReadonlyMap<Place, Editor>): boolean {
	return drafts
		.entries()
		.some(([place, editor]) => place !== current && kept.get(place) !== editor);
}

/** Whether the text was sent, or its room left: that does not wait. */
function hasEnded(state: State, kept: ReadonlyMap<Place, Editor>): boolean {
	return state.editor.text === "" || hasLeft(state, kept);
}

function keepOne({ clients }: Desk, kept: Map<Place, Editor>, [place, editor]: Draft): void {
	const known = kept.get(place);
	const client = clients.get(serverOf(place));
	if (client !== undefined && (known?.text ?? "") !== editor.text)
		noteDraft(client, roomIn(place), editor.text);
	kept.set(place, editor);
}
