/**
 * A room in which one talks and all hear it, who only count the bytes. Takes a job as JSON, prints what became of it as JSON.
 */
import { newMessageId } from "@partyline/shared/protocol/ids";
import { atDueTimes } from "./due-times.ts";
import { gather, insist, joinAsGuest, room, silence } from "./members.ts";
import { NativeClient, readJob, tell, type Where } from "./native-client.ts";

/** How many there are, how fast one of them talks, and how often. */
export type LivelyRoomJob = Where & {
	readonly members: number;
	readonly perSecond: number;
	readonly messages: number;
	/** Said last, for those who want to know that it is over. */
	readonly lastWord: string;
};

/** What all of them heard of the talk, in bytes. */
export type LivelyRoomOutcome = { readonly heardBytes: number };

const text = "x".repeat(100);
const quiet = { quietMs: 300, limitMs: 60_000 };

const job = readJob<LivelyRoomJob>();
const all = await gather(job.members, (index) => insist(() => enter(index)));
await silence(all, quiet);
const before = bytesOf(all);
const [talker] = all;
if (talker === undefined) throw new Error("Nobody is there to talk.");
await atDueTimes({ times: job.messages, perSecond: job.perSecond }, () => say(talker, text));
say(talker, job.lastWord);
await silence(all, quiet);
const heardBytes = bytesOf(all) - before;
// Each is a frame of more bytes than its text.
if (heardBytes < job.members * job.messages * text.length)
	throw new Error("Not everybody was told of every message.");
tell({ heardBytes } satisfies LivelyRoomOutcome);

async function enter(index: number): Promise<NativeClient> {
	const client = new NativeClient(job);
	await joinAsGuest(client, `guest-${index}`);
	client.stopHearing();
	return client;
}

function bytesOf(clients: readonly NativeClient[]): number {
	return clients.reduce((sum, { bytes }) => sum + bytes, 0);
}

function say(client: NativeClient, words: string): void {
	client.send("post", { room, id: newMessageId(), text: words });
}
