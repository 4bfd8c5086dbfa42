import type { RoomEvent, RoomKind } from "@partyline/shared/protocol/events";
import {
	type AccountName,
	beforeFirst,
	type RoomName,
	type Seq,
} from "@partyline/shared/protocol/ids";
import type { RoomState } from "@partyline/shared/protocol/room-state";
import { FanOut } from "./fan-out.ts";
import type { Session, Signal } from "./ports.ts";

/**
 * One room in memory: what its log says now, and the sessions that hear it.
 * Nothing is taken before its commit, and it is delivered in seq order from one place.
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
	/** The seq of the last event by which something was taken back. */
	redactedAt: Seq = beforeFirst;
	/** Changed by the roster alone. */
	readonly members = new Set<AccountName>();
	/** How many of them are guests who are gone. */
	absent = 0;
	/** When those spoke last who have to wait in slow mode, the longest ago first. */
	readonly spokeAt = new Map<AccountName, number>();
	/** Posts of this room that the journal has not answered yet. */
	storing = 0;
	/** A delivery that is to be given together with them: whether it waits now, and whether it has waited long enough. */
	held: { isWaiting: boolean; isOver: boolean } | undefined;
	/** Whether those who came or left are told of at a time that is set. */
	isAwaited = false;
	readonly #fanOut = new FanOut();

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
		this.#fanOut.add(event);
	}

	/** Whether so many hear it that nobody is told of each who comes and goes. */
	get isCrowd(): boolean {
		return this.#fanOut.isCrowd;
	}

	/** Whether some of those who hear it have been given what others are still to be given. */
	get isBeingTold(): boolean {
		return this.#fanOut.isRunning;
	}

	/** Whether its sessions are still to be given something. */
	get isDue(): boolean {
		return this.#fanOut.isDue;
	}

	/** Whether that cannot wait. */
	get isPressing(): boolean {
		return this.#fanOut.isPressing;
	}

	/** How long it takes to deliver to everybody, in ms. */
	get deliveryMs(): number {
		return this.#fanOut.costMs;
	}

	/** Gives the sessions of the room what has come since the last time; of a large one a part of them, and the room stays due. */
	deliver(): void {
		this.#fanOut.deliver(this.name);
	}

	/** The same with everybody, before the room is called something else. */
	deliverAll(): void {
		this.#fanOut.finish(this.name);
	}

	/** Makes the room live for a session, from the event after `head`. */
	subscribe(session: Session): void {
		this.#fanOut.subscribe(session, this.name);
	}

	/** Makes the room silent for a session that left it, after what is committed already. */
	unsubscribe(session: Session): void {
		this.#fanOut.unsubscribe(session, this.name);
	}

	/** Makes the room silent for a session that is gone. */
	forget(session: Session): void {
		this.#fanOut.forget(session);
	}

	/** Sends everyone who hears the room what is not kept, each by whose it is: nobody is sent their own. */
	signal(signals: ReadonlyMap<AccountName, Signal>): void {
		const all = [...signals.values()];
		this.#fanOut.signal(({ account }) => {
			const own = signals.get(account);
			return own === undefined ? all : all.filter((signal) => signal !== own);
		});
	}

	/** Sends everyone who hears the room the same, which is nobody's own. */
	signalAll(signal: Signal): void {
		const all = [signal];
		this.#fanOut.signal(() => all);
	}
}
