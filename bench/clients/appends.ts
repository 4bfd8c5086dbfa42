/**
 * Appends through the journal alone, one message each, closed loop: each writer waits for its receipt and goes on. Takes a
 * job as JSON, prints what became of it as JSON.
 */
import type { Draft } from "../../apps/server/src/hub/ports.ts";
import { openStore } from "../../apps/server/src/journal/journal.ts";
import { accountName, newMessageId, roomName } from "../../packages/shared/src/protocol/ids.ts";
import { readJob, tell } from "./native-client.ts";
import { quantile } from "./quantile.ts";

/** Who writes where, for how long. */
export type AppendsJob = {
	readonly dataDir: string;
	readonly writers: number;
	readonly rooms: number;
	readonly measureMs: number;
};

/** How fast it was, and how busy the main loop. */
export type AppendsOutcome = {
	readonly perSecond: number;
	readonly p50: number;
	readonly p99: number;
	readonly busy: number;
};

const { dataDir, writers, rooms, measureMs } = readJob<AppendsJob>();
const by = accountName.parse("Ann");
const text = "A line of chat of the usual length, about sixty characters.";
const names = Array.from({ length: rooms }, (_, index) => roomName.parse(`#room-${index}`));
const { journal } = await openStore({
	dataDir,
	onFatal(error) {
		throw error;
	},
});
await journal.append(
	names.map((room) => ({
		key: newMessageId(),
		event: { room, at: 1, by, type: "create", kind: "public" },
	})),
);
const took: number[] = [];
const cpu = performance.eventLoopUtilization();
const began = performance.now();
await Promise.all(Array.from({ length: writers }, (_, lane) => write(lane)));
const perSecond = (took.length / (performance.now() - began)) * 1_000;
const { utilization: busy } = performance.eventLoopUtilization(cpu);
await journal.close();
tell({
	...{ perSecond, busy },
	p50: quantile(took, 0.5),
	p99: quantile(took, 0.99),
} satisfies AppendsOutcome);

async function write(lane: number): Promise<void> {
	for (let turn = lane; performance.now() < began + measureMs; turn += writers) {
		const since = performance.now();
		await journal.append([said(turn)]);
		took.push(performance.now() - since);
	}
}

function said(turn: number): Draft {
	const id = newMessageId();
	const room = names[turn % names.length] ?? roomName.parse("#general");
	return { key: id, event: { room, at: Date.now(), by, type: "message", id, text } };
}
