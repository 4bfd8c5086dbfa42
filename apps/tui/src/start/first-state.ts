import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { type ShownServer, withKnown } from "../desk/shown-server.ts";
import type { Place } from "../state/place.ts";
import { tell } from "../state/reduce.ts";
import { emptyServer } from "../state/server.ts";
import { initialState, type State } from "../state/state.ts";
import type { TerminalOutput } from "../terminal/terminal.ts";
import type { Look } from "../view/window.ts";

/** What a window begins with. */
export type Beginning = {
	readonly servers: readonly ShownServer[];
	readonly place: Place;
	readonly look: Look;
	readonly size: { readonly columns: number; readonly rows: number };
};

/** What can be shown before the network answers: yesterday's messages and what waits to be sent. */
export function firstState({ servers, place, look, size }: Beginning): State {
	const state = initialState({
		...size,
		now: Date.now(),
		place,
		look,
		servers: servers.map(({ id, label, address }) => emptyServer(id, label, address)),
	});
	return servers.reduce(withKnownIfRead, state);
}

/** A disk that is locked or broken costs what is on it, not the chat. */
function withKnownIfRead(state: State, server: ShownServer): State {
	try {
		return withKnown(state, server);
	} catch (error) {
		const text = sanitizeLine(error instanceof Error ? error.message : String(error));
		return tell(state, state.current, { text, tone: "problem" });
	}
}

/** The size of the terminal; one that does not know its own, as on a serial line, is the usual one. */
export function sizeOf({ columns, rows }: TerminalOutput): Beginning["size"] {
	return { columns: columns || 80, rows: rows || 24 };
}
