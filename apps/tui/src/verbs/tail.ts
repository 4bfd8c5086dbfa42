import type { Client } from "@partyline/client";
import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { limits } from "@partyline/shared/protocol/limits";
import { readRoom } from "../start/arguments.ts";
import type { Settings } from "../start/settings.ts";
import { eventText } from "./event-text.ts";
import { safeJson } from "./safe-json.ts";
import { withClient } from "./session.ts";

/** What `tail` prints, and from where. */
export type TailOptions = {
	/** As it was typed. */
	readonly room: string;
	readonly json: boolean;
	/** Print every event after this seq. */
	readonly since: number | undefined;
	/** Or the last so many. */
	readonly lines: number;
	readonly follow: boolean;
	readonly print: (line: string) => void;
	/** Tells the person, not whoever reads what is printed. */
	readonly warn: (sentence: string) => void;
	readonly signal: AbortSignal;
};

/**
 * Prints a room's log as it grows; every event once and in order, however often the line is cut. Started again
 * it knows nothing of before: `since` the last seq that was printed goes on from there.
 */
export async function tail(settings: Settings, options: TailOptions): Promise<void> {
	const { json, since, lines, follow, signal } = options;
	const room = readRoom(options.room);
	const run = async (client: Client) => {
		const live = client.events(room);
		const { lastSeq } = await client.join(room);
		// With no lines of before, what the connection brings of them is not printed either.
		let last = since ?? (lines === 0 ? lastSeq : 0);
		client.subscribe(({ type }) => {
			if (type !== "epoch") return;
			last = 0;
			options.warn("The server has another history now; what follows begins anew.");
		});
		const print = (event: ReceivedEvent) => {
			if (event.seq <= last) return;
			last = event.seq;
			options.print(json ? safeJson(event) : eventText(event));
		};
		for await (const event of past(client, { room, since, lines })) print(event);
		if (!follow) return;
		for await (const event of live) print(event);
	};
	await withClient(settings, { run, signal });
}

/** The events that are there already, oldest first. */
async function* past(
	client: Client,
	{ room, since, lines }: Pick<TailOptions, "room" | "since" | "lines">,
): AsyncGenerator<ReceivedEvent> {
	if (since === undefined) {
		yield* await newest(client, room, lines);
		return;
	}
	let after = since;
	for (;;) {
		const page = await client.history(room, { after });
		yield* page.events;
		const end = page.events.at(-1)?.seq ?? after;
		// A server that says "more" and goes nowhere would keep us for ever.
		if (!page.more || end <= after) return;
		after = end;
	}
}

/** The last `count` events; a page may be shorter than asked, as it must fit in a frame. */
async function newest(client: Client, room: string, count: number): Promise<ReceivedEvent[]> {
	const pages: ReceivedEvent[][] = [];
	let before: number | undefined;
	for (let left = count; left > 0; ) {
		const limit = Math.min(left, limits.pageEvents);
		const page = await client.history(room, before === undefined ? { limit } : { before, limit });
		const older = page.events.filter(({ seq }) => seq < (before ?? Infinity));
		pages.unshift(older);
		left -= older.length;
		before = older[0]?.seq;
		if (!page.more || before === undefined) break;
	}
	return pages.flat();
}
