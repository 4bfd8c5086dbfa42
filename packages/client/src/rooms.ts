import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import {
	type AccountName,
	beforeFirst,
	nextSeq,
	type RoomName,
	type Seq,
} from "@partyline/shared/protocol/ids";
import type { ParamsInput } from "@partyline/shared/protocol/methods";
import type { NotificationParams } from "@partyline/shared/protocol/notifications";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";
import type { Cache } from "./cache.ts";
import type { Call } from "./calls.ts";
import type { RoomSyncsOptions } from "./create-room-sync.ts";
import { later } from "./cursor.ts";
import type { Login } from "./handshake.ts";
import { joinMissing } from "./join-missing.ts";
import { type Entered, joinOrCreate } from "./join-or-create.ts";
import { takesOut } from "./news.ts";
import { type Arrival, RoomArrivals } from "./room-arrivals.ts";
import { RoomList, unknownDirect } from "./room-list.ts";
import type { RoomSync } from "./room-sync.ts";
import { RoomSyncs } from "./room-syncs.ts";
import { Shelf } from "./shelf.ts";
import { syncRooms } from "./sync-rooms.ts";

/** What the rooms need of the client. */
export type RoomsOptions = Pick<
	RoomSyncsOptions,
	"clock" | "random" | "catchUp" | "onReset" | "onComings" | "onFailure"
> & {
	readonly cache: Cache;
	readonly backlog: number;
	readonly follow: "all" | "asked";
	/** To be in from the start. */
	readonly wanted: readonly RoomName[];
	onEvent(event: ReceivedEvent): void;
	/** A public room has another name; `isKnown` if it was one of those we had under the old one. */
	onRenamed(from: RoomName, to: RoomName, isKnown: boolean): void;
	/** We are in the room no more. */
	onGone(room: RoomName): void;
	onListChanged(rooms: readonly JoinedRoom[]): void;
};

/** The rooms we are in, each kept complete over any number of connections. */
export class Rooms {
	readonly #options: RoomsOptions;
	readonly #list = new RoomList();
	readonly #syncs: RoomSyncs;
	// To be joined at the next login, beside those we are in.
	readonly #wanted: Set<RoomName>;
	readonly #arrivals: RoomArrivals;
	#call: Call | undefined;
	#account: AccountName | undefined;

	constructor(options: RoomsOptions) {
		this.#options = options;
		this.#wanted = new Set(options.wanted);
		this.#syncs = this.#createSyncs();
		this.#arrivals = this.#createArrivals();
		for (const { joined, cursor } of options.cache.rooms()) {
			this.#list.put(joined);
			if (cursor !== undefined) this.#syncs.putPast(joined.room, cursor);
		}
	}

	#createSyncs(): RoomSyncs {
		return new RoomSyncs({
			...this.#options,
			shelf: new Shelf(),
			call: () => this.#call,
			emit: (event) => this.#onNext(event),
			onReset: (room, from) => this.#reset(room, from),
			onOut: (room) => this.#onOut(room),
		});
	}

	#createArrivals(): RoomArrivals {
		return new RoomArrivals({
			...this.#options,
			call: () => this.#call,
			account: () => this.#account,
			isKnown: (room) => this.#syncs.has(room),
			wasKnown: (room) => this.#syncs.wasIn(room),
			onOpened: (room) => void this.#prepare(unknownDirect(room)),
			onArrived: (arrival) => this.#accept(arrival),
			onOwnRooms: (rooms) => this.#onOwnRooms(rooms),
			onNews: (met) => this.#onNews(met),
			onTooMany: this.#options.onFailure,
		});
	}

	all(): readonly JoinedRoom[] {
		return this.#list.all();
	}

	/** The server has another history: nothing we have seen is part of it. */
	startOver(): void {
		for (const { room } of this.#list.all()) if (!room.startsWith("@")) this.#wanted.add(room);
		this.#list.clear();
		this.#syncs.clear();
	}

	/** The connection is gone. */
	stop(): void {
		this.#call = undefined;
		this.#arrivals.startOver();
		this.#syncs.hold();
	}

	/** A login is about to be asked: nothing that the server said before is believed. */
	beginLogin(): void {
		this.#arrivals.beginLogin();
	}

	/** Takes up every room after a login: joins what is wanted, and syncs from the cursors. */
	async takeUp(call: Call, login: Login): Promise<void> {
		this.#call = call;
		this.#account = login.account;
		const patience = { ...this.#options, isCurrent: () => this.#call === call };
		const rooms = { before: this.all(), wanted: this.#wanted, asked: this.#options.wanted };
		const present = await joinMissing(call, { login, ...rooms, patience });
		for (const joined of present.values()) this.#learnNames(joined);
		// We were taken out while we were away, perhaps, and what was taken back since is not told to us.
		for (const { room } of this.#list.all()) if (!present.has(room)) this.#forget(room, true);
		const held = [...present.values()].flatMap((joined) => {
			this.#list.put(joined);
			const isAsked = this.#wanted.delete(joined.room) || this.#syncs.has(joined.room);
			if (this.#options.follow === "asked" && !isAsked) return [];
			const sync = this.#prepare(joined);
			sync.hold();
			return { room: joined.room, sync, lastSeq: joined.lastSeq };
		});
		this.#listChanged();
		this.#takeEarly();
		await syncRooms(call, held);
	}

	async join(call: Call, room: RoomName): Promise<JoinedRoom> {
		return this.#arrivals.enter(() => call("join", { room }));
	}

	async enter(call: Call, room: RoomName): Promise<Entered> {
		return joinOrCreate({
			join: () => this.join(call, room),
			create: () => this.create(call, { room }),
		});
	}

	/** Makes a room, or opens a direct conversation. */
	async create(call: Call, params: ParamsInput<"create">): Promise<JoinedRoom> {
		return this.#arrivals.enter(() => call("create", params));
	}

	async leave(call: Call, room: RoomName): Promise<void> {
		this.#wanted.delete(room);
		await call("leave", { room });
		this.#forget(room);
		this.#listChanged();
	}

	/** Takes a live event. */
	receive(event: ReceivedEvent): void {
		if (this.#arrivals.takeEarly(event) || this.#call === undefined) return;
		this.#takeName(event);
		if (!this.#arrivals.take(event)) this.#syncs.get(event.room)?.receive(event);
	}

	/** The server left events out: they are to be fetched, or passed over. */
	onLimited(limited: NotificationParams<"limited">): void {
		if (this.#call === undefined) return;
		const taken = this.#syncs.leaveOut(limited);
		if (taken === "passed") this.#list.raise(limited.room, limited.to);
		else if (taken === undefined) this.#arrivals.takeLimited(limited);
	}

	/** Moves a read marker forward; undefined if it is there already. */
	takeRead(room: RoomName, seq: Seq): Seq | undefined {
		const moved = this.#list.takeRead(room, seq);
		if (moved !== undefined) this.#remember();
		return moved;
	}

	#takeEarly(): void {
		for (const { first, highest } of this.#arrivals.endLogin()) {
			this.receive(first);
			this.#syncs.get(first.room)?.raise(highest);
		}
	}

	#accept({ joined, highest, from }: Arrival): JoinedRoom {
		this.#learnNames(joined);
		const known = this.#syncs.get(joined.room);
		this.#list.put(joined);
		if (known !== undefined) known.raise(joined.lastSeq);
		else this.#prepare(joined, from).takeUp({ lastSeq: later(joined.lastSeq, highest) });
		this.#listChanged();
		return joined;
	}

	#onNews(met: ReadonlyMap<RoomName, ReceivedEvent[]>): void {
		this.#listChanged();
		for (const [room, events] of met) this.#syncs.get(room)?.takeUp({ events });
	}

	#onOwnRooms(rooms: readonly JoinedRoom[]): void {
		for (const joined of rooms) {
			this.#learnNames(joined);
			this.#syncs.get(joined.room)?.raise(joined.lastSeq);
		}
	}

	#takeName(event: ReceivedEvent): void {
		// What is told of a private room is its title, which may be the name of a public one.
		if (event.type !== "rename" || event.room.startsWith("@")) return;
		if (this.#syncs.has(event.was)) this.#rename(event.was, event.name);
	}

	/** Finds rooms again that we know by an earlier name. */
	#learnNames({ room, formerly = [] }: JoinedRoom): void {
		for (const was of formerly) this.#rename(was, room);
	}

	#rename(from: RoomName, to: RoomName): void {
		if (from.startsWith("@") || to.startsWith("@") || from === to) return;
		const isKnown = this.#list.has(from) || this.#syncs.has(from) || this.#syncs.wasIn(from);
		this.#syncs.rename(from, to);
		this.#list.rename(from, to);
		if (this.#wanted.delete(from)) this.#wanted.add(to);
		this.#options.cache.renameRoom(from, to);
		this.#options.onRenamed(from, to, isKnown);
		if (isKnown) this.#arrivals.tellSoon();
	}

	/** The sync of a room that the server says we are in; held if it is new. */
	#prepare(joined: JoinedRoom, from?: Seq): RoomSync {
		const { room, lastSeq, firstSeq = beforeFirst } = joined;
		const backlog = Math.max(this.#options.backlog, from === undefined ? 0 : lastSeq - from + 1);
		const start = this.#syncs.startOf(joined, backlog);
		if (start.wentBack) this.#forget(room, true);
		this.#list.put(joined);
		if (firstSeq > beforeFirst) this.#options.cache.forgetBefore(room, firstSeq);
		const isPresent = this.#syncs.has(room);
		const sync = this.#syncs.open(room, start.cursor);
		sync.skipTo(firstSeq);
		if (start.isReset && !isPresent) this.#reset(room, nextSeq(start.cursor));
		return sync;
	}

	#reset(room: RoomName, from: Seq): void {
		// What became of earlier messages in between is not known here: some were taken back, perhaps.
		this.#options.cache.forgetBefore(room, from);
		this.#options.onReset(room, from);
		this.#forgetIfOut(room);
	}

	#onNext(event: ReceivedEvent): void {
		const isSeen = this.#list.takeEvent(event, this.#account);
		this.#options.cache.putEvents([event]);
		if (takesOut(event, this.#account)) this.#options.cache.forgetRoom(event.room);
		this.#forgetIfOut(event.room);
		this.#options.onEvent(event);
		this.#remember();
		if (isSeen) this.#arrivals.tellSoon();
	}

	// Only once nothing is known that comes after our part: it may be that we joined again.
	#forgetIfOut(room: RoomName): void {
		if (this.#list.isOut(room) && this.#syncs.get(room)?.isAtEnd) this.#onOut(room);
	}

	#onOut(room: RoomName): void {
		this.#forget(room);
		this.#arrivals.tellSoon();
	}

	// Of a private room nothing is kept by somebody who is not in it.
	#forget(room: RoomName, withEvents = room.startsWith("@")): void {
		this.#list.remove(room);
		this.#options.cache.dropRoom(room);
		if (withEvents) this.#options.cache.forgetRoom(room);
		this.#options.onGone(room);
		this.#syncs.close(room);
	}

	#listChanged(): void {
		this.#remember();
		this.#options.onListChanged(this.#list.all());
	}

	/** Keeps the list and how far each room was delivered, for the next process. */
	#remember(): void {
		this.#options.cache.putRooms(() =>
			this.#list.all().map((joined) => {
				const cursor = this.#syncs.cursorOf(joined.room);
				return cursor === undefined ? { joined } : { joined, cursor };
			}),
		);
	}
}
