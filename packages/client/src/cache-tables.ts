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
	CREATE TABLE IF NOT EXISTS last_rooms (
		server TEXT NOT NULL, account TEXT NOT NULL, room TEXT NOT NULL,
		PRIMARY KEY (server, account)
	) STRICT`;

/** To be raised with the tables, and when an event type is added: a cached one of it is `other`. */
const version = 1;

/** The file of a cache. */
export function cacheSpec(path: string): DatabaseSpec {
	return { path, synchronous: "NORMAL", version, schema };
}

/** All that is ever said to it. */
export function prepareStatements(database: DatabaseSync) {
	const mine = "server = $server AND account = $account";
	return {
		epoch: database.prepare("SELECT epoch FROM servers WHERE server = $server"),
		putEpoch: database.prepare("INSERT OR REPLACE INTO servers VALUES ($server, $epoch)"),
		forget: ["rooms", "events", "last_rooms"].map((table) =>
			database.prepare(`DELETE FROM ${table} WHERE server = $server`),
		),
		rooms: database.prepare(`SELECT joined, cursor FROM rooms WHERE ${mine} ORDER BY room`),
		dropRoom: database.prepare(`DELETE FROM rooms WHERE ${mine} AND room = $room`),
		// Another process of the account may have come further.
		putRoom: database.prepare(
			`INSERT INTO rooms VALUES ($server, $account, $room, $joined, $cursor)
			ON CONFLICT DO UPDATE SET joined = $joined,
			cursor = max(coalesce(cursor, $cursor), coalesce($cursor, cursor))`,
		),
		forgetRoom: ["DELETE FROM events", "UPDATE rooms SET cursor = NULL"].map((forget) =>
			database.prepare(`${forget} WHERE ${mine} AND room = $room`),
		),
		putEvent: database.prepare(
			"INSERT OR IGNORE INTO events VALUES ($server, $account, $room, $seq, $event)",
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
		trim: database.prepare(
			`DELETE FROM events WHERE ${mine} AND room = $room AND seq <= (
				SELECT max(seq) - $kept FROM events WHERE ${mine} AND room = $room
			)`,
		),
		lastRoom: database.prepare(`SELECT room FROM last_rooms WHERE ${mine}`),
		putLastRoom: database.prepare(
			"INSERT OR REPLACE INTO last_rooms VALUES ($server, $account, $room)",
		),
	};
}
