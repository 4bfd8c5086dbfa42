import type { OutboxEntry } from "@partyline/client";
import { loadOlderInTime } from "./paging.ts";
import { passTime, takeNotice } from "./state/reduce.ts";
import type { State } from "./state/state.ts";
import type { Surroundings } from "./surroundings.ts";

/** What is to be done about once a second, as nobody tells us: room left above, other windows, the time. */
export function passTick(surroundings: Surroundings): void {
	const { store, now } = surroundings;
	if (store.get().status.state === "live") {
		loadOlderInTime(surroundings);
		matchOutbox(surroundings);
	}
	store.change((state) => passTime(state, now()));
}

/**
 * Lets go of the posts on screen that another process of the account has taken out of the outbox, and
 * shows which it was refused: nobody tells us. Only while live, where the message of a kept one comes.
 */
function matchOutbox({ client, store }: Surroundings): void {
	const waiting = waitingPosts(store.get());
	if (waiting.length === 0) return;
	let outbox: readonly OutboxEntry[];
	try {
		outbox = client.outbox();
	} catch {
		// The disk is busy: the next tick looks again.
		return;
	}
	const byId = new Map(outbox.map((entry) => [entry.id, entry]));
	for (const entry of waiting) {
		const found = byId.get(entry.id);
		if (found === undefined)
			store.change((state) => takeNotice(state, { type: "post", state: "dropped", entry }));
		else if (found.refused !== undefined && entry.refused === undefined)
			store.change((state) => takeNotice(state, { type: "post", state: "refused", entry: found }));
	}
}

function waitingPosts(state: State): OutboxEntry[] {
	const posts = [...state.logs.values()].flatMap((log) => log.posts);
	return posts.flatMap((post) =>
		post.kind === "post" && post.keptAt === undefined ? [post.entry] : [],
	);
}
