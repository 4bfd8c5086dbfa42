/**
 * Members who are logged in, have the room live and say nothing, and the memory of the daemon with them. Takes a job as
 * JSON, prints what became of it as JSON.
 */
import { setTimeout as delay } from "node:timers/promises";
import { comeBack, gather, insist, room, silence } from "./members.ts";
import { type NativeClient, readJob, tell, type Where } from "./native-client.ts";
import { collectedKiB, idle, residentKiB } from "./process-figures.ts";

/** How many there are, and of which daemon, which collects its garbage at SIGUSR2. */
export type AtRestJob = Where & {
	readonly pid: number;
	readonly clients: number;
	/** How long nothing happens before the memory is looked at again. */
	readonly restMs: number;
};

/** Resident memory of the daemon, in KiB. */
export type AtRestOutcome = {
	readonly before: number;
	/** When the last had come in and nothing was on its way. */
	readonly settled: number;
	readonly rested: number;
	/** After it has collected its garbage. */
	readonly collected: number;
};

const limitMs = 4 * 60_000;

const job = readJob<AtRestJob>();
const quiet = { quietMs: Math.min(1_000, Math.max(50, job.restMs)), limitMs };
const before = await look();
const clients = await gather(job.clients, (index) => insist(() => enter(index)));
await silence(clients, quiet);
const settled = await look();
await delay(job.restMs);
const rested = residentKiB(job.pid);
const collected = await collectedKiB(job.pid, quiet);
await checkAllAreThere();
tell({ before, settled, rested, collected } satisfies AtRestOutcome);

async function enter(index: number): Promise<NativeClient> {
	const { client, lastSeq } = await comeBack(job, index);
	await client.ask("sync", { rooms: { [room]: lastSeq } });
	client.stopHearing();
	return client;
}

async function look(): Promise<number> {
	await idle(job.pid, quiet);
	return residentKiB(job.pid);
}

async function checkAllAreThere(): Promise<void> {
	for (const client of clients) {
		client.hear();
		await client.ask("ping", {});
	}
}
