import type { DatabaseSync } from "node:sqlite";
import type { RoomName } from "@partyline/shared/protocol/ids";
import { words } from "@partyline/shared/text/words";
import type { Found, Searched } from "../../hub/ports.ts";
import { RoomIds } from "./room-ids.ts";
import { eventColumns, integer, type Row, toEvent } from "./row.ts";
import { authorTerm, roomTerm } from "./search-index.ts";

/**
 * Of so many rooms at most the index is asked for the messages of each, so that nothing has to be looked at that is elsewhere;
 * of more, each message that has the words for its room.
 */
const fewRooms = 256;

/** Ids that one statement goes through, between two of which a search that takes too long can be stopped. */
const strideIds = 500_000;

/** Texts of a page: what a frame has no room for would be handed to the main thread for nothing. */
const pageBytes = 64 * 1024;

type Hit = Found["hits"][number];

/** Finds messages by their words, the newest first, in what is committed. */
export class SearchReader {
	readonly #rooms: RoomIds;
	readonly #statements: ReturnType<typeof prepareStatements>;

	constructor(database: DatabaseSync) {
		this.#rooms = new RoomIds(database);
		this.#statements = prepareStatements(database);
	}

	/** A page of what has all the words, of which long texts make a short one; undefined where it was stopped on the way. */
	find(wanted: Searched, isStopped: () => boolean): Omit<Found, "partial"> | undefined {
		const hits: Hit[] = [];
		let bytes = 0;
		for (const row of this.#rows(wanted, isStopped)) {
			if (isStopped()) return undefined;
			const hit = toHit(row);
			bytes += Buffer.byteLength(hit.event.text);
			const isFull = hits.length >= wanted.limit || (hits.length > 0 && bytes > pageBytes);
			if (isFull) return { hits, more: true };
			hits.push(hit);
		}
		return isStopped() ? undefined : { hits, more: false };
	}

	/** What has all the words, the newest first, and no more of it than one past the limit. */
	*#rows(wanted: Searched, isStopped: () => boolean): Generator<Row> {
		const rooms = this.#idsOf(wanted.rooms, isStopped);
		const terms = new Set(words(wanted.text));
		if (terms.size === 0 || rooms.length === 0 || wanted.limit <= 0) return;
		const match = toMatch(terms, rooms, wanted.by);
		const { by = null, after = 0, before = Number.MAX_SAFE_INTEGER } = wanted;
		let left = wanted.limit + 1;
		for (let end = this.#end(wanted.older); end > 0 && left > 0 && !isStopped(); ) {
			const begin = Math.max(0, end - strideIds);
			const params = [match, begin, end, JSON.stringify(rooms), by, after, before, left];
			for (const row of this.#statements.find.iterate(...params)) {
				left -= 1;
				yield row;
			}
			end = begin;
		}
	}

	#idsOf(names: readonly RoomName[], isStopped: () => boolean): number[] {
		const ids: number[] = [];
		for (const name of names) {
			const id = isStopped() ? null : this.#rooms.of(name);
			if (id !== null) ids.push(id);
		}
		return ids;
	}

	/** The id before which a page begins. */
	#end(older: number | undefined): number {
		const end = integer(this.#statements.last.get()?.id ?? 0) + 1;
		return older === undefined ? end : Math.min(older, end);
	}
}

/** What FTS5 is asked for. No word has a quote in it. */
function toMatch(terms: ReadonlySet<string>, rooms: readonly number[], by?: string): string {
	const all = [...terms, ...(by === undefined ? [] : [authorTerm(by)])].map(quote).join(" AND ");
	if (rooms.length > fewRooms) return all;
	return `${all} AND (${rooms.map((room) => quote(roomTerm(room))).join(" OR ")})`;
}

function quote(term: string): string {
	return `"${term}"`;
}

function toHit(row: Row): Hit {
	const event = toEvent(row);
	if (event.type !== "message") throw new TypeError("The index holds what is no message.");
	return { event, place: integer(row.id) };
}

function prepareStatements(database: DatabaseSync) {
	return {
		last: database.prepare("SELECT max(id) AS id FROM events"),
		// node:sqlite binds numbers as floats, and of a float FTS5 takes no limit: it would go through all that it has.
		// The index knows nothing of times, and one that is wrong must never show what it should not.
		find: database.prepare(
			`SELECT events.id, ${eventColumns} FROM search
			CROSS JOIN events ON events.id = search.rowid JOIN rooms ON rooms.id = events.room
			WHERE search MATCH ?1 AND search.rowid >= CAST(?2 AS INTEGER) AND search.rowid < CAST(?3 AS INTEGER)
			AND events.room IN (SELECT value FROM json_each(?4)) AND type = 'message'
			AND (?5 IS NULL OR "by" = ?5) AND at >= ?6 AND at < ?7
			AND rest ->> '$.redacted' IS NULL
			ORDER BY search.rowid DESC LIMIT ?8`,
		),
	};
}
