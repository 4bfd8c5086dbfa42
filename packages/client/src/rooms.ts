import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import {
	type AccountName,
	beforeFirst,
	nextSeq,
	type RoomName,
	type Seq,
} from "@partyline/shared/protocol/ids";
import type { NotificationParams } from "@partyline/shared/protocol/notifications";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";
import type { Cache } from "./cache.ts";
import type { Call } from "./calls.ts";
import { createRoomSync, type RoomSyncsOptions } from "./create-room-sync.ts";
import { later } from "./cursor.ts";
import { EarlyEvents } from "./early-events.ts";
import type { Login } from "./handshake.ts";
import { joinMissing } from "./join-missing.ts";
import { type Entered, joinOrCreate } from "./join-or-create.ts";
import { MetRooms } from "./met-rooms.ts";
import { RoomList, unknownDirect } from "./room-list.ts";
import { RoomPasts } from "./room-pasts.ts";
import type { RoomSync } from "./room-sync.ts";
import { Shelf } from "./shelf.ts";
import { syncRooms } from "./sync-rooms.ts";

/** What the rooms need of the client. */
export type RoomsOptions = Pick<
	RoomSyncsOptions,
	"clock" | "random" | "catchUp" | "onReset" | "onFailure"
> & {
	readonly cache: Cache;
	readonly backlog: number;
	/** To be in from the start. */
	readonly wanted: readonly RoomName[];
	onEvent(event: ReceivedEvent): void;
	onListChanged(rooms: readonly JoinedRoom[]): void;
};

/** The rooms we are in, each kept complete over any number of connections. */
export class Rooms {
	readonly #options: RoomsOptions;
	readonly #list = new RoomList();
	readonly #syncOptions: RoomSyncsOptions;
	readonly #syncs = new Map<RoomName, RoomSync>();
	// To be joined at the next login, beside those we are in.
	readonly #wanted: Set<RoomName>;
	readonly #pasts = new RoomPasts();
	// Rooms asked to join, with the highest seq that came before the answer.
	readonly #joining = new Map<RoomName, Seq>();
	readonly #met: MetRooms;
	readonly #early = new EarlyEvents();
	#call: Call | undefined;
	#account: AccountName | undefined;

	constructor(options: RoomsOptions) {
		this.#options = options;
		this.#wanted = new Set(options.wanted);
		this.#syncOptions = {
			...options,
			shelf: new Shelf(),
			call: () => this.#call,
			emit: (event) => this.#onNext(event),
			onReset: (room, from) => {
				options.onReset(room, from);
				this.#forgetIfOut(room);
			},
			onOut: (room) => this.#onOut(room),
		};
		this.#met = new MetRooms({ onNews: (met) => this.#onNews(met), onTooMany: options.onFailure });
		for (const { joined, cursor } of options.cache.rooms()) {
			this.#list.put(joined);
			if (cursor !== undefined) this.#pasts.putUnfinished(joined.room, cursor);
		}
	}

	all(): readonly JoinedRoom[] {
		return this.#list.all();
	}

	/** The server has another history: nothing we have seen is part of it. */
	startOver(): void {
		for (const { room } of this.#list.all()) if (!room.startsWith("@")) this.#wanted.add(room);
		this.#list.clear();
		this.#syncs.clear();
		this.#pasts.clear();
	}

	/** The connection is gone. */
	stop(): void {
		this.#call = undefined;
		this.#met.startOver();
		for (const sync of this.#syncs.values()) sync.hold();
	}

	/** A login is about to be asked: nothing that the server said before is believed. */
	beginLogin(): void {
		this.#early.begin();
	}

	/** Takes up every room after a login: joins what is wanted, and syncs from the cursors. */
	async takeUp(call: Call, login: Login): Promise<void> {
		this.#call = call;
		this.#account = login.account;
		const present = await this.#joinMissing(call, login);
		for (const { room } of this.#list.all()) if (!present.has(room)) this.#forget(room);
		const held = [...present.values()].map((joined) => {
			this.#wanted.delete(joined.room);
			const sync = this.#prepare(joined);
			sync.hold();
			return { room: joined.room, sync, lastSeq: joined.lastSeq };
		});
		this.#listChanged();
		this.#takeEarly();
		await syncRooms(call, held);
	}

	async join(call: Call, room: RoomName): Promise<JoinedRoom> {
		return this.#enter(room, () => call("join", { room }));
	}

	async enter(call: Call, room: RoomName): Promise<Entered> {
		return joinOrCreate({
			join: () => this.join(call, room),
			create: () => this.create(call, room),
		});
	}

	async create(call: Call, room: RoomName, topic?: string): Promise<JoinedRoom> {
		const params = topic === undefined ? { room } : { room, topic };
		return this.#enter(room, () => call("create", params));
	}

	async openDirect(call: Call, accounts: string[]): Promise<JoinedRoom> {
		return this.#accept(await call("create", { with: accounts }), beforeFirst);
	}

	async leave(call: Call, room: RoomName): Promise<void> {
		this.#wanted.delete(room);
		await call("leave", { room });
		this.#forget(room);
		this.#listChanged();
	}

	/** Takes a live event. */
	receive(event: ReceivedEvent): void {
		if (this.#early.take(event) || this.#call === undefined) return;
		const known = this.#syncs.get(event.room) ?? this.#meet(event.room);
		const highest = this.#joining.get(event.room);
		if (this.#met.take(event)) return;
		if (known !== undefined) known.receive(event);
		else if (highest !== undefined) this.#joining.set(event.room, later(highest, event.seq));
		else if (event.type === "join" && event.by === this.#account) this.#follow(event.room);
	}

	/** The server left events out: they are to be fetched. */
	onLimited({ room, to }: NotificationParams<"limited">): void {
		// While a login is under way: its rooms are taken up from their cursors anyhow.
		if (this.#early.isOpen || this.#call === undefined) return;
		(this.#syncs.get(room) ?? this.#meet(room))?.raise(to);
	}

	/** Moves a read marker forward; undefined if it is there already. */
	takeRead(room: RoomName, seq: Seq): Seq | undefined {
		const moved = this.#list.takeRead(room, seq);
		if (moved !== undefined) this.#remember();
		return moved;
	}

	/** The rooms we are in once those that should be are joined. */
	async #joinMissing(call: Call, login: Login): Promise<Map<RoomName, JoinedRoom>> {
		const present = new Map(login.rooms.map((joined) => [joined.room, joined]));
		// A guest whose name was given up in between is in no room: it goes back to where it was.
		const isSomebodyNew = login.role === "guest" && !login.byToken;
		const before = isSomebodyNew ? this.#list.all().map((joined) => joined.room) : [];
		await joinMissing(call, {
			present,
			rooms: [...this.#wanted, ...before],
			asked: this.#options.wanted,
			// A server with ever new histories would make the list grow for ever.
			onRefused: (room) => this.#wanted.delete(room),
		});
		return present;
	}

	#takeEarly(): void {
		for (const { first, highest } of this.#early.end()) {
			this.receive(first);
			this.#syncs.get(first.room)?.raise(highest);
		}
	}

	async #enter(room: RoomName, ask: () => Promise<JoinedRoom>): Promise<JoinedRoom> {
		this.#joining.set(room, beforeFirst);
		try {
			const joined = await ask();
			return this.#accept(joined, this.#joining.get(room) ?? beforeFirst);
		} finally {
			this.#joining.delete(room);
		}
	}

	// `highest` is the highest seq seen of the room before it was known.
	#accept(joined: JoinedRoom, highest: Seq): JoinedRoom {
		const known = this.#syncs.get(joined.room);
		this.#list.put(joined);
		if (known !== undefined) known.raise(joined.lastSeq);
		else this.#prepare(joined).takeUp({ lastSeq: later(joined.lastSeq, highest) });
		this.#listChanged();
		return joined;
	}

	// Somebody opened a direct conversation with us; nobody can put us in a public room.
	#meet(room: RoomName): RoomSync | undefined {
		if (!room.startsWith("@") || this.#joining.has(room) || !this.#met.admit()) return undefined;
		this.#met.add(room);
		return this.#prepare(unknownDirect(room));
	}

	#onNews(met: ReadonlyMap<RoomName, ReceivedEvent[]>): void {
		this.#listChanged();
		for (const [room, events] of met) this.#syncs.get(room)?.takeUp({ events });
	}

	// We joined on another device. Joining again changes nothing and tells what the room is.
	#follow(room: RoomName): void {
		const call = this.#call;
		if (call === undefined || !this.#met.admit()) return;
		this.join(call, room).catch(() => {
			// Left again by now, or the connection broke: then the next login tells.
		});
	}

	/** The sync of a room that the server says we are in; held if it is new. */
	#prepare(joined: JoinedRoom): RoomSync {
		const { room } = joined;
		const start = this.#pasts.startOf(joined, this.#cursorOf(room), this.#options.backlog);
		if (start.wentBack) {
			this.#forget(room);
			this.#options.cache.forgetRoom(room);
		}
		this.#list.put(joined);
		this.#pasts.remove(room);
		const present = this.#syncs.get(room);
		if (present !== undefined) return present;
		const sync = createRoomSync(room, start.cursor, this.#syncOptions);
		this.#syncs.set(room, sync);
		if (start.isReset) this.#options.onReset(room, nextSeq(start.cursor));
		return sync;
	}

	#onNext(event: ReceivedEvent): void {
		const isSeen = this.#list.takeEvent(event, this.#account);
		this.#options.cache.putEvents([event]);
		this.#forgetIfOut(event.room);
		this.#options.onEvent(event);
		this.#remember();
		if (isSeen) this.#met.tellSoon();
	}

	#onOut(room: RoomName): void {
		this.#forget(room);
		this.#met.tellSoon();
	}

	// Only once nothing is known that comes after our part: it may be that we joined again.
	#forgetIfOut(room: RoomName): void {
		if (this.#list.isOut(room) && this.#syncs.get(room)?.isAtEnd) this.#onOut(room);
	}

	#forget(room: RoomName): void {
		this.#list.remove(room);
		this.#options.cache.dropRoom(room);
		const sync = this.#syncs.get(room);
		if (sync === undefined) return;
		sync.hold();
		this.#syncs.delete(room);
		if (sync.isAtEnd) this.#pasts.putLeft(room, sync.cursor);
		else this.#pasts.putUnfinished(room, sync.cursor);
	}

	#listChanged(): void {
		this.#remember();
		this.#options.onListChanged(this.#list.all());
	}

	/** The last event of a room that was delivered, by this process or an earlier one. */
	#cursorOf(room: RoomName): Seq | undefined {
		return this.#syncs.get(room)?.cursor ?? this.#pasts.unfinished(room);
	}

	/** Keeps the list and how far each room was delivered, for the next process. */
	#remember(): void {
		this.#options.cache.putRooms(() =>
			this.#list.all().map((joined) => {
				const cursor = this.#cursorOf(joined.room);
				return cursor === undefined ? { joined } : { joined, cursor };
			}),
		);
	}
}
