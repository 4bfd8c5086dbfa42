import type { Logger } from "pino";
import { serverLimits } from "../limits.ts";
import type { Connection } from "./connection.ts";
import type { Farewell, Visit } from "./door.ts";
import { networkOf } from "./network.ts";
import { Strangers } from "./strangers.ts";

/** Between two lines of the log that say the same thing of a flood. */
const quietMs = 60_000;

const crowdedAddress: Farewell = {
	code: "too_many_connections",
	message: `More than ${serverLimits.strangersPerAddress} connections from your address have not logged in, and this one had waited longest; try again later.`,
};

const crowded: Farewell = {
	code: "too_many_connections",
	message: `More than ${serverLimits.strangersInAll} connections have not logged in, and yours had waited longest; try again later.`,
};

const timedOut: Farewell = {
	code: "login_timeout",
	message: `Nobody logged in within ${serverLimits.logInMs / 1000} s.`,
};

/** What is asked of a connection here. */
type Pipe = Pick<Connection, "address" | "isLocal" | "destroy">;

/** Somebody who is here: at a door, or still choosing one. */
export class Arrival {
	readonly connection: Pipe;
	readonly network: string;
	readonly #since = performance.now();
	#visit: Visit | undefined;
	#farewell: Farewell | undefined;

	constructor(connection: Pipe) {
		this.connection = connection;
		this.network = networkOf(connection.address);
	}

	get visit(): Visit | undefined {
		return this.#visit;
	}

	/** Whether it has not logged in. */
	get isStranger(): boolean {
		return !this.#visit?.wasLetIn();
	}

	/** Whether it was told to go. */
	get isLeaving(): boolean {
		return this.#farewell !== undefined;
	}

	/** At its door; whoever was told to go before it chose one hears so here. */
	enter(visit: Visit): void {
		this.#visit = visit;
		if (this.#farewell !== undefined) visit.bye(this.#farewell);
	}

	/** Tells it to go, in the language of its door. */
	showOut(farewell: Farewell): void {
		this.#farewell ??= farewell;
		this.#visit?.bye(this.#farewell);
	}

	/** Since when nothing came of it that there is something to do for; undefined while there is. */
	get idleSince(): number | undefined {
		return this.#visit?.idleSince === undefined ? this.#since : this.#visit.idleSince();
	}

	/** Looks, before it has logged in, whether its time is up. */
	check(now: number): void {
		if (this.#visit === undefined || !this.isStranger) return;
		const waitedMs = now - Math.max(this.#since, this.#visit.lastStepAt?.() ?? 0);
		const { logInMs, logInOwedMs, lingerMs } = serverLimits;
		const limitMs = this.idleSince === undefined ? logInOwedMs : logInMs;
		if (waitedMs > limitMs) this.showOut(timedOut);
		// Whoever does not even take its farewell is not waited for.
		if (waitedMs > limitMs + lingerMs) this.connection.destroy();
	}
}

/** Everybody who is here, the oldest first, and how many of them may be strangers. */
export class Arrivals {
	readonly #all = new Set<Arrival>();
	/** Who has logged in may still be among them: that is looked at when there seem to be too many, and from time to time. */
	readonly #strangers = new Strangers<Arrival>();
	/** Strangers who were told to go and are not gone. */
	readonly #leaving = new Set<Arrival>();
	readonly #limit: number;
	readonly #log: Logger;
	#toldAt = Number.NEGATIVE_INFINITY;
	#fewIdleUntil = Number.NEGATIVE_INFINITY;

	/** `limit` is how many connections there may be at all. */
	constructor(log: Logger, limit: number) {
		this.#log = log;
		this.#limit = limit;
	}

	get all(): Iterable<Arrival> {
		return this.#all;
	}

	/**
	 * Takes in a newcomer. Where there are too many strangers, from one address or in all, the oldest of them goes,
	 * for a program that means to log in has done so long since, or has said so and waits for us: a flood cannot keep
	 * anybody out who is quicker than it is, and those who are in it never touches.
	 */
	add(newcomer: Arrival): void {
		this.#all.add(newcomer);
		if (this.#all.size > this.#limit) this.#cutOne(newcomer);
		else this.#makePlace(newcomer);
		this.#strangers.add(newcomer);
	}

	delete(arrival: Arrival): void {
		this.#all.delete(arrival);
		this.#strangers.delete(arrival);
		this.#leaving.delete(arrival);
	}

	/** Called from time to time with `performance.now()`. Only strangers are looked at: who is in costs nothing here. */
	check(now: number): void {
		for (const arrival of this.#strangers) {
			arrival.check(now);
			if (arrival.isLeaving) this.#leaving.add(arrival);
			if (arrival.isLeaving || !arrival.isStranger) this.#strangers.delete(arrival);
		}
		for (const arrival of this.#leaving) {
			arrival.check(now);
			if (!arrival.isStranger) this.#leaving.delete(arrival);
		}
	}

	#makePlace({ network }: Arrival): void {
		const neighbour = this.#strangers.oldestIn(network, serverLimits.strangersPerAddress);
		if (neighbour !== undefined) this.#showOut(neighbour, crowdedAddress);
		else {
			const oldest = this.#strangers.oldestOf(serverLimits.strangersAtOnce) ?? this.#idleOne();
			if (oldest !== undefined) this.#showOut(oldest, crowded);
		}
	}

	/** Of too many strangers that were silent for long enough the oldest. */
	#idleOne(): Arrival | undefined {
		const { strangersInAll, strangerIdleMs } = serverLimits;
		const now = performance.now();
		// While they are not too many, it is not asked of all of them for each of thousands who come.
		if (!this.#strangers.areAtLeast(strangersInAll) || now < this.#fewIdleUntil) return undefined;
		const idleBefore = now - strangerIdleMs;
		const found = this.#strangers.oldestOf(
			strangersInAll,
			({ idleSince = now }) => idleSince < idleBefore,
		);
		if (found === undefined) this.#fewIdleUntil = now + strangerIdleMs / 20;
		return found;
	}

	#showOut(arrival: Arrival, farewell: Farewell): void {
		this.#strangers.delete(arrival);
		this.#leaving.add(arrival);
		arrival.showOut(farewell);
	}

	/** Without a descriptor to spare there is no time for a farewell. */
	#cutOne(newcomer: Arrival): void {
		const leaving = this.#leaving.values().find(({ isStranger }) => isStranger);
		(leaving ?? this.#strangers.oldestOf(1) ?? newcomer).connection.destroy();
		const now = performance.now();
		if (now - this.#toldAt < quietMs) return;
		this.#toldAt = now;
		this.#log.warn(
			{ connections: this.#limit },
			"as many connections as there are descriptors for: strangers are cut; raise the limit of open files",
		);
	}
}
