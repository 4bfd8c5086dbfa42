import type { Client } from "@partyline/client";
import {
	createHistory,
	type InputHistory,
	parseLines,
	remember,
	writeLines,
} from "../input/history.ts";
import { home } from "../state/place.ts";
import type { Desk } from "./desk.ts";

/** Kept by the first server of the window, wherever the lines were sent. */
const noteName = "history";

/** Puts the lines back that were sent before, in this window and others. Throws when the disk refuses. */
export function restoreSent({ clients, change }: Desk): void {
	const client = clients.get(home);
	if (client === undefined) return;
	const history = readSent(client);
	change((state) => ({ ...state, history }));
}

/** Keeps a line that was sent for the next time. A disk that refuses does not make it unsent. */
export function noteSent({ clients, problem }: Desk, line: string): void {
	const client = clients.get(home);
	if (client === undefined) return;
	try {
		// Another window may have sent something since.
		client.note(noteName, writeLines(remember(readSent(client), line).lines));
	} catch (error) {
		problem(error);
	}
}

function readSent(client: Client): InputHistory {
	return createHistory(parseLines(client.notes(noteName).get(noteName) ?? ""));
}
