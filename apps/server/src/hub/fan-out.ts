import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { RoomName } from "@partyline/shared/protocol/ids";
import { serverLimits } from "../limits.ts";
import { isComing } from "./parts.ts";
import type { Delivery, Session, Signal } from "./ports.ts";

/** A delivery that a part of those who hear the room has been given. */
type Run = {
	readonly delivery: Delivery;
	/** Who was given it out of turn is missing. */
	readonly sessions: (Session | undefined)[];
	next: number;
};

/**
 * Those who hear a room, and what is on its way to them. A socket write costs more than all else that is done for a
 * message, so what has come in the meantime goes out together, and each session is given it once. Of a large room so many
 * are given it at a time, and the loop sees to others between two of them; what comes meanwhile is the next delivery.
 */
export class FanOut {
	readonly #sessions = new Set<Session>();
	/** Those who came since a delivery was begun, each with how many of the events that wait are not for them. */
	readonly #newcomers = new Map<Session, number>();
	#waiting: RoomEvent[] = [];
	/** Whether something of it is more than that somebody came or left. */
	#isNews = false;
	/** All that waits, as those are given it who cannot wait. */
	#early: Delivery | undefined;
	#run: Run | undefined;

	/** How long it takes to write to everybody who hears the room, in ms. */
	get costMs(): number {
		return this.#size * serverLimits.writeMs;
	}

	/** Whether so many hear the room that nobody is told of each who comes and goes. */
	get isCrowd(): boolean {
		return this.#size >= serverLimits.crowdSessions;
	}

	get #size(): number {
		return this.#sessions.size + this.#newcomers.size;
	}

	/** Whether somebody is still to be given something. */
	get isDue(): boolean {
		return this.#run !== undefined || this.#waiting.length > 0;
	}

	/** Whether some have been given a delivery and others have not. */
	get isRunning(): boolean {
		return this.#run !== undefined;
	}

	/** Whether what they are still to be given cannot wait: they are being given it, or it is more than who came and left. */
	get isPressing(): boolean {
		return this.isRunning || this.#isNews;
	}

	add(event: RoomEvent): void {
		if (!isComing(event)) this.#isNews = true;
		// What somebody was given does not grow.
		if (this.#early !== undefined) this.#waiting = [...this.#waiting];
		this.#early = undefined;
		this.#waiting.push(event);
	}

	/** Gives as many sessions as one turn has time for what has come; the others are still due. Newcomers are not counted: each is given what is their own. */
	deliver(room: RoomName): void {
		this.#run ??= this.#begin(room);
		this.#goOn(serverLimits.sessionsPerTurn);
	}

	/** Gives everybody all that has come, at once. */
	finish(room: RoomName): void {
		this.#goOn(Number.POSITIVE_INFINITY);
		this.#run = this.#begin(room);
		this.#goOn(Number.POSITIVE_INFINITY);
	}

	/** From the next event on, a session hears the room; what came before it that was not its own to hear is not told again. */
	subscribe(session: Session, room: RoomName): void {
		// Who hears the room already is given first what it has not been given yet, and nothing twice.
		this.#giveRest(session, room);
		this.#sessions.delete(session);
		this.#newcomers.set(session, this.#waiting.length);
	}

	/** A session that hears the room is given what has come already, and nothing after it. */
	unsubscribe(session: Session, room: RoomName): void {
		this.#giveRest(session, room);
		this.forget(session);
	}

	/** A session hears nothing any more. */
	forget(session: Session): void {
		this.#takeFromRun(session);
		this.#sessions.delete(session);
		this.#newcomers.delete(session);
	}

	/** Gives everybody what is for them of something that is not kept. */
	signal(signalsFor: (session: Session) => readonly Signal[]): void {
		for (const sessions of [this.#sessions, this.#newcomers.keys()])
			for (const session of sessions) {
				const signals = signalsFor(session);
				if (signals.length > 0) session.signal(signals);
			}
	}

	#begin(room: RoomName): Run | undefined {
		if (this.#waiting.length === 0) return undefined;
		const delivery = this.#all(room);
		this.#waiting = [];
		this.#isNews = false;
		this.#early = undefined;
		const newcomers = [...this.#newcomers];
		this.#newcomers.clear();
		for (const [session, heard] of newcomers) if (heard === 0) this.#sessions.add(session);
		const run = { delivery, sessions: [...this.#sessions], next: 0 };
		for (const [session, heard] of newcomers) {
			if (heard > 0 && heard < delivery.events.length) session.deliver(tailOf(delivery, heard));
			this.#sessions.add(session);
		}
		return run;
	}

	/**
	 * Gives one session all that it has not been given. The others need not be given it now, or each of a thousand who come
	 * or go would be a write to each of the others.
	 */
	#giveRest(session: Session, room: RoomName): void {
		const running = this.#takeFromRun(session);
		if (running !== undefined) session.deliver(running);
		const heard = this.#sessions.has(session) ? 0 : this.#newcomers.get(session);
		if (heard !== undefined && heard < this.#waiting.length)
			session.deliver(tailOf(this.#all(room), heard));
	}

	/** What the others are being given, if the turn of this one has not come, which it never does then. */
	#takeFromRun(session: Session): Delivery | undefined {
		const at = this.#run?.sessions.indexOf(session, this.#run.next) ?? -1;
		if (this.#run === undefined || at === -1) return undefined;
		this.#run.sessions[at] = undefined;
		return this.#run.delivery;
	}

	#all(room: RoomName): Delivery {
		this.#early ??= { room, events: this.#waiting, isToCrowd: this.isCrowd };
		return this.#early;
	}

	#goOn(most: number): void {
		const run = this.#run;
		if (run === undefined) return;
		const end = Math.min(run.sessions.length, run.next + most);
		for (; run.next < end; run.next++) run.sessions[run.next]?.deliver(run.delivery);
		if (end === run.sessions.length) this.#run = undefined;
	}
}

/** A delivery without its first events. */
function tailOf(delivery: Delivery, from: number): Delivery {
	return { ...delivery, events: delivery.events.slice(from), tailOf: delivery };
}
