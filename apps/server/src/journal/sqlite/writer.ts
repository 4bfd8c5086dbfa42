import type { DatabaseSync } from "node:sqlite";
import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { MessageId, RoomName, Seq } from "@partyline/shared/protocol/ids";
import {
	membershipChange,
	nextRoomState,
	type RoomState,
} from "@partyline/shared/protocol/room-state";
import type { Draft, EventDraft } from "../../hub/ports.ts";
import type { Applied, Operation, Place, Reply } from "../operations.ts";
import { AccountWriter } from "./account-writer.ts";
import { OrderWriter } from "./order-writer.ts";
import { selectRooms } from "./room-queries.ts";
import {
	eventColumns,
	integer,
	placeColumns,
	toEvent,
	toKey,
	toPlace,
	toRest,
	toRoomName,
	toRoomState,
	toSeq,
} from "./row.ts";
import type { SearchIndex } from "./search-index.ts";

type Room = { readonly id: number; head: number; state: RoomState };

/** Applies batches to the database, each in one transaction, and gives events their seqs. */
export class Writer {
	readonly #database: DatabaseSync;
	readonly #accounts: AccountWriter;
	readonly #order: OrderWriter;
	readonly #index: SearchIndex;
	readonly #statements: ReturnType<typeof prepareStatements>;
	/** What is committed, plus what the open transaction has added. */
	#rooms: Map<RoomName, Room>;
	/** Drafts that were on their way when their room got another name. */
	readonly #renamed = new Map<RoomName, RoomName>();

	constructor(database: DatabaseSync, index: SearchIndex) {
		this.#database = database;
		this.#accounts = new AccountWriter(database);
		this.#order = new OrderWriter(database);
		this.#index = index;
		this.#statements = prepareStatements(database);
		this.#rooms = this.#loadRooms();
	}

	/** Says what became of each operation of a batch. One that failed has been rolled back. */
	apply(operations: readonly Operation[]): Reply {
		let outcome: "none" | "unknown" = "none";
		try {
			// It may be open with what is indexed already, which is committed with the batch.
			if (!this.#database.isTransaction) this.#statements.begin.run();
			const applied = operations.map((operation) => this.#applyOne(operation));
			// From here the batch may be on disk although SQLite says it failed: what an fsync that
			// reports an error has written is not known.
			outcome = "unknown";
			this.#statements.commit.run();
			return { type: "committed", applied };
		} catch (error) {
			// If this throws as well the worker dies, and with it the daemon: it could not be trusted.
			this.#recover();
			const message = error instanceof Error ? error.message : String(error);
			return { type: "failed", message: `The batch was not stored: ${message}.`, outcome };
		}
	}

	#applyOne(operation: Operation): Applied {
		switch (operation.type) {
			case "append":
				return this.#append(operation.drafts);
			case "mark-read":
				return this.#markRead(operation);
			case "trim":
				return this.#trim(operation.room, operation.below);
			case "add-invite":
			case "revoke-invite":
			case "put-ban":
			case "remove-ban":
			case "add-act":
				return this.#order.apply(operation);
			default:
				return this.#accounts.apply(operation);
		}
	}

	#append(drafts: readonly Draft[]): Applied {
		const reason = this.#findRefusal(drafts);
		if (reason !== undefined) return refuse(reason);
		return { type: "appended", places: drafts.map((draft) => this.#place(draft)) };
	}

	// Looks at all drafts before the first is stored: a refused call must leave nothing in the batch.
	#findRefusal(drafts: readonly Draft[]): string | undefined {
		const made = new Map<RoomName, MessageId>();
		for (const { key, event } of drafts) {
			const exists = this.#find(event.room) !== undefined || made.has(event.room);
			if (event.type !== "create") {
				if (!exists) return noSuchRoom(event.room);
			} else if (!exists) made.set(event.room, key);
			else if (made.get(event.room) !== key && this.#findStored(key, event) === undefined)
				return `${event.room} is there already.`;
		}
		return undefined;
	}

	/** The event of that key. Of one that was trimmed away only its place is known: what it said is taken from the draft. */
	#findStored(key: MessageId, event: EventDraft): RoomEvent | undefined {
		const bytes = toKey(key);
		const stored = this.#statements.eventByKey.get(bytes);
		if (stored !== undefined) return toEvent(stored);
		const trimmed = this.#statements.trimmedByKey.get(bytes);
		return trimmed && { ...event, ...toPlace(trimmed) };
	}

	#place({ key, event }: Draft): Place {
		if (event.type === "create") {
			const stored = this.#findStored(key, event);
			if (stored !== undefined) return stored;
			this.#addRoom(event);
		}
		const room = this.#room(event.room);
		const seq = room.head + 1;
		const { at, by, type } = event;
		const { changes } = this.#statements.addEvent.run(
			...[room.id, seq, toKey(key), at, by, type, toRest(event)],
		);
		if (changes === 0) return this.#findStored(key, event) ?? toEvent({});
		room.head = seq;
		if (event.type !== "message") this.#project(room, event);
		return toSeq(seq);
	}

	#addRoom(event: Extract<EventDraft, { type: "create" }>): void {
		const { lastInsertRowid } = this.#statements.addRoom.run(event.room, event.kind);
		this.#rooms.set(event.room, { id: Number(lastInsertRowid), head: 0, state: {} });
	}

	/** Brings what is derived from a room's log up to an event. */
	#project(room: Room, event: EventDraft): void {
		const { enter, leave } = membershipChange(event);
		for (const account of enter) this.#statements.addMember.run(room.id, account);
		for (const account of leave) this.#statements.removeMember.run(room.id, account);
		if (event.type === "topic") this.#statements.setTopic.run(event.topic, room.id);
		if (event.type === "redact") this.#redact(room, event);
		if (event.type === "rename" && !event.room.startsWith("@")) this.#rename(room, event);
		const next = nextRoomState(room.state, event);
		if (next === room.state) return;
		room.state = next;
		this.#statements.setState.run(JSON.stringify(next), room.id);
	}

	#redact({ id, head }: Room, { seqs }: Extract<EventDraft, { type: "redact" }>): void {
		this.#index.forget(id, seqs, toSeq(head));
		this.#statements.redact.run(id, JSON.stringify(seqs), head);
	}

	#rename(room: Room, { name }: Extract<EventDraft, { type: "rename" }>): void {
		this.#statements.setName.run(name, room.id);
		for (const [old, known] of this.#rooms)
			if (known === room) {
				this.#rooms.delete(old);
				this.#renamed.set(old, name);
			}
		this.#renamed.delete(name);
		this.#rooms.set(name, room);
	}

	#markRead({ account, room, seq }: Extract<Operation, { type: "mark-read" }>): Applied {
		const id = this.#find(room)?.id;
		if (id === undefined) return refuse(noSuchRoom(room));
		return { type: "marked", seq: toSeq(this.#statements.markRead.get(account, id, seq)?.seq) };
	}

	#trim(name: RoomName, below: Seq): Applied {
		const room = this.#find(name);
		if (room === undefined) return refuse(noSuchRoom(name));
		this.#statements.raiseFloor.run(Math.min(below - 1, room.head), room.id);
		this.#statements.keepKeys.run(room.id, below);
		this.#index.forgetBelow(room.id, below);
		this.#statements.removeBelow.run(room.id, below);
		this.#index.lowerMark();
		return { type: "done" };
	}

	/** The room of that name, or of the name that it has now. */
	#find(name: RoomName): Room | undefined {
		const room = this.#rooms.get(name);
		if (room !== undefined) return room;
		const renamed = this.#renamed.get(name);
		return renamed === undefined ? undefined : this.#find(renamed);
	}

	#room(name: RoomName): Room {
		const room = this.#find(name);
		if (room === undefined) throw new Error(noSuchRoom(name));
		return room;
	}

	#recover(): void {
		if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
		this.#rooms = this.#loadRooms();
	}

	#loadRooms(): Map<RoomName, Room> {
		const rows = this.#database.prepare(selectRooms).all();
		return new Map(
			rows.map((row) => [
				toRoomName(row.name),
				{ id: integer(row.id), head: integer(row.head), state: toRoomState(row.state) },
			]),
		);
	}
}

function refuse(reason: string): Applied {
	return { type: "refused", reason };
}

function noSuchRoom(room: RoomName): string {
	return `There is no room ${room}.`;
}

function prepareStatements(database: DatabaseSync) {
	return {
		// IMMEDIATE takes the write lock at once, where waiting for it is still possible.
		begin: database.prepare("BEGIN IMMEDIATE"),
		commit: database.prepare("COMMIT"),
		// Only a known key is passed over; a seq given twice must fail the batch.
		addEvent: database.prepare(
			`INSERT INTO events (room, seq, key, at, "by", type, rest)
			SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS (SELECT 1 FROM trimmed WHERE key = ?3)
			ON CONFLICT (key) DO NOTHING`,
		),
		eventByKey: database.prepare(
			`SELECT ${eventColumns} FROM events JOIN rooms ON rooms.id = events.room WHERE key = ?`,
		),
		trimmedByKey: database.prepare(
			`SELECT ${placeColumns} FROM trimmed JOIN rooms ON rooms.id = trimmed.room WHERE key = ?`,
		),
		addRoom: database.prepare("INSERT INTO rooms (name, kind) VALUES (?, ?)"),
		addMember: database.prepare("INSERT OR IGNORE INTO members (room, account) VALUES (?, ?)"),
		removeMember: database.prepare("DELETE FROM members WHERE room = ? AND account = ?"),
		setState: database.prepare("UPDATE rooms SET state = ? WHERE id = ?"),
		setName: database.prepare("UPDATE rooms SET name = ? WHERE id = ?"),
		redact: database.prepare(
			`UPDATE events SET rest = '{"text":"","redacted":true}'
			WHERE room = ?1 AND type = 'message' AND seq < ?3
			AND seq IN (SELECT value FROM json_each(?2))`,
		),
		setTopic: database.prepare("UPDATE rooms SET topic = ? WHERE id = ?"),
		markRead: database.prepare(
			`INSERT INTO read_marks (account, room, seq) VALUES (?, ?, ?)
			ON CONFLICT (account, room) DO UPDATE SET seq = max(seq, excluded.seq) RETURNING seq`,
		),
		raiseFloor: database.prepare("UPDATE rooms SET floor = max(floor, ?) WHERE id = ?"),
		keepKeys: database.prepare(
			`INSERT INTO trimmed (key, room, seq, at, "by")
			SELECT key, room, seq, at, "by" FROM events WHERE room = ? AND seq < ?`,
		),
		removeBelow: database.prepare("DELETE FROM events WHERE room = ? AND seq < ?"),
	};
}
