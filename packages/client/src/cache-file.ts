import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { RoomName, Seq } from "@partyline/shared/protocol/ids";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";
import { type Cache, type CachedRoom, isWholePage, wholeEnd } from "./cache.ts";
import type { Clock } from "./clock.ts";
import { deleteDatabase, ForeignFileError, openDatabase, transact } from "./database.ts";
import type { Owner } from "./owner.ts";

/** What a cut may cost, and how often a busy room costs a write. */
const flushAfterMs = 1_000;
/** Events kept of a room: about 4 MiB. Older ones come from the server again. */
const keptEvents = 20_000;

/** Where the cache is and whose. */
export type CacheFileOptions = {
	readonly path: string;
	readonly owner: Owner;
	readonly clock: Clock;
};

type Statements = ReturnType<typeof prepareStatements>;

/** A cache on disk. A file that cannot be read is deleted and made anew. */
export class CacheFile implements Cache {
	readonly #database: DatabaseSync;
	readonly #sql: Statements;
	readonly #server: { server: string };
	readonly #mine: { server: string; account: string };
	readonly #clock: Clock;
	#unwritten: (() => void)[] = [];
	#writesRooms = false;
	#cancelFlush: (() => void) | undefined;
	#broken = false;

	constructor({ path, owner, clock }: CacheFileOptions) {
		this.#database = openCache(path);
		this.#sql = prepareStatements(this.#database);
		this.#server = { server: owner.server };
		this.#mine = { server: owner.server, account: owner.account };
		this.#clock = clock;
		this.#write(() => this.#trim());
	}

	epoch(): string | undefined {
		this.#flush();
		const epoch = this.#sql.epoch.get(this.#server)?.epoch;
		return typeof epoch === "string" ? epoch : undefined;
	}

	enterEpoch(epoch: string): void {
		if (this.epoch() === epoch) return;
		this.#write(() => {
			for (const forget of this.#sql.forget) forget.run(this.#server);
			this.#sql.putEpoch.run({ ...this.#server, epoch });
		});
		this.#flush();
	}

	rooms(): readonly CachedRoom[] {
		this.#flush();
		return this.#sql.rooms.all(this.#mine).map(toCachedRoom);
	}

	putRooms(read: () => readonly JoinedRoom[]): void {
		// Once in a flush, and first: an event moves the cursor of a room that is there.
		if (this.#writesRooms) return;
		this.#writesRooms = true;
		this.#write(() => this.#putRooms(read()));
	}

	putEvents(events: readonly ReceivedEvent[], delivered: boolean): void {
		this.#write(() => {
			for (const event of events) this.#putEvent(event);
			const last = events.at(-1);
			if (!delivered || last === undefined) return;
			this.#sql.putCursor.run({ ...this.#mine, room: last.room, seq: last.seq });
		});
	}

	forgetRoom(room: RoomName): void {
		this.#write(() => {
			for (const forget of this.#sql.forgetRoom) forget.run({ ...this.#mine, room });
		});
	}

	page(room: string, before: number, limit: number): readonly ReceivedEvent[] | undefined {
		const events = wholeEnd(this.#read(room, before, limit));
		return isWholePage(events, before, limit) ? events : undefined;
	}

	latest(room: string, limit: number): readonly ReceivedEvent[] {
		return wholeEnd(this.#read(room, Number.MAX_SAFE_INTEGER, limit));
	}

	lastRoom(): RoomName | undefined {
		this.#flush();
		const room = this.#sql.lastRoom.get(this.#mine)?.room;
		// Written by putLastRoom only.
		return typeof room === "string" ? (room as RoomName) : undefined;
	}

	putLastRoom(room: RoomName): void {
		this.#write(() => this.#sql.putLastRoom.run({ ...this.#mine, room }));
	}

	close(): void {
		this.#flush();
		this.#database.close();
	}

	#read(room: string, before: number, limit: number): ReceivedEvent[] {
		this.#flush();
		return this.#sql.events
			.all({ ...this.#mine, room, before, limit })
			.map(toEvent)
			.reverse();
	}

	#putRooms(rooms: readonly JoinedRoom[]): void {
		const names = JSON.stringify(rooms.map((joined) => joined.room));
		this.#sql.forgetRooms.run({ ...this.#mine, names });
		for (const joined of rooms)
			this.#sql.putRoom.run({ ...this.#mine, room: joined.room, joined: JSON.stringify(joined) });
	}

	#trim(): void {
		for (const { joined, cursor = 0 } of this.#sql.rooms.all(this.#mine).map(toCachedRoom))
			this.#sql.trim.run({ ...this.#mine, room: joined.room, seq: cursor - keptEvents });
	}

	#putEvent(event: ReceivedEvent): void {
		const { room, seq } = event;
		this.#sql.putEvent.run({ ...this.#mine, room, seq, event: JSON.stringify(event) });
	}

	#write(write: () => void): void {
		if (this.#broken) return;
		this.#unwritten.push(write);
		this.#cancelFlush ??= this.#clock.after(flushAfterMs, () => this.#flush());
	}

	#flush(): void {
		this.#cancelFlush?.();
		this.#cancelFlush = undefined;
		const writes = this.#unwritten;
		this.#unwritten = [];
		this.#writesRooms = false;
		if (writes.length === 0) return;
		try {
			transact(this.#database, () => {
				for (const write of writes) write();
			});
		} catch {
			// A full disk must not stop the chat. Nothing is written from here on, so that what is in
			// the file stays true: later events without these would be a cursor past a hole.
			this.#broken = true;
		}
	}
}

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

function openCache(path: string): DatabaseSync {
	const spec = { path, synchronous: "NORMAL", version, schema } as const;
	try {
		return openDatabase(spec);
	} catch (error) {
		if (!(error instanceof ForeignFileError)) throw error;
		deleteDatabase(path);
		return openDatabase(spec);
	}
}

function prepareStatements(database: DatabaseSync) {
	const mine = "server = $server AND account = $account";
	return {
		epoch: database.prepare("SELECT epoch FROM servers WHERE server = $server"),
		putEpoch: database.prepare("INSERT OR REPLACE INTO servers VALUES ($server, $epoch)"),
		forget: ["rooms", "events", "last_rooms"].map((table) =>
			database.prepare(`DELETE FROM ${table} WHERE server = $server`),
		),
		rooms: database.prepare(`SELECT joined, cursor FROM rooms WHERE ${mine} ORDER BY room`),
		forgetRooms: database.prepare(
			`DELETE FROM rooms WHERE ${mine} AND room NOT IN (SELECT value FROM json_each($names))`,
		),
		putRoom: database.prepare(
			`INSERT INTO rooms VALUES ($server, $account, $room, $joined, NULL)
			ON CONFLICT DO UPDATE SET joined = $joined`,
		),
		putCursor: database.prepare(
			`UPDATE rooms SET cursor = max(coalesce(cursor, 0), $seq) WHERE ${mine} AND room = $room`,
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
		trim: database.prepare(`DELETE FROM events WHERE ${mine} AND room = $room AND seq <= $seq`),
		lastRoom: database.prepare(`SELECT room FROM last_rooms WHERE ${mine}`),
		putLastRoom: database.prepare(
			"INSERT OR REPLACE INTO last_rooms VALUES ($server, $account, $room)",
		),
	};
}

// Rows of our own file, in a layout that was checked when it was opened.
function toEvent(row: Record<string, SQLOutputValue>): ReceivedEvent {
	return JSON.parse(String(row.event)) as ReceivedEvent;
}

function toCachedRoom(row: Record<string, SQLOutputValue>): CachedRoom {
	const joined = JSON.parse(String(row.joined)) as JoinedRoom;
	return row.cursor === null ? { joined } : { joined, cursor: Number(row.cursor) as Seq };
}
