import type { Client, Me } from "@partyline/client";
import { accountName } from "@partyline/shared/protocol/ids";
import { arrange } from "../state/arrange.ts";
import { placeOf, type ServerId } from "../state/place.ts";
import { withRecent } from "../state/recent.ts";
import { takeNotice } from "../state/reduce.ts";
import { type State, withServer } from "../state/state.ts";
import { readChoices } from "./choices.ts";
import { withDrafts } from "./drafts.ts";

/** A server whose rooms the screen shows. */
export type ShownServer = {
	readonly id: ServerId;
	/** What people call it. */
	readonly label: string;
	readonly client: Client;
	/** Who we will be there as far as is known before the first login. */
	readonly as?: string;
	/** Host and port, when it has another name. */
	readonly address?: string;
};

/** The state with what is known of a server without asking it: yesterday's messages, and what waits to be sent. */
export function withKnown(before: State, { id, client, as }: ShownServer): State {
	let state = before;
	const account = accountName.safeParse(as).data;
	const presumed: Me | undefined = account && { account, name: account, role: "guest" };
	const me = client.me() ?? presumed;
	if (me !== undefined) state = takeNotice(state, { type: "me", me }, id);
	state = takeNotice(state, { type: "ignored", accounts: client.ignored() }, id);
	state = withDrafts(withChoices(state, id, client), id, client);
	state = takeNotice(state, { type: "rooms", rooms: client.joinedRooms() }, id);
	for (const { room } of client.joinedRooms()) {
		for (const event of client.cachedPage(room))
			state = takeNotice(state, { type: "event", event, mine: event.by === me?.account }, id);
	}
	return withOutbox(state, id, client);
}

function withOutbox(before: State, id: ServerId, client: Client): State {
	let state = before;
	for (const entry of client.outbox()) {
		const progress = entry.refused === undefined ? "pending" : "refused";
		state = takeNotice(state, { type: "post", state: progress, entry }, id);
	}
	return state;
}

function withChoices(state: State, id: ServerId, client: Client): State {
	const { recent, ...choices } = readChoices(client);
	const used = [...recent].map(([room, at]) => [placeOf(id, room), at] as const);
	const chosen = withServer(state, id, (server) => ({ ...server, choices }));
	return arrange(withRecent(chosen, used));
}
