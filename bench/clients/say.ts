/** A member says so much in the room, as fast as it is answered. Takes a job as JSON, prints what became of it as JSON. */
import { newMessageId } from "@partyline/shared/protocol/ids";
import { comeBack, room } from "./members.ts";
import { readJob, tell, type Where } from "./native-client.ts";

/** What is to be said. */
export type SayJob = Where & { readonly messages: number };

/** The seq of the last of it. */
export type SayOutcome = { readonly lastSeq: number };

/** As many requests as a connection may have open. */
const outstanding = 64;

const job = readJob<SayJob>();
const { client, lastSeq } = await comeBack(job, 0);
const text = "x".repeat(100);
const seqs: number[] = [];
let left = job.messages;
const keepSaying = async () => {
	while (left-- > 0) {
		const { seq } = await client.ask("post", { room, id: newMessageId(), text });
		seqs.push(seq);
	}
};
await Promise.all(Array.from({ length: outstanding }, keepSaying));
const missing = seqs.toSorted((a, b) => a - b).findIndex((seq, at) => seq !== lastSeq + 1 + at);
if (missing !== -1) throw new Error(`The seq ${lastSeq + 1 + missing} was answered to nobody.`);
tell({ lastSeq: lastSeq + job.messages } satisfies SayOutcome);
