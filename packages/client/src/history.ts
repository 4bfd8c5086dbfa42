import { limits } from "@partyline/shared/protocol/limits";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";
import type { Cache } from "./cache.ts";
import type { Call } from "./calls.ts";
import type { Page, PageRange } from "./client-api.ts";
import { createGate } from "./gate.ts";

/**
 * Pages that are asked for at once. A window that fills a long gap asks for hundreds; what a person says
 * meanwhile waits behind no more than these.
 */
const maxOpenPages = 4;

/** What the history needs of the client. */
export type HistoryOptions = {
	readonly cache: Cache;
	readonly call: Call;
	/** What is known of a room; undefined if we are not in it. */
	joined(room: string): JoinedRoom | undefined;
};

/** Reads a page of a room's log. */
export type ReadPage = (room: string, range: PageRange) => Promise<Page>;

/** Reads pages from the cache where they are whole, else from the server. */
export function createHistory({ cache, call, joined }: HistoryOptions): ReadPage {
	const gate = createGate(maxOpenPages);
	return async (room, range) => {
		const { limit = limits.pageEvents } = range;
		const cached = readCached(room, { ...range, limit });
		if (cached !== undefined) return cached;
		let forgettings = 0;
		const page = await gate(() => {
			forgettings = cache.forgettings(room);
			return call("history", { ...range, room, limit });
		});
		// What was forgotten meanwhile, after a kick perhaps, is not to be back on disk.
		if (cache.forgettings(room) === forgettings) cache.putEvents(page.events);
		return page;
	};

	function readCached(room: string, range: PageRange & { limit: number }): Page | undefined {
		const { before, after, around, limit } = range;
		// More than one of them is a mistake, and the server's to tell.
		if (around !== undefined || (before === undefined) === (after === undefined)) return undefined;
		if (before !== undefined) return readBefore(room, before, limit);
		const last = (after ?? 0) + limit;
		const page = cache.page(room, { before: last + 1, limit });
		const { lastSeq = Number.POSITIVE_INFINITY } = joined(room) ?? {};
		return page && { events: page, more: last < lastSeq };
	}

	function readBefore(room: string, before: number, limit: number): Page | undefined {
		const { firstSeq: first = 1 } = joined(room) ?? {};
		const page = cache.page(room, { before, limit, first });
		return page && { events: page, more: (page[0]?.seq ?? first) > first };
	}
}
