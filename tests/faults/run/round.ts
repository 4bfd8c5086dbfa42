import { setTimeout as pause } from "node:timers/promises";
import { checkHistory } from "../history/check.ts";
import type { Entry, StoredEvent, Violation } from "../history/history.ts";
import type { Actor } from "./actor.ts";
import { type Fault, pickFault, type Target } from "./nemesis.ts";
import type { Recorder } from "./recorder.ts";
import { extendDigest, openStore, type Store } from "./store.ts";

/** What a round is made of. */
export type RoundOptions = {
	readonly seconds: number;
	/** How long everybody has to be complete again when the faults are over; for hangs only. */
	readonly settleSeconds: number;
	readonly faults: readonly Fault[];
	readonly target: Target;
	readonly actors: readonly Actor[];
	readonly dataDir: string;
	/** Which round it is, from 0. */
	readonly number: number;
	readonly recorder: Recorder;
	/** The history, which this round empties first. */
	readonly entries: Entry[];
	readonly ackMs: number[];
	/** What is known of the log from the rounds before. */
	readonly log: Log;
};

/** How far each room's log goes, and the digest of all that is in it. */
export type Log = { readonly heads: Map<string, number>; readonly digests: Map<string, string> };

/** What came of a round. */
export type RoundResult = {
	readonly violations: readonly Violation[];
	readonly posts: number;
	readonly shown: number;
	/** How often each fault was made. */
	readonly faults: ReadonlyMap<string, number>;
	/** Of the posts before the first fault; undefined if there were none. */
	readonly ackMs: { readonly p50: number; readonly p99: number } | undefined;
	readonly usage: { readonly rssMiB: number; readonly descriptors: number } | undefined;
};

/** Makes trouble for some seconds, lets everybody come back, and judges what they saw. */
export async function runRound(options: RoundOptions): Promise<RoundResult> {
	const { actors, entries, target } = options;
	entries.length = 0;
	options.ackMs.length = 0;
	for (const actor of actors) actor.open();
	const talking = new AbortController();
	const talks = actors.map((actor) => talk(actor, options, talking.signal));
	await pause(Math.min(2_000, options.seconds * 100));
	const ackMs = percentiles(options.ackMs);
	const faults = await makeFaults(options).finally(() => talking.abort());
	await Promise.all(talks);
	const violations = await judge(options);
	const count = (type: Entry["type"]) => entries.filter((entry) => entry.type === type).length;
	return {
		violations,
		posts: count("sent"),
		shown: count("seen"),
		faults,
		ackMs,
		usage: target.daemon.usage(),
	};
}

/** Waits for everybody, and judges by what the store has then. */
async function judge(options: RoundOptions): Promise<Violation[]> {
	const { actors, entries, log, dataDir } = options;
	// Not before: SQLite recovers its log only where no other process has the database open.
	const store = openStore(dataDir);
	try {
		await settle(options, store);
		const stored = store.eventsAfter(log.heads);
		const present = actors.map(({ name }) => name);
		const violations = checkHistory({ entries, heads: log.heads, stored, present });
		extendLog(log, stored);
		return violations;
	} finally {
		store.close();
	}
}

function extendLog(
	{ heads, digests }: Log,
	stored: ReadonlyMap<string, readonly StoredEvent[]>,
): void {
	for (const [room, events] of stored) {
		heads.set(room, (heads.get(room) ?? 0) + events.length);
		digests.set(room, events.reduce(extendDigest, digests.get(room) ?? ""));
	}
}

async function talk(
	actor: Actor,
	{ target: { random }, number }: RoundOptions,
	signal: AbortSignal,
): Promise<void> {
	const own = random.fork(`${actor.name} in round ${number}`);
	while (!signal.aborted) {
		actor.say();
		await pause(own.between(5, 75));
	}
}

async function makeFaults(options: RoundOptions): Promise<Map<string, number>> {
	const { faults, seconds, target, number, recorder } = options;
	const made = new Map<string, number>();
	// Chosen by a chance of their own: how often a fault asks for chance depends on the moment.
	const choice = target.random.fork(`round ${number}`);
	const end = performance.now() + seconds * 1_000;
	while (performance.now() < end && !target.daemon.died) {
		const fault = pickFault(faults, choice);
		made.set(fault.name, (made.get(fault.name) ?? 0) + 1);
		recorder.record({ type: "trouble", what: fault.name });
		await fault.make({ ...target, random: choice.fork(`${made.get(fault.name)} ${fault.name}`) });
		recorder.record({ type: "trouble", what: `${fault.name} is over` });
		await pause(choice.between(50, 500));
	}
	return made;
}

/** Waits until everybody has been answered and shown everything, or until there is no more hope of it. */
async function settle(options: RoundOptions, store: Store): Promise<void> {
	const { actors, settleSeconds, target } = options;
	endFaults(target);
	const end = performance.now() + settleSeconds * 1_000;
	for (let tries = 0; performance.now() < end && !target.daemon.died; tries++) {
		// Now and then: somebody may have begun to wait just after they were told.
		if (tries % 20 === 0) for (const actor of actors) actor.hurry();
		if (isComplete(actors, store)) return;
		// A promise that is broken already is not mended by waiting.
		if (tries % 40 === 39 && isBroken(options, store)) return;
		await pause(25);
	}
}

/** Where a fault was not over when the time was up. */
function endFaults({ proxy }: Target): void {
	proxy.setWeather({});
	proxy.setOpen(true);
	for (const line of proxy.lines) line.thaw();
}

function isComplete(actors: readonly Actor[], store: Store): boolean {
	const heads = [...store.heads()];
	return actors.every(
		(actor) =>
			actor.unanswered() === 0 && heads.every(([room, head]) => actor.reached(room) >= head),
	);
}

/** Whether anything is wrong besides what is yet to come. */
function isBroken({ entries, log: { heads } }: RoundOptions, store: Store): boolean {
	const stored = store.eventsAfter(heads);
	const violations = checkHistory({ entries, heads, stored, present: [] });
	return violations.some(({ rule }) => rule !== "answered");
}

function percentiles(values: readonly number[]): RoundResult["ackMs"] {
	const sorted = values.toSorted((a, b) => a - b);
	const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))];
	const [p50, p99] = [at(0.5), at(0.99)];
	return p50 === undefined || p99 === undefined ? undefined : { p50, p99 };
}
