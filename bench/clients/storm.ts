/**
 * Everybody at once: newcomers who join the room, or members who come back and fetch what they missed. Takes a job as
 * JSON, prints what became of it as JSON.
 */
import { newMessageId } from "@partyline/shared/protocol/ids";
import type { Result } from "@partyline/shared/protocol/methods";
import { comeBack, insist, joinAsGuest, room, silence } from "./members.ts";
import { type Missed, NativeClient, readJob, tell, type Where } from "./native-client.ts";
import { quantile } from "./quantile.ts";
import { Told } from "./told.ts";

/** What the storm is made of. */
export type StormJob = Where & {
	readonly clients: number;
	/** Of members the seq up to which they have everything; without it they are newcomers. */
	readonly cursor?: number;
};

/** How it went. */
export type StormOutcome = {
	/** From the beginning until half of them, and until all, were in and had everything. */
	readonly halfMs: number;
	readonly allMs: number;
	/** How much of its core the load used meanwhile. */
	readonly loadShare: number;
	/** How often somebody was shown out and came again. */
	readonly retries: number;
	/** What came to all of them until all were in. */
	readonly bytes: number;
	/** Events that were fetched by all of them. */
	readonly fetched: number;
};

/** Who hears everything in the storm, so that it is seen that nothing is missing; to the others it would be work. */
const watchers = 10;
const pageEvents = 200;

const job = readJob<StormJob>();
/** Of a big crowd the server has so much to do that it is silent for moments. */
const settleLimits = { quietMs: job.clients > 100 ? 300 : 50, limitMs: 5 * 60_000 };
let retries = 0;
let fetched = 0;
const cpuBefore = process.cpuUsage();
const beganAt = performance.now();
const entered = await Promise.all(
	Array.from({ length: job.clients }, (_, index) =>
		insist(
			(tried) => enter(index, tried),
			() => {
				retries++;
			},
		),
	),
);
const bytes = entered.reduce((sum, { client }) => sum + client.bytes, 0);
const { user, system } = process.cpuUsage(cpuBefore);
const loadShare = (user + system) / 1_000 / (performance.now() - beganAt);
const took = entered.map(({ tookMs }) => tookMs);
await checkAllHear();
tell({
	halfMs: quantile(took, 0.5),
	allMs: Math.max(...took),
	loadShare,
	retries,
	bytes,
	fetched,
} satisfies StormOutcome);

type Entered = { readonly client: NativeClient; readonly told: Told; readonly tookMs: number };

async function enter(index: number, tried: number): Promise<Entered> {
	const { client, told } =
		job.cursor === undefined
			? await join(`guest-${index}-${tried}`)
			: await takeUp(index, job.cursor);
	const tookMs = performance.now() - beganAt;
	if (index >= watchers) {
		client.stopHearing();
		// Who hears again later has missed some of it.
		client.onMissed = () => {};
	}
	return { client, told, tookMs };
}

/** A newcomer, for whom the room is live from the answer to `join` on; each try has a name of its own, as that of the last may be held still. */
async function join(name: string) {
	const client = new NativeClient(job);
	const heard: Pick<Missed, "from" | "to">[] = [];
	client.onEvent = ({ seq }) => heard.push({ from: seq, to: seq });
	client.onMissed = (missed) => heard.push(missed);
	const lastSeq = await joinAsGuest(client, name);
	const cursor = heard.at(-1)?.to ?? 0;
	if (cursor < lastSeq) throw new Error(`Told up to ${cursor} of ${lastSeq}.`);
	const { rooms } = await client.ask("sync", { rooms: { [room]: cursor } });
	const told = new Told(endOf(rooms[room]) ?? cursor);
	// What came before the answer is in it.
	for (const range of heard) if (range.to > told.last) told.miss(range);
	hearFrom(client, told);
	return { client, told };
}

/** Up to where an answer of `sync` tells of a room; undefined where there was nothing to tell. */
function endOf(missing: Result<"sync">["rooms"][string] | undefined): number | undefined {
	if (missing === undefined) throw new Error("The answer to sync says nothing of the room.");
	return "events" in missing ? missing.events.at(-1)?.seq : missing.to;
}

/** A member, who fetches what was missed, the oldest first. */
async function takeUp(index: number, cursor: number) {
	const { client, lastSeq } = await comeBack(job, index);
	const told = new Told(cursor);
	const { rooms } = await client.ask("sync", { rooms: { [room]: cursor } });
	const missing = rooms[room];
	const end = endOf(missing);
	if (missing !== undefined && "events" in missing)
		for (const { seq } of missing.events) told.hear(seq);
	else if (end !== undefined) await fetchUpTo(client, told, end);
	if (told.last < lastSeq) throw new Error(`Told up to ${told.last} of ${lastSeq}.`);
	fetched += told.last - cursor;
	hearFrom(client, told);
	return { client, told };
}

async function fetchUpTo(client: NativeClient, told: Told, to: number): Promise<void> {
	while (told.last < to) {
		const limit = Math.min(pageEvents, to - told.last);
		const { events } = await client.ask("history", { room, after: told.last, limit });
		if (events.length === 0) throw new Error(`Nothing came after ${told.last}, of ${to}.`);
		for (const { seq } of events) told.hear(seq);
	}
}

function hearFrom(client: NativeClient, told: Told): void {
	client.onEvent = ({ seq }) => told.hear(seq);
	client.onMissed = (missed) => told.miss(missed);
}

/** Each of them hears what is said when the storm is over. */
async function checkAllHear(): Promise<void> {
	const clients = entered.map(({ client }) => client);
	await silence(clients, settleLimits);
	for (const client of clients.slice(watchers)) client.hear();
	const heard = entered.map(({ client, told }, index) => {
		const { promise, resolve } = Promise.withResolvers<number>();
		client.onEvent = ({ seq, text }) => {
			if (index < watchers) told.hear(seq);
			if (text === "the storm is over") resolve(seq);
		};
		return promise;
	});
	const params = { room, id: newMessageId(), text: "the storm is over" };
	const posted = await clients[0]?.ask("post", params);
	const seqs = await Promise.race([Promise.all(heard), giveUp()]);
	if (seqs.some((seq) => seq !== posted?.seq)) throw new Error("Not everybody has the same seq.");
}

function giveUp(): Promise<never> {
	return new Promise((_, reject) => {
		const late = new Error("After the storm somebody did not hear what was said.");
		setTimeout(() => reject(late), 30_000).unref();
	});
}
