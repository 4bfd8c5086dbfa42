import type { Logger } from "pino";
import { serverLimits } from "../limits.ts";
import type { Connection } from "./connection.ts";
import type { Farewell, Visit } from "./door.ts";
import { networkOf } from "./network.ts";

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
type Pipe = Pick<Connection, "address" | "isLocal" | "checkStall" | "destroy">;

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

	/** Looks whether it takes what it is sent and, before it has logged in, whether its time is up. */
	check(now: number): void {
		this.connection.checkStall(now);
		if (this.#visit === undefined || !this.isStranger) return;
		const waitedMs = now - Math.max(this.#since, this.#visit.lastStepAt?.() ?? 0);
		if (waitedMs > serverLimits.logInMs) this.showOut(timedOut);
		// Whoever does not even take its farewell is not waited for.
		if (waitedMs > serverLimits.logInMs + serverLimits.lingerMs) this.connection.destroy();
	}
}

/** Everybody who is here, the oldest first, and how many of them may be strangers. */
export class Arrivals {
	readonly #all = new Set<Arrival>();
	readonly #strangers = new Set<Arrival>();
	readonly #limit: number;
	readonly #log: Logger;
	#toldAt = Number.NEGATIVE_INFINITY;

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
	 * for a program that means to log in has done so long since: a flood cannot keep anybody out who is quicker than
	 * it is, and those who are in it never touches.
	 */
	add(newcomer: Arrival): void {
		this.#all.add(newcomer);
		const strangers = this.#waiting();
		const neighbours = strangers.filter(({ network }) => network === newcomer.network);
		this.#strangers.add(newcomer);
		if (this.#all.size > this.#limit) this.#cutOne(newcomer);
		else if (!newcomer.connection.isLocal && neighbours.length >= serverLimits.strangersPerAddress)
			oldest(neighbours)?.showOut(crowdedAddress);
		else if (strangers.length >= serverLimits.strangersInAll) oldest(strangers)?.showOut(crowded);
	}

	delete(arrival: Arrival): void {
		this.#all.delete(arrival);
		this.#strangers.delete(arrival);
	}

	/** Called from time to time with `performance.now()`. */
	check(now: number): void {
		for (const arrival of this.#all) arrival.check(now);
	}

	/** The strangers who were not told to go. */
	#waiting(): Arrival[] {
		for (const known of this.#strangers) if (!known.isStranger) this.#strangers.delete(known);
		return [...this.#strangers].filter(({ isLeaving }) => !isLeaving);
	}

	/** Without a descriptor to spare there is no time for a farewell. */
	#cutOne(newcomer: Arrival): void {
		const leaving = [...this.#strangers].find(({ isLeaving }) => isLeaving);
		(leaving ?? oldest(this.#waiting()) ?? newcomer).connection.destroy();
		const now = performance.now();
		if (now - this.#toldAt < quietMs) return;
		this.#toldAt = now;
		this.#log.warn(
			{ connections: this.#limit },
			"as many connections as there are descriptors for: strangers are cut; raise the limit of open files",
		);
	}
}

/** The stranger who came first; those of this machine, the operator among them, go last. */
function oldest(strangers: readonly Arrival[]): Arrival | undefined {
	return strangers.find(({ connection }) => !connection.isLocal) ?? strangers[0];
}
