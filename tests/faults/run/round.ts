import { setTimeout as pause } from "node:timers/promises";
import { checkHistory } from "../history/check.ts";
import type { Entry, StoredEvent, Violation } from "../history/history.ts";
import type { Actor } from "./actor.ts";
import { type Fault, pickFault, type Target } from "./nemesis.ts";
import { extendDigest, type Store } from "./store.ts";

/** What a round is made of. */
export type RoundOptions = {
	readonly seconds: number;
	/** How long everybody has to be complete again when the faults are over; for hangs only. */
	readonly settleSeconds: number;
	readonly faults: readonly Fault[];
	readonly target: Target;
	readonly actors: readonly Actor[];
	readonly store: Store;
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
	const { actors, entries, log, store, target } = options;
	entries.length = 0;
	options.ackMs.length = 0;
	for (const actor of actors) actor.open();
	const talking = new AbortController();
	const talks = actors.map((actor) => talk(actor, target, talking.signal));
	await pause(Math.min(2_000, options.seconds * 100));
	const ackMs = percentiles(options.ackMs);
	const faults = await makeFaults(options);
	talking.abort();
	await Promise.all(talks);
	await settle(options);
	const stored = store.eventsAfter(log.heads);
	const present = actors.map(({ name }) => name);
	const violations = checkHistory({ entries, heads: log.heads, stored, present });
	extendLog(log, stored);
	return {
		violations,
		posts: entries.filter(({ type }) => type === "sent").length,
		shown: entries.filter(({ type }) => type === "seen").length,
		faults,
		ackMs,
		usage: target.daemon.usage(),
	};
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

async function talk(actor: Actor, { random }: Target, signal: AbortSignal): Promise<void> {
	const own = random.fork(actor.name);
	while (!signal.aborted) {
		actor.say();
		await pause(own.between(5, 75));
	}
}

async function makeFaults({ faults, seconds, target }: RoundOptions): Promise<Map<string, number>> {
	const made = new Map<string, number>();
	const end = performance.now() + seconds * 1_000;
	while (performance.now() < end && !target.daemon.died) {
		const fault = pickFault(faults, target.random);
		made.set(fault.name, (made.get(fault.name) ?? 0) + 1);
		await fault.make(target);
		await pause(target.random.between(50, 500));
	}
	return made;
}

/** Waits until everybody has been answered and shown everything, or until there is no more hope of it. */
async function settle(options: RoundOptions): Promise<void> {
	const { actors, settleSeconds, target } = options;
	endFaults(target);
	const end = performance.now() + settleSeconds * 1_000;
	for (let tries = 0; performance.now() < end && !target.daemon.died; tries++) {
		// Now and then: somebody may have begun to wait just after they were told.
		if (tries % 20 === 0) for (const actor of actors) actor.hurry();
		if (isComplete(options)) return;
		// A promise that is broken already is not mended by waiting.
		if (tries % 40 === 39 && isBroken(options)) return;
		await pause(25);
	}
}

/** Where a fault was not over when the time was up. */
function endFaults({ proxy }: Target): void {
	proxy.setWeather({});
	proxy.setOpen(true);
	for (const line of proxy.lines) line.thaw();
}

function isComplete({ actors, store }: RoundOptions): boolean {
	const heads = [...store.heads()];
	return actors.every(
		(actor) =>
			actor.unanswered() === 0 && heads.every(([room, head]) => actor.reached(room) >= head),
	);
}

/** Whether anything is wrong besides what is yet to come. */
function isBroken({ entries, log: { heads }, store }: RoundOptions): boolean {
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
