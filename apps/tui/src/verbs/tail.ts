import type { Client } from "@partyline/client";
import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { RoomName } from "@partyline/shared/protocol/ids";
import type { Settings } from "../settings.ts";
import { eventText } from "./event-text.ts";
import { safeJson } from "./safe-json.ts";
import { withClient } from "./session.ts";

/** What `tail` prints, and from where. */
export type TailOptions = {
	readonly room: RoomName;
	readonly json: boolean;
	/** Print every event after this seq. */
	readonly since: number | undefined;
	/** Or the last so many. */
	readonly lines: number;
	readonly follow: boolean;
	readonly print: (line: string) => void;
	readonly signal: AbortSignal;
};

/** Prints a room's log as it grows; every event once and in order, however often the line is cut. */
export async function tail(settings: Settings, options: TailOptions): Promise<void> {
	await withClient(settings, async (client) => {
		const live = client.events(options.room);
		options.signal.addEventListener("abort", () => void client.close(), { once: true });
		await client.join(options.room);
		let last = options.since ?? 0;
		const print = (event: ReceivedEvent) => {
			if (event.seq <= last) return;
			last = event.seq;
			options.print(options.json ? safeJson(event) : eventText(event));
		};
		for await (const event of past(client, options)) print(event);
		if (!options.follow) return;
		for await (const event of live) print(event);
	});
}

/** The events that are there already, oldest first. */
async function* past(
	client: Client,
	{ room, since, lines }: TailOptions,
): AsyncGenerator<ReceivedEvent> {
	if (since === undefined) {
		if (lines > 0) yield* (await client.history(room, { limit: Math.min(lines, 200) })).events;
		return;
	}
	let after = since;
	for (;;) {
		const page = await client.history(room, { after });
		yield* page.events;
		after = page.events.at(-1)?.seq ?? after;
		if (!page.more || page.events.length === 0) return;
	}
}
