import type { RoomEvent, RoomKind } from "@partyline/shared/protocol/events";
import {
	type AccountName,
	beforeFirst,
	type RoomName,
	type Seq,
} from "@partyline/shared/protocol/ids";
import type { RoomState } from "@partyline/shared/protocol/room-state";
import type { Session, Signal } from "./ports.ts";

/**
 * One room in memory: what its log says now, and the sessions that hear it.
 * Nothing enters `pending` before its commit, and it leaves in seq order from one place.
 */
export class Room {
	/** Of a public room it may change. */
	name: RoomName;
	/** Names the room as long as this process lives, whatever it is called, see `inTurn`. */
	readonly key: RoomName;
	readonly kind: RoomKind;
	topic = "";
	/** What else its log says of it. */
	state: RoomState = {};
	/** The last seq that was trimmed away. */
	floor: Seq = beforeFirst;
	/** The seq of the last event that was taken from the journal. */
	head: Seq = beforeFirst;
	readonly members = new Set<AccountName>();
	/** When those spoke last who have to wait in slow mode, the longest ago first. */
	readonly spokeAt = new Map<AccountName, number>();
	/** Committed events that the sessions have not been given yet. */
	#pending: RoomEvent[] = [];
	readonly #sessions = new Set<Session>();

	constructor(name: RoomName, kind: RoomKind) {
		this.name = name;
		this.key = name;
		this.kind = kind;
	}

	/** What people call it. */
	get title(): RoomName {
		return this.state.title ?? this.name;
	}

	/** Takes a committed event, to be delivered with what else comes in this turn. */
	take(event: RoomEvent): void {
		this.head = event.seq;
		this.#pending.push(event);
	}

	/** Gives every session of the room what has come since the last time. */
	deliver(): void {
		if (this.#pending.length === 0) return;
		const delivery = { room: this.name, events: this.#pending };
		this.#pending = [];
		for (const session of this.#sessions) session.deliver(delivery);
	}

	/** Makes the room live for a session, from the event after `head`. */
	subscribe(session: Session): void {
		// What is pending is at or before `head`: it belongs to those who were here before, and after it
		// nothing comes that an answer up to `head` has told already.
		this.deliver();
		this.#sessions.add(session);
	}

	/** Makes the room silent for a session that left it, after what is committed already. */
	unsubscribe(session: Session): void {
		if (!this.#sessions.has(session)) return;
		this.deliver();
		this.#sessions.delete(session);
	}

	/** Makes the room silent for a session that is gone. */
	forget(session: Session): void {
		this.#sessions.delete(session);
	}

	/** Sends something that is not kept to everyone who hears the room, except one's own sessions. */
	signal(signal: Signal, except: AccountName): void {
		for (const session of this.#sessions) if (session.account !== except) session.signal(signal);
	}
}
