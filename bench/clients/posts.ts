/**
 * Posts and how long each takes until its ack: guests who are alone each in a room of their own, so that nothing is fanned
 * out. Takes a job as JSON, prints what became of it as JSON.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import { newMessageId } from "@partyline/shared/protocol/ids";
import { cpuSecondsOf } from "../machine.ts";
import { gather } from "./members.ts";
import { NativeClient, readJob, tell, type Where } from "./native-client.ts";
import { quantile } from "./quantile.ts";
import { watchWal } from "./wal-restarts.ts";

/** Who posts, how fast, for how long. */
export type PostsJob = Where & {
	readonly pid: number;
	readonly dataDir: string;
	readonly senders: number;
	/** So many a second in all, each at its due time; without it each sender posts when the one before is acked. */
	readonly perSecond?: number;
	readonly warmUpMs: number;
	readonly measureMs: number;
	/** A command that is run as soon as it is measured, which goes on until it ends. */
	readonly meanwhile?: readonly string[];
};

/** What became of those that were due while it was measured; times in ms from when each was due. */
export type PostsOutcome = {
	readonly p50: number;
	readonly p99: number;
	readonly max: number;
	/** What of the p50 passed before the post was sent: that is the load's own doing. */
	readonly sentLateP50: number;
	readonly postsPerSecond: number;
	/** How much of a core the daemon's main thread used, and all of it; where the system tells. */
	readonly mainShare: number | undefined;
	readonly allShare: number | undefined;
	/** How often the WAL began anew meanwhile, which it does after a checkpoint; the longest ack near one, and of the others. */
	readonly checkpoints: number;
	readonly maxNear: number;
	readonly maxElsewhere: number;
	/** From when to when it was measured, in epoch milliseconds. */
	readonly from: number;
	readonly to: number;
	readonly acked: number;
};

type Ack = { readonly dueAt: number; readonly sentAt: number; readonly at: number };

const text = "x".repeat(100);
/** A checkpoint ends just before the first commit into the new WAL, and what waited for it is acked with that. */
const nearMs = 50;
/** Node's timers are late by up to this; what is due sooner is waited for turn by turn. */
const timerMs = 2;
const patienceMs = 30_000;

const job = readJob<PostsJob>();
const acks: Ack[] = [];
const seqs = new Map<string, number[]>();
const senders = await gather(job.senders, enter);
const wal = watchWal(job.dataDir);
/** What was due before is posted, however late. */
let endsAt = Number.POSITIVE_INFINITY;
const load = job.perSecond === undefined ? keepPosting() : postAtDueTimes(job.perSecond);
await delay(job.warmUpMs);
const began = look();
await measured();
const ended = look();
endsAt = ended.at;
await allAcked(load);
checkSeqs();
tell(judge() satisfies PostsOutcome);

type Sender = { readonly client: NativeClient; readonly room: string };

async function enter(index: number): Promise<Sender> {
	const client = new NativeClient(job);
	const room = `#alone-${index}`;
	await Promise.all([
		client.ask("hello", { protocol: 1, client: "bench" }),
		client.ask("login", { guest: `guest-${index}` }),
		client.ask("create", { room }),
	]);
	seqs.set(room, []);
	return { client, room };
}

async function post({ client, room }: Sender, dueAt: number): Promise<void> {
	const sentAt = performance.now();
	const { seq } = await client.ask("post", { room, id: newMessageId(), text });
	acks.push({ dueAt, sentAt, at: performance.now() });
	seqs.get(room)?.push(seq);
}

async function keepPosting(): Promise<void> {
	await Promise.all(
		senders.map(async (sender) => {
			while (performance.now() < endsAt) await post(sender, performance.now());
		}),
	);
}

/** What is late because the server or we were busy is counted from when it was due. */
async function postAtDueTimes(perSecond: number): Promise<void> {
	const everyMs = 1_000 / perSecond;
	const startedAt = performance.now();
	const open = new Set<Promise<void>>();
	for (let sent = 0, dueAt = startedAt; dueAt < endsAt; dueAt = startedAt + sent * everyMs) {
		const waitMs = dueAt - performance.now();
		if (waitMs > timerMs) await delay(Math.min(waitMs - timerMs, 100));
		else if (waitMs > 0) await nextTurn();
		else {
			const sender = senders[sent++ % senders.length];
			if (sender === undefined) throw new Error("Nobody is there to post.");
			const posted = post(sender, dueAt).then(() => void open.delete(posted));
			open.add(posted);
		}
	}
	await Promise.all(open);
}

async function measured(): Promise<void> {
	const [program, ...args] = job.meanwhile ?? [];
	if (program === undefined) return await oneAcked(delay(job.measureMs));
	const [code] = await once(spawn(program, args, { stdio: "ignore" }), "exit");
	if (code !== 0) throw new Error(`${program} ended with ${code}.`);
}

/** On a disk that takes longer than is measured it is measured until there is something. */
async function oneAcked(time: Promise<void>): Promise<void> {
	await time;
	const giveUpAt = performance.now() + patienceMs;
	while ((acks.at(-1)?.dueAt ?? 0) < began.at && performance.now() < giveUpAt) await delay(timerMs);
}

function look() {
	return {
		at: performance.now(),
		epochMs: Date.now(),
		main: cpuSecondsOf(job.pid, "main thread"),
		all: cpuSecondsOf(job.pid),
	};
}

async function allAcked(posting: Promise<void>): Promise<void> {
	const late = delay(patienceMs, undefined, { ref: false }).then(() => {
		throw new Error(`Posts were not acked ${patienceMs / 1_000} s after the end.`);
	});
	await Promise.race([posting, late]);
}

/** Each post got a seq of its own, and none is missing between them. */
function checkSeqs(): void {
	for (const [room, told] of seqs) {
		const sorted = told.toSorted((a, b) => a - b);
		const wrong = sorted.findIndex((seq, at) => seq !== (sorted[0] ?? 0) + at);
		if (wrong !== -1) throw new Error(`In ${room} the seqs are not in a row at ${sorted[wrong]}.`);
	}
}

function judge(): PostsOutcome {
	const own = acks.filter(({ dueAt }) => dueAt >= began.at && dueAt < ended.at);
	const restarts = wal.restarts().filter((at) => at >= began.at && at < ended.at);
	const isNear = ({ at }: Ack) => restarts.some((restart) => Math.abs(at - restart) < nearMs);
	const ms = (some: readonly Ack[]) => some.map(({ dueAt, at }) => at - dueAt);
	const longest = (some: readonly Ack[]) =>
		ms(some).reduce((most, took) => Math.max(most, took), 0);
	const seconds = (ended.at - began.at) / 1_000;
	const share = (before: number | undefined, after: number | undefined) =>
		before === undefined || after === undefined ? undefined : (after - before) / seconds;
	return {
		p50: quantile(ms(own), 0.5),
		p99: quantile(ms(own), 0.99),
		max: longest(own),
		sentLateP50: quantile(
			own.map(({ dueAt, sentAt }) => sentAt - dueAt),
			0.5,
		),
		postsPerSecond: own.length / seconds,
		mainShare: share(began.main, ended.main),
		allShare: share(began.all, ended.all),
		checkpoints: restarts.length,
		maxNear: longest(own.filter(isNear)),
		maxElsewhere: longest(own.filter((ack) => !isNear(ack))),
		from: began.epochMs,
		to: ended.epochMs,
		acked: own.length,
	};
}
