import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { AccountName, RoomName, Seq } from "@partyline/shared/protocol/ids";
import type { NotificationParams } from "@partyline/shared/protocol/notifications";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";
import type { Call } from "./calls.ts";
import type { Clock } from "./clock.ts";
import { EarlyEvents } from "./early-events.ts";
import { readOwnRooms } from "./handshake.ts";
import { MetRooms, type MetRoomsOptions } from "./met-rooms.ts";
import { bringsIn, isOpening } from "./news.ts";
import { askPatiently } from "./patience.ts";

/** A room we came into: with the highest seq that came of it before that was known, and the first to be delivered. */
export type Arrival = {
	readonly joined: JoinedRoom;
	readonly highest: Seq;
	readonly from?: Seq | undefined;
};

/** What the arrivals need of the rooms. */
export type RoomArrivalsOptions = MetRoomsOptions & {
	readonly clock: Clock;
	readonly random: () => number;
	/** The present connection; undefined while there is none. */
	call(): Call | undefined;
	account(): AccountName | undefined;
	isKnown(room: RoomName): boolean;
	/** Whether we were in it: what comes late of it is no news. */
	wasKnown(room: RoomName): boolean;
	/** A direct conversation begins, of which its first event tells all. */
	onOpened(room: RoomName): void;
	onArrived(arrival: Arrival): JoinedRoom;
	/** All the rooms that we are in, asked for as one came up that may be one of ours by another name. */
	onOwnRooms(rooms: readonly JoinedRoom[]): void;
};

/** The rooms that come up while we are there: those we ask for, and those that others or our other devices bring us into. */
export class RoomArrivals {
	readonly #options: RoomArrivalsOptions;
	readonly #met: MetRooms;
	// What comes while a login is under way.
	readonly #early = new EarlyEvents();
	// How many rooms are asked to join or make, and what came meanwhile of rooms that are not known yet.
	#asking = 0;
	readonly #overtaking = new EarlyEvents();

	constructor(options: RoomArrivalsOptions) {
		this.#options = options;
		this.#met = new MetRooms(options);
	}

	/** The connection is gone. */
	startOver(): void {
		this.#met.startOver();
	}

	/** Something a person would see changed in the list. */
	tellSoon(): void {
		this.#met.tellSoon();
	}

	/** A login is about to be asked: its answer tells which rooms are ours. */
	beginLogin(): void {
		this.#early.begin();
	}

	/** The login is over: what came early of each room. */
	endLogin() {
		return this.#early.end();
	}

	/** Takes an event that comes while a login is under way; false if none is. */
	takeEarly(event: ReceivedEvent): boolean {
		return this.#early.take(event);
	}

	/** Takes an event of a room that is not known yet; false if it is of one that is. */
	take(event: ReceivedEvent): boolean {
		const { room } = event;
		const isNew = !this.#options.isKnown(room);
		if (isNew && isOpening(event) && this.#met.admit()) {
			this.#met.add(room);
			this.#options.onOpened(room);
		}
		if (this.#met.take(event)) return true;
		if (!isNew) return false;
		if (this.#asking > 0) this.#overtaking.take(event);
		else this.#arrive(event);
		return true;
	}

	/** The server left out events of a room that is not known. */
	takeLimited({ room, from }: NotificationParams<"limited">): void {
		// While a login is under way: its rooms are taken up from their cursors anyhow.
		if (this.#early.isOpen) return;
		if (room.startsWith("@")) this.#follow(room, from);
		else this.#lookForNames(room);
	}

	/** Comes into a room; its events from `from` on are delivered, if it is given. */
	async enter(ask: () => Promise<JoinedRoom>, from?: Seq): Promise<JoinedRoom> {
		if (this.#asking++ === 0) this.#overtaking.begin();
		try {
			const joined = await ask();
			const highest = this.#overtaking.highest(joined.room);
			return this.#options.onArrived({ joined, highest, from });
		} finally {
			if (--this.#asking === 0) this.#takeOvertaking();
		}
	}

	#takeOvertaking(): void {
		const { call, isKnown } = this.#options;
		for (const { first } of this.#overtaking.end())
			if (call() !== undefined && !isKnown(first.room)) this.#arrive(first);
	}

	// The first event of a room that is not known.
	#arrive(event: ReceivedEvent): void {
		const { room, seq, type, by } = event;
		const me = this.#options.account();
		// On another device we came in by ourselves, and know what was before.
		if (type === "join" && by === me) this.#follow(room);
		else if (room.startsWith("@") || bringsIn(event, me)) this.#follow(room, seq);
		else this.#lookForNames(room);
	}

	// We are in it, by another device or by others. Joining again changes nothing and tells what the room is.
	#follow(room: RoomName, from?: Seq): void {
		const { clock, random, call: present } = this.#options;
		const call = present();
		if (call === undefined || !this.#met.admit()) return;
		const join = () => this.enter(() => call("join", { room }), from);
		askPatiently(join, { clock, random, isCurrent: () => present() === call }).catch(() => {
			// Out again by now, or the connection broke: then the next login tells.
		});
	}

	// One of ours was renamed and we were not told, perhaps.
	#lookForNames(room: RoomName): void {
		const { call: present, wasKnown, onOwnRooms } = this.#options;
		const call = present();
		if (call === undefined || wasKnown(room) || !this.#met.admit()) return;
		readOwnRooms(call).then(
			(rooms) => present() === call && onOwnRooms(rooms),
			() => {
				// The connection broke: then the next login tells.
			},
		);
	}
}
