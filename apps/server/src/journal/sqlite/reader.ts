import type { DatabaseSync } from "node:sqlite";
import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { AccountName, MessageId, RoomName, Seq } from "@partyline/shared/protocol/ids";
import type { Account, Place, StoredDevice, StoredRoom } from "../../hub/ports.ts";
import { deviceOf } from "../device.ts";
import { RoomIds } from "./room-ids.ts";
import { selectRooms } from "./room-queries.ts";
import {
	accountColumns,
	eventColumns,
	integer,
	placeColumns,
	text,
	toAccount,
	toAccountName,
	toEvent,
	toKey,
	toPlace,
	toRoomKind,
	toRoomName,
	toRoomState,
	toSeq,
} from "./row.ts";

/** Reads what is committed, on the main thread: a page takes 0.2 ms at a million events. */
export class Reader {
	readonly #database: DatabaseSync;
	readonly #statements: ReturnType<typeof prepareStatements>;
	readonly #rooms: RoomIds;

	constructor(database: DatabaseSync) {
		this.#database = database;
		this.#statements = prepareStatements(database);
		this.#rooms = new RoomIds(database);
	}

	epoch(): string {
		return text(this.#statements.epoch.get()?.value);
	}

	find(key: MessageId): Place | undefined {
		const row = this.#statements.placeByKey.get(toKey(key));
		return row && toPlace(row);
	}

	after(room: RoomName, seq: Seq, limit: number): RoomEvent[] {
		const id = this.#rooms.of(room);
		return this.#statements.after.all(id, seq, atLeastZero(limit)).map(toEvent);
	}

	before(room: RoomName, seq: Seq, limit: number): RoomEvent[] {
		const id = this.#rooms.of(room);
		return this.#statements.before.all(id, seq, atLeastZero(limit)).map(toEvent).reverse();
	}

	/** The first event of a room after so many, or after as many as have so much text together, or after one; undefined where there is none. */
	past(room: RoomName, most: { readonly events: number; readonly text: number }): Seq | undefined {
		let [events, length] = [0, 0];
		for (const row of this.#statements.lengths.iterate(this.#rooms.of(room), most.events + 1)) {
			length += integer(row.length);
			if (events > 0 && (events === most.events || length > most.text)) return toSeq(row.seq);
			events++;
		}
		return undefined;
	}

	heads(known: ReadonlyMap<RoomName, Seq>): Map<RoomName, Seq> {
		const rows = this.#statements.rooms.all();
		const heads = rows.map((row) => [toRoomName(row.name), toSeq(row.head)] as const);
		return new Map(heads.filter(([room, head]) => known.get(room) !== head));
	}

	rooms(): StoredRoom[] {
		const members = this.#members();
		return this.#statements.rooms.all().map((row) => ({
			room: toRoomName(row.name),
			kind: toRoomKind(row.kind),
			topic: text(row.topic),
			state: toRoomState(row.state),
			floor: toSeq(row.floor),
			head: toSeq(row.head),
			members: members.get(integer(row.id)) ?? [],
		}));
	}

	readMarks(account: AccountName): Map<RoomName, Seq> {
		const rows = this.#statements.readMarks.all(account);
		return new Map(rows.map((row) => [toRoomName(row.name), toSeq(row.seq)]));
	}

	accounts(): Account[] {
		return this.#statements.accounts.all().map(toAccount);
	}

	accountByKey(key: string): Account | undefined {
		const row = this.#statements.accountByKey.get(key);
		return row && toAccount(row);
	}

	accountByTokenHash(hash: Uint8Array): Account | undefined {
		const row = this.#statements.accountByToken.get(hash);
		return row && toAccount(row);
	}

	passwordOf(account: AccountName): string | undefined {
		const password = this.#statements.password.get(account)?.password;
		return typeof password === "string" ? password : undefined;
	}

	devices(account: AccountName): StoredDevice[] {
		return this.#statements.devices.all(account).map((row) => ({
			device: deviceOf(row.hash instanceof Uint8Array ? row.hash : new Uint8Array()),
			name: text(row.name),
			client: text(row.client),
			createdAt: integer(row.created_at),
			seenAt: integer(row.seen_at),
		}));
	}

	ignored(account: AccountName): AccountName[] {
		return this.#statements.ignored.all(account).map((row) => toAccountName(row.ignored));
	}

	/** The seq of the first event of a room at or after a time, of those up to `last`. */
	firstSince(room: RoomName, at: number, last?: Seq): Seq | undefined {
		const row = this.#statements.firstSince.get(
			this.#rooms.of(room),
			at,
			last ?? Number.MAX_SAFE_INTEGER,
		);
		return row && toSeq(row.seq);
	}

	close(): void {
		this.#database.close();
	}

	#members(): Map<number, AccountName[]> {
		const byRoom = new Map<number, AccountName[]>();
		for (const row of this.#statements.members.iterate()) {
			const room = integer(row.room);
			const members = byRoom.get(room);
			if (members === undefined) byRoom.set(room, [toAccountName(row.account)]);
			else members.push(toAccountName(row.account));
		}
		return byRoom;
	}
}

// SQLite takes a negative LIMIT for no limit.
function atLeastZero(limit: number): number {
	return Math.max(0, limit);
}

function prepareStatements(database: DatabaseSync) {
	const events = `SELECT ${eventColumns} FROM events JOIN rooms ON rooms.id = events.room`;
	const accounts = `SELECT ${accountColumns} FROM accounts`;
	return {
		epoch: database.prepare("SELECT value FROM meta WHERE name = 'epoch'"),
		placeByKey: database.prepare(
			`SELECT ${placeColumns} FROM (
				SELECT room, seq, at, "by" FROM events WHERE key = ?1
				UNION ALL SELECT room, seq, at, "by" FROM trimmed WHERE key = ?1
			) JOIN rooms ON rooms.id = room`,
		),
		after: database.prepare(`${events} WHERE events.room = ? AND seq > ? ORDER BY seq LIMIT ?`),
		before: database.prepare(
			`${events} WHERE events.room = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
		),
		lengths: database.prepare(
			"SELECT seq, length(rest) AS length FROM events WHERE room = ? ORDER BY seq LIMIT ?",
		),
		rooms: database.prepare(selectRooms),
		members: database.prepare("SELECT room, account FROM members ORDER BY room, account"),
		readMarks: database.prepare(
			"SELECT name, seq FROM read_marks JOIN rooms ON rooms.id = read_marks.room WHERE account = ?",
		),
		accounts: database.prepare(`${accounts} ORDER BY accounts.id`),
		accountByKey: database.prepare(`${accounts} WHERE key = ?`),
		password: database.prepare("SELECT password FROM accounts WHERE account = ?"),
		devices: database.prepare(
			`SELECT hash, name, client, created_at, seen_at FROM tokens
			WHERE account = ? ORDER BY created_at, hash`,
		),
		ignored: database.prepare("SELECT ignored FROM ignores WHERE account = ? ORDER BY ignored"),
		// In the order of the log: it looks at no more than comes before what is found.
		firstSince: database.prepare(
			"SELECT seq FROM events WHERE room = ? AND at >= ? AND seq <= ? ORDER BY seq LIMIT 1",
		),
		accountByToken: database.prepare(
			`${accounts} JOIN tokens ON tokens.account = accounts.account WHERE hash = ?`,
		),
	};
}
