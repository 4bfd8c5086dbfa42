import type { RoomName, Seq } from "@partyline/shared/protocol/ids";
import type { NotificationParams } from "@partyline/shared/protocol/notifications";
import type { JoinedRoom } from "@partyline/shared/protocol/shapes";
import { createRoomSync, type RoomSyncsOptions } from "./create-room-sync.ts";
import { RoomPasts, type RoomStart } from "./room-pasts.ts";
import type { LeftOut, RoomSync } from "./room-sync.ts";

/** The syncs of the rooms we are in, and how far those were delivered that we were in. */
export class RoomSyncs {
	readonly #options: RoomSyncsOptions;
	readonly #syncs = new Map<RoomName, RoomSync>();
	readonly #pasts = new RoomPasts();

	constructor(options: RoomSyncsOptions) {
		this.#options = options;
	}

	get(room: RoomName): RoomSync | undefined {
		return this.#syncs.get(room);
	}

	has(room: RoomName): boolean {
		return this.#syncs.has(room);
	}

	/** Whether we were in a room, and are not now. */
	wasIn(room: RoomName): boolean {
		return this.#pasts.has(room);
	}

	/** The last event of a room that was delivered, by this process or an earlier one. */
	cursorOf(room: RoomName): Seq | undefined {
		return this.#syncs.get(room)?.cursor ?? this.#pasts.unfinished(room);
	}

	/** An earlier process delivered a room up to `cursor`. */
	putPast(room: RoomName, cursor: Seq): void {
		this.#pasts.putUnfinished(room, cursor);
	}

	/** Where a room begins or goes on that the server says we are in, see `RoomPasts`. */
	startOf(joined: JoinedRoom, backlog: number): RoomStart {
		return this.#pasts.startOf(joined, this.cursorOf(joined.room), backlog);
	}

	/** The sync of a room; a new one begins after `cursor`, held. */
	open(room: RoomName, cursor: Seq): RoomSync {
		this.#pasts.remove(room);
		const sync = this.#syncs.get(room) ?? createRoomSync(room, cursor, this.#options);
		this.#syncs.set(room, sync);
		return sync;
	}

	/** The server left events out; undefined if the room is not known. */
	leaveOut(limited: NotificationParams<"limited">): LeftOut | undefined {
		return this.#syncs.get(limited.room)?.leaveOut(limited);
	}

	/** We are in the room no more. */
	close(room: RoomName): void {
		const sync = this.#syncs.get(room);
		if (sync === undefined) return;
		sync.hold();
		this.#syncs.delete(room);
		if (sync.isAtEnd) this.#pasts.putLeft(room, sync.cursor);
		else this.#pasts.putUnfinished(room, sync.cursor);
	}

	/** A public room has another name: it goes on under that. */
	rename(from: RoomName, to: RoomName): void {
		const sync = this.#syncs.get(from);
		this.#syncs.delete(from);
		this.#pasts.rename(from, to);
		if (sync === undefined) return;
		if (this.#syncs.has(to)) sync.hold();
		else {
			sync.room = to;
			this.#syncs.set(to, sync);
		}
	}

	/** The connection is gone. */
	hold(): void {
		for (const sync of this.#syncs.values()) sync.hold();
	}

	clear(): void {
		this.#syncs.clear();
		this.#pasts.clear();
	}
}
