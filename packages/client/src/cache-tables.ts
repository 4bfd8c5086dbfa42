import type { DatabaseSync } from "node:sqlite";
import type { DatabaseSpec } from "./database.ts";

const schema = `
	CREATE TABLE IF NOT EXISTS servers (server TEXT PRIMARY KEY, epoch TEXT NOT NULL) STRICT;
	CREATE TABLE IF NOT EXISTS rooms (
		server TEXT NOT NULL, account TEXT NOT NULL, room TEXT NOT NULL,
		joined TEXT NOT NULL, cursor INTEGER,
		PRIMARY KEY (server, account, room)
	) STRICT, WITHOUT ROWID;
	CREATE TABLE IF NOT EXISTS events (
		server TEXT NOT NULL, account TEXT NOT NULL, room TEXT NOT NULL, seq INTEGER NOT NULL,
		event TEXT NOT NULL,
		PRIMARY KEY (server, account, room, seq)
	) STRICT, WITHOUT ROWID;
	CREATE TABLE IF NOT EXISTS redactions (
		server TEXT NOT NULL, account TEXT NOT NULL, room TEXT NOT NULL, seq INTEGER NOT NULL,
		PRIMARY KEY (server, account, room, seq)
	) STRICT, WITHOUT ROWID;
	CREATE TABLE IF NOT EXISTS last_rooms (
		server TEXT NOT NULL, account TEXT NOT NULL, room TEXT NOT NULL,
		PRIMARY KEY (server, account)
	) STRICT`;

/** To be raised with the tables, and when an event type is added: a cached one of it is `other`. */
const version = 2;

/** The file of a cache. */
export function cacheSpec(path: string): DatabaseSpec {
	return { path, synchronous: "NORMAL", version, schema };
}

const tables = ["rooms", "events", "redactions", "last_rooms"];

const mine = "server = $server AND account = $account";

/** All that is ever said to it. */
export function prepareStatements(database: DatabaseSync) {
	return {
		epoch: database.prepare("SELECT epoch FROM servers WHERE server = $server"),
		putEpoch: database.prepare("INSERT OR REPLACE INTO servers VALUES ($server, $epoch)"),
		forget: tables.map((table) => database.prepare(`DELETE FROM ${table} WHERE server = $server`)),
		forgetAll: tables.map((table) => database.prepare(`DELETE FROM ${table} WHERE ${mine}`)),
		rooms: database.prepare(`SELECT joined, cursor FROM rooms WHERE ${mine} ORDER BY room`),
		dropRoom: database.prepare(`DELETE FROM rooms WHERE ${mine} AND room = $room`),
		// Another process of the account may have come further.
		putRoom: database.prepare(
			`INSERT INTO rooms VALUES ($server, $account, $room, $joined, $cursor)
			ON CONFLICT DO UPDATE SET joined = $joined,
			cursor = max(coalesce(cursor, $cursor), coalesce($cursor, cursor))`,
		),
		...prepareChanges(database),
		putEvent: database.prepare(
			`INSERT OR IGNORE INTO events SELECT $server, $account, $room, $seq, CASE
			WHEN EXISTS (SELECT 1 FROM redactions WHERE ${mine} AND room = $room AND seq = $seq)
			THEN ${redacted("$event")} ELSE $event END`,
		),
		events: database.prepare(
			`SELECT event FROM events WHERE ${mine} AND room = $room AND seq < $before
			ORDER BY seq DESC LIMIT $limit`,
		),
		// From each room straight to the next: the events in between are not read.
		cachedRooms: database.prepare(
			`WITH RECURSIVE cached (room) AS (
				SELECT min(room) FROM events WHERE ${mine}
				UNION ALL
				SELECT (SELECT min(room) FROM events WHERE ${mine} AND room > cached.room)
				FROM cached WHERE room IS NOT NULL
			) SELECT room FROM cached WHERE room IS NOT NULL`,
		),
		trim: ["redactions", "events"].map((table) =>
			database.prepare(
				`DELETE FROM ${table} WHERE ${mine} AND room = $room AND seq <= (
					SELECT max(seq) - $kept FROM events WHERE ${mine} AND room = $room
				)`,
			),
		),
		lastRoom: database.prepare(`SELECT room FROM last_rooms WHERE ${mine}`),
		putLastRoom: database.prepare(
			"INSERT OR REPLACE INTO last_rooms VALUES ($server, $account, $room)",
		),
	};
}

/** What becomes of events that are there already. */
function prepareChanges(database: DatabaseSync) {
	return {
		forgetRoom: [
			"DELETE FROM events",
			"DELETE FROM redactions",
			"UPDATE rooms SET cursor = NULL",
		].map((forget) => database.prepare(`${forget} WHERE ${mine} AND room = $room`)),
		forgetBefore: ["events", "redactions"].map((table) =>
			database.prepare(`DELETE FROM ${table} WHERE ${mine} AND room = $room AND seq < $seq`),
		),
		// Another process of the account may know the new name already, or not yet: what both wrote is one room's.
		renameRoom: [
			`UPDATE OR IGNORE events SET room = $to, event = json_set(event, '$.room', $to)
			WHERE ${mine} AND room = $from`,
			`UPDATE OR IGNORE redactions SET room = $to WHERE ${mine} AND room = $from`,
			`INSERT INTO rooms SELECT server, account, $to, json_set(joined, '$.room', $to), cursor
			FROM rooms WHERE ${mine} AND room = $from
			ON CONFLICT DO UPDATE SET
			cursor = max(coalesce(cursor, excluded.cursor), coalesce(excluded.cursor, cursor))`,
			`UPDATE last_rooms SET room = $to WHERE ${mine} AND room = $from`,
		].map((rename) => database.prepare(rename)),
		redact: [
			`INSERT OR IGNORE INTO redactions
			SELECT $server, $account, $room, value FROM json_each($seqs)`,
			`UPDATE events SET event = ${redacted("event")} WHERE ${mine} AND room = $room
			AND seq IN (SELECT value FROM json_each($seqs)) AND event ->> '$.type' = 'message'`,
		].map((redact) => database.prepare(redact)),
	};
}

/** The JSON of a message without its text, as the server gives it. */
function redacted(event: string): string {
	return `json_set(${event}, '$.text', '', '$.redacted', json('true'))`;
}
