import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { RoomName, Seq } from "@partyline/shared/protocol/ids";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";
import { type Cache, type CachedRange, type CachedRoom, isWholePage, wholeEnd } from "./cache.ts";
import { cacheSpec, prepareStatements } from "./cache-tables.ts";
import type { Clock } from "./clock.ts";
import { type Alone, isSpoilt, openDisposable, transact } from "./database.ts";
import type { Owner } from "./owner.ts";

/** What a cut may cost, and how often a busy room costs a write. */
const flushAfterMs = 1_000;
/** So many events do not wait that long: they are in memory, and to write them all at once would hold up a key. */
const mostUnwritten = 500;
/** Events kept of a room: about 4 MiB. Older ones come from the server again. */
const keptEvents = 20_000;
/** How many new ones there may be before the old ones go. */
const trimEvery = 10_000;

/** Where the cache is and whose. */
export type CacheFileOptions = {
	readonly path: string;
	readonly owner: Owner;
	readonly clock: Clock;
	readonly alone: Alone;
};

type Statements = ReturnType<typeof prepareStatements>;

/** A cache on disk. A file that cannot be read is deleted and made anew. */
export class CacheFile implements Cache {
	readonly #database: DatabaseSync;
	readonly #remove: () => void;
	readonly #sql: Statements;
	readonly #server: { server: string };
	readonly #mine: { server: string; account: string };
	readonly #clock: Clock;
	// The history that all we write belongs to.
	#epoch: string | undefined;
	#unwritten: (() => void)[] = [];
	#unwrittenEvents = 0;
	// The rooms as they will be when they are written, after everything else.
	#readRooms: (() => readonly CachedRoom[]) | undefined;
	#cancelFlush: (() => void) | undefined;
	// How often something was forgotten of each room, and of all.
	readonly #forgettings = new Map<string, number>();
	#allForgettings = 0;
	// Events written since the file was last trimmed.
	#untrimmed = 0;
	#broken = false;
	// Signed out: nothing is written until the server is met anew.
	#isOver = false;

	constructor({ path, owner, clock, alone }: CacheFileOptions) {
		const { database, remove } = openDisposable(cacheSpec(path), alone);
		this.#database = database;
		this.#remove = remove;
		// What was taken back is not to be found in the file either.
		this.#database.exec("PRAGMA secure_delete = ON");
		this.#sql = prepareStatements(this.#database);
		this.#server = { server: owner.server };
		this.#mine = { server: owner.server, account: owner.account };
		this.#clock = clock;
		this.#epoch = this.#readOr(undefined, () => this.#storedEpoch());
		this.#write(() => this.#trim());
	}

	epoch(): string | undefined {
		return this.#epoch;
	}

	enterEpoch(epoch: string): void {
		this.#flush();
		this.#epoch = epoch;
		this.#isOver = false;
		this.#commit(() => {
			// Another process of the account may have been quicker.
			if (this.#storedEpoch() === epoch) return;
			for (const forget of this.#sql.forget) forget.run(this.#server);
			this.#sql.putEpoch.run({ ...this.#server, epoch });
		});
	}

	rooms(): readonly CachedRoom[] {
		return this.#read([], () => this.#sql.rooms.all(this.#mine).map(toCachedRoom));
	}

	putRooms(read: () => readonly CachedRoom[]): void {
		if (this.#isOver) return;
		this.#readRooms = read;
		this.#flushSoon();
	}

	forgetAll(): void {
		this.#isOver = true;
		this.#allForgettings++;
		this.#unwritten = [];
		this.#readRooms = undefined;
		this.#commit(() => {
			for (const forget of this.#sql.forgetAll) forget.run(this.#mine);
		});
	}

	forgettings(room: string): number {
		return this.#allForgettings + (this.#forgettings.get(room) ?? 0);
	}

	dropRoom(room: RoomName): void {
		this.#write(() => this.#sql.dropRoom.run({ ...this.#mine, room }));
	}

	putEvents(events: readonly ReceivedEvent[]): void {
		this.#write(() => {
			for (const event of events) this.#putEvent(event);
		});
		const before = this.#unwrittenEvents;
		this.#unwrittenEvents += events.length;
		if (before < mostUnwritten && this.#unwrittenEvents >= mostUnwritten) this.#flushNext();
	}

	forgetRoom(room: RoomName): void {
		this.#countForgetting(room);
		this.#write(() => {
			for (const forget of this.#sql.forgetRoom) forget.run({ ...this.#mine, room });
		});
	}

	forgetBefore(room: RoomName, seq: Seq): void {
		this.#countForgetting(room);
		this.#write(() => {
			for (const forget of this.#sql.forgetBefore) forget.run({ ...this.#mine, room, seq });
		});
	}

	renameRoom(from: RoomName, to: RoomName): void {
		this.#write(() => {
			for (const rename of this.#sql.renameRoom) rename.run({ ...this.#mine, from, to });
			for (const forget of [...this.#sql.forgetRoom, this.#sql.dropRoom])
				forget.run({ ...this.#mine, room: from });
		});
	}

	page(room: string, range: CachedRange): readonly ReceivedEvent[] | undefined {
		const events = wholeEnd(this.#readEvents(room, range));
		return isWholePage(events, range) ? events : undefined;
	}

	latest(room: string, limit: number): readonly ReceivedEvent[] {
		return wholeEnd(this.#readEvents(room, { before: Number.MAX_SAFE_INTEGER, limit }));
	}

	lastRoom(): RoomName | undefined {
		const room = this.#read(undefined, () => this.#sql.lastRoom.get(this.#mine)?.room);
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

	#countForgetting(room: RoomName): void {
		this.#forgettings.set(room, (this.#forgettings.get(room) ?? 0) + 1);
	}

	#readEvents(room: string, { before, limit }: CachedRange): ReceivedEvent[] {
		const find = () => this.#sql.events.all({ ...this.#mine, room, before, limit });
		return this.#read([], () => find().map(toEvent).reverse());
	}

	#storedEpoch(): string | undefined {
		const epoch = this.#sql.epoch.get(this.#server)?.epoch;
		return typeof epoch === "string" ? epoch : undefined;
	}

	/** What is in the file of our history, all that is unwritten included. */
	#read<T>(nothing: T, read: () => T): T {
		this.#flush();
		return this.#readOr(nothing, () => (this.#isOurs() ? read() : nothing));
	}

	#readOr<T>(nothing: T, read: () => T): T {
		try {
			return read();
		} catch (error) {
			this.#giveUp(error);
			return nothing;
		}
	}

	/** Another process of the account may have met another history of the server before us. */
	#isOurs(): boolean {
		return this.#storedEpoch() === this.#epoch;
	}

	#putRooms(rooms: readonly CachedRoom[]): void {
		for (const { joined, cursor = null } of rooms)
			this.#sql.putRoom.run({
				...this.#mine,
				room: joined.room,
				joined: JSON.stringify(joined),
				cursor,
			});
	}

	/** Rooms that we have left are in it too. */
	#trim(): void {
		this.#untrimmed = 0;
		for (const { room = null } of this.#sql.cachedRooms.all(this.#mine))
			for (const trim of this.#sql.trim) trim.run({ ...this.#mine, room, kept: keptEvents });
	}

	#putEvent(event: ReceivedEvent): void {
		const { room, seq } = event;
		this.#untrimmed++;
		this.#sql.putEvent.run({ ...this.#mine, room, seq, event: JSON.stringify(event) });
		if (event.type !== "redact") return;
		const seqs = JSON.stringify(event.seqs);
		for (const redact of this.#sql.redact) redact.run({ ...this.#mine, room, seqs });
	}

	#write(write: () => void): void {
		if (this.#broken || this.#isOver) return;
		this.#unwritten.push(write);
		this.#flushSoon();
	}

	#flushSoon(): void {
		this.#cancelFlush ??= this.#clock.after(flushAfterMs, () => this.#flush());
	}

	// Not at once: who gives us events may be in the middle of it, and no cursor is to be ahead of them.
	#flushNext(): void {
		this.#cancelFlush?.();
		this.#cancelFlush = this.#clock.after(0, () => this.#flush());
	}

	#flush(): void {
		this.#cancelFlush?.();
		this.#cancelFlush = undefined;
		const writes = this.#unwritten;
		const readRooms = this.#readRooms;
		this.#unwritten = [];
		this.#unwrittenEvents = 0;
		this.#readRooms = undefined;
		if (writes.length === 0 && readRooms === undefined) return;
		this.#commit(() => {
			if (!this.#isOurs()) return;
			for (const write of writes) write();
			if (this.#untrimmed >= trimEvery) this.#trim();
			if (readRooms !== undefined) this.#putRooms(readRooms());
		});
	}

	#commit(write: () => void): void {
		if (this.#broken) return;
		try {
			transact(this.#database, write);
		} catch (error) {
			this.#giveUp(error);
		}
	}

	// Neither a full disk nor a spoilt file must stop the chat. Nothing is written from here on, so that
	// what is in the file stays true: later events without these would be a cursor past a hole.
	#giveUp(error: unknown): void {
		if (this.#broken) return;
		this.#broken = true;
		try {
			if (isSpoilt(error)) this.#remove();
		} catch {
			// Then the next process finds out for itself that it cannot be read.
		}
	}
}

// Rows of our own file, in a layout that was checked when it was opened.
function toEvent(row: Record<string, SQLOutputValue>): ReceivedEvent {
	return JSON.parse(String(row.event)) as ReceivedEvent;
}

function toCachedRoom(row: Record<string, SQLOutputValue>): CachedRoom {
	const joined = JSON.parse(String(row.joined)) as JoinedRoom;
	return row.cursor === null ? { joined } : { joined, cursor: Number(row.cursor) as Seq };
}
