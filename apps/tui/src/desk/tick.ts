import type { OutboxEntry } from "@partyline/client";
import { type Place, type ServerId, serverOf } from "../state/place.ts";
import { passTime, takeNotice } from "../state/reduce.ts";
import { type State, statusIn } from "../state/state.ts";
import type { Desk } from "./desk.ts";
import { loadCrowdInTime, loadNewcomers, loadPagesInTime } from "./paging.ts";
import { keepUsed } from "./recent.ts";

/** What is to be done about once a second, as nobody tells us: room left above, other windows, the time. */
export function passTick(desk: Desk): void {
	const { clients, store, now } = desk;
	if (statusIn(store.get()).state === "live") {
		loadPagesInTime(desk);
		loadNewcomers(desk);
		loadCrowdInTime(desk);
	}
	for (const [server, client] of clients)
		if (client.status().state === "live") matchOutbox(desk, server);
	keepUsed(desk);
	store.change((state) => passTime(state, now()));
}

/**
 * Lets go of the posts on screen that another process of the account has taken out of the outbox, and
 * shows which it was refused: nobody tells us. Only while live, where the message of a kept one comes.
 */
function matchOutbox({ clients, store }: Desk, server: ServerId): void {
	const waiting = waitingPosts(store.get(), (place) => serverOf(place) === server);
	if (waiting.length === 0) return;
	let outbox: readonly OutboxEntry[];
	try {
		outbox = clients.get(server)?.outbox() ?? [];
	} catch {
		// The disk is busy: the next tick looks again.
		return;
	}
	const byId = new Map(outbox.map((entry) => [entry.id, entry]));
	for (const entry of waiting) {
		const found = byId.get(entry.id);
		if (found === undefined)
			store.change((state) => takeNotice(state, { type: "post", state: "dropped", entry }, server));
		else if (found.refused !== undefined && entry.refused === undefined)
			store.change((state) =>
				takeNotice(state, { type: "post", state: "refused", entry: found }, server),
			);
	}
}

function waitingPosts(state: State, isAsked: (place: Place) => boolean): OutboxEntry[] {
	const posts = [...state.logs].flatMap(([place, log]) => (isAsked(place) ? log.posts : []));
	return posts.flatMap((post) =>
		post.kind === "post" && post.keptAt === undefined ? [post.entry] : [],
	);
}
