/**
 * A room in which some stop reading, and how long until each of the others has each message. Takes a job as JSON, prints
 * what became of it as JSON.
 */
import { setTimeout as delay } from "node:timers/promises";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { atDueTimes } from "./due-times.ts";
import { gather, joinAsGuest, room, silence } from "./members.ts";
import { NativeClient, readJob, tell, type Where } from "./native-client.ts";
import { residentKiB } from "./process-figures.ts";
import { quantile } from "./quantile.ts";
import { Told } from "./told.ts";

/** How many there are, how many of them stop reading, and how fast one of the others posts. */
export type ReadersJob = Where & {
	readonly pid: number;
	readonly members: number;
	readonly slow: number;
	readonly perSecond: number;
	readonly textBytes: number;
	readonly warmUpMs: number;
	readonly measureMs: number;
};

/** What those felt who read, in ms from when a message was due, and what it took of the daemon's memory. */
export type ReadersOutcome = {
	readonly p50: number;
	readonly p99: number;
	readonly grownKiB: number;
	/** How many were told a range to fetch, as they were too slow. */
	readonly limited: number;
};

type Reader = { readonly client: NativeClient; readonly told: Told };

const job = readJob<ReadersJob>();
/** Of a big crowd the server has so much to do that it is silent for moments. */
const quiet = { quietMs: job.members > 100 ? 300 : 50, limitMs: 60_000 };
const took: number[] = [];
let measuredFrom = Number.POSITIVE_INFINITY;
let limited = 0;
const all = await gather(job.members, enter);
await silence(
	all.map(({ client }) => client),
	quiet,
);
const [poster, ...others] = all;
if (poster === undefined) throw new Error("Nobody is there to post.");
const slow = others.slice(0, job.slow);
for (const { client } of slow) client.pause();
const before = residentKiB(job.pid);
await postAtDueTimes(poster.client);
await silence(
	all.map(({ client }) => client),
	quiet,
);
const grownKiB = residentKiB(job.pid) - before;
for (const { client } of slow) client.resume();
await allTold();
tell({
	p50: quantile(took, 0.5),
	p99: quantile(took, 0.99),
	grownKiB,
	limited,
} satisfies ReadersOutcome);

async function enter(index: number): Promise<Reader> {
	const client = new NativeClient(job);
	const told = new Told();
	const isSlow = index > 0 && index <= job.slow;
	client.onEvent = ({ seq }) => told.hear(seq);
	client.onMissed = (missed) => told.miss(missed);
	await joinAsGuest(client, `guest-${index}`);
	client.onLine = (line) => {
		if (line.includes('"method":"limited"')) {
			const missed = JSON.parse(line).params;
			// Those who came are told of by their number to everybody, however fast they read.
			if (missed.joined === undefined) limited++;
			told.miss(missed);
		} else if (line.includes('"method":"event"')) {
			// Looked at and not parsed, so that the load is not the bottleneck: it is 4 kB for each of a thousand.
			told.hear(numberAfter(line, '"seq":'));
			const dueAt = numberAfter(line, '"due ');
			if (!isSlow && dueAt >= measuredFrom) took.push(performance.now() - dueAt);
		}
	};
	return { client, told };
}

/** Each message was told once and in order, or is in a range that was: `Told` has seen to the rest. */
async function allTold(): Promise<void> {
	const giveUpAt = performance.now() + quiet.limitMs;
	while (new Set(all.map(({ told }) => told.last)).size > 1) {
		if (performance.now() > giveUpAt) throw new Error("Not everybody was told of every message.");
		await delay(quiet.quietMs);
	}
}

function numberAfter(line: string, mark: string): number {
	const at = line.indexOf(mark);
	return at === -1 ? Number.NaN : Number.parseFloat(line.slice(at + mark.length, at + 40));
}

/** A message that is late because the one before was is counted from when it was due. */
async function postAtDueTimes(client: NativeClient): Promise<void> {
	const padding = "x".repeat(job.textBytes);
	measuredFrom = performance.now() + job.warmUpMs;
	const times = ((job.warmUpMs + job.measureMs) / 1_000) * job.perSecond;
	await atDueTimes({ times, perSecond: job.perSecond }, (dueAt) =>
		client.send("post", { room, id: newMessageId(), text: `due ${dueAt} ${padding}` }),
	);
}
