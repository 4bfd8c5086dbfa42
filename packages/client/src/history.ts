import { limits } from "@partyline/shared/protocol/limits";
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
	/** The last seq known of a room; undefined if we are not in it. */
	lastSeqOf(room: string): number | undefined;
};

/** Reads a page of a room's log. */
export type ReadPage = (room: string, range: PageRange) => Promise<Page>;

/** Reads pages from the cache where they are whole, else from the server. */
export function createHistory({ cache, call, lastSeqOf }: HistoryOptions): ReadPage {
	const gate = createGate(maxOpenPages);
	return async (room, range) => {
		const { limit = limits.pageEvents } = range;
		const cached = readCached(room, { ...range, limit });
		if (cached !== undefined) return cached;
		const page = await gate(() => call("history", { ...range, room, limit }));
		cache.putEvents(page.events);
		return page;
	};

	function readCached(room: string, range: PageRange & { limit: number }): Page | undefined {
		const { before, after, around, limit } = range;
		const events = (end: number) => cache.page(room, end, limit);
		// More than one of them is a mistake, and the server's to tell.
		if (around !== undefined || (before === undefined) === (after === undefined)) return undefined;
		if (before !== undefined) {
			const page = events(before);
			return page && { events: page, more: (page[0]?.seq ?? 1) > 1 };
		}
		const last = (after ?? 0) + limit;
		const page = events(last + 1);
		return page && { events: page, more: last < (lastSeqOf(room) ?? Number.POSITIVE_INFINITY) };
	}
}
