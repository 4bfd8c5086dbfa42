/**
 * Somebody who has nothing to do with a room in which much is said, and how long they wait meanwhile for the answers to their
 * pings and for the acks of what they say to themselves. Takes a job as JSON, prints what became of it as JSON.
 */
import { newMessageId } from "@partyline/shared/protocol/ids";
import { atDueTimes } from "./due-times.ts";
import { joinAsGuest } from "./members.ts";
import { NativeClient, readJob, tell, type Where } from "./native-client.ts";
import { quantile } from "./quantile.ts";

/** How often they ask, every second time for an ack; from the first word that is said in the room until the last. */
export type BystanderJob = Where & { readonly perSecond: number; readonly lastWord: string };

/** How long they waited, in ms. */
export type BystanderOutcome = {
	readonly pingP50: number;
	readonly pingP99: number;
	readonly pingLongest: number;
	readonly ackP50: number;
	readonly ackP99: number;
};

/** So many at a time, between which it is looked whether it is over. */
const timesAtOnce = 20;
const ownRoom = "#aside";

const job = readJob<BystanderJob>();
const pings: number[] = [];
const acks: number[] = [];
const talk = await witness();
const bystander = await enter();
await talk.begun;
let isOver = false;
void talk.over.then(() => {
	isOver = true;
});
const asked: Promise<void>[] = [];
do {
	await atDueTimes({ times: timesAtOnce, perSecond: job.perSecond }, (_, number) => {
		asked.push(number % 2 === 0 ? ping() : post());
	});
} while (!isOver);
await Promise.all(asked);
tell({
	pingP50: quantile(pings, 0.5),
	pingP99: quantile(pings, 0.99),
	pingLongest: quantile(pings, 1),
	ackP50: quantile(acks, 0.5),
	ackP99: quantile(acks, 0.99),
} satisfies BystanderOutcome);

/** One more in the room, who tells when it begins and when it is over. */
async function witness(): Promise<{ readonly begun: Promise<void>; readonly over: Promise<void> }> {
	const client = new NativeClient(job);
	const begun = Promise.withResolvers<void>();
	const over = Promise.withResolvers<void>();
	client.onEvent = ({ text }) => {
		if (text !== undefined) begun.resolve();
		if (text === job.lastWord) over.resolve();
	};
	await joinAsGuest(client, "witness");
	return { begun: begun.promise, over: over.promise };
}

async function enter(): Promise<NativeClient> {
	const client = new NativeClient(job);
	await Promise.all([
		client.ask("hello", { protocol: 1, client: "bench" }),
		client.ask("login", { guest: "bystander" }),
		client.ask("create", { room: ownRoom }),
	]);
	return client;
}

async function ping(): Promise<void> {
	const askedAt = performance.now();
	await bystander.ask("ping", {});
	pings.push(performance.now() - askedAt);
}

async function post(): Promise<void> {
	const askedAt = performance.now();
	await bystander.ask("post", { room: ownRoom, id: newMessageId(), text: "to myself" });
	acks.push(performance.now() - askedAt);
}
