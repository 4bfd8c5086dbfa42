import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Draft, Journal } from "../apps/server/src/hub/ports.ts";
import { openStore } from "../apps/server/src/journal/journal.ts";
import { accountName, newMessageId, roomName } from "../packages/shared/src/protocol/ids.ts";

// Appends a second through openStore, closed loop: each of `writers` appends one message, waits for
// the ack and goes on. Run: node bench/journal.ts [seconds a row] [folder]

const [seconds = "3", parent = tmpdir()] = process.argv.slice(2);
const by = accountName.parse("Ann");
const text = "A line of chat of the usual length, about sixty characters.";

type Figures = { readonly perSecond: number; readonly busy: number; readonly latencies: number[] };

async function measure(journal: Journal, writers: number, rooms: number): Promise<Figures> {
	const names = Array.from({ length: rooms }, (_, index) =>
		roomName.parse(`#w${writers}-r${rooms}-${index}`),
	);
	await journal.append(
		names.map((room) => ({
			key: newMessageId(),
			event: { room, at: 1, by, type: "create", kind: "public" },
		})),
	);
	const latencies: number[] = [];
	const cpu = performance.eventLoopUtilization();
	const start = performance.now();
	const end = start + Number(seconds) * 1000;
	const write = async (lane: number) => {
		for (let turn = lane; performance.now() < end; turn += writers) {
			const room = names[turn % names.length] ?? roomName.parse("#general");
			const sent = performance.now();
			await journal.append([said(room)]);
			latencies.push(performance.now() - sent);
		}
	};
	await Promise.all(Array.from({ length: writers }, (_, lane) => write(lane)));
	const perSecond = (latencies.length / (performance.now() - start)) * 1000;
	return { perSecond, busy: performance.eventLoopUtilization(cpu).utilization, latencies };
}

function said(room: ReturnType<typeof roomName.parse>): Draft {
	const id = newMessageId();
	return { key: id, event: { room, at: Date.now(), by, type: "message", id, text } };
}

function quantile(sorted: readonly number[], q: number): string {
	return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0).toFixed(2);
}

const dataDir = await mkdtemp(join(parent, "partyline-bench-"));
try {
	const { journal } = await openStore({
		dataDir,
		onFatal(error) {
			throw error;
		},
	});
	process.stdout.write(
		`node ${process.version}, ${availableParallelism()} cores, ${seconds} s a row, ${dataDir}\n` +
			"writers  rooms  appends/s  p50 ms  p99 ms  max ms  main loop busy\n",
	);
	for (const [writers, rooms] of [
		[1, 1],
		[10, 10],
		[100, 1],
		[100, 100],
		[1000, 100],
	] as const) {
		const { perSecond, busy, latencies } = await measure(journal, writers, rooms);
		const sorted = latencies.sort((a, b) => a - b);
		const cells = [
			`${writers}`.padStart(7),
			`${rooms}`.padStart(5),
			`${Math.round(perSecond)}`.padStart(9),
			quantile(sorted, 0.5).padStart(6),
			quantile(sorted, 0.99).padStart(6),
			quantile(sorted, 1).padStart(6),
			busy.toFixed(2).padStart(14),
		];
		process.stdout.write(`${cells.join("  ")}\n`);
	}
	await journal.close();
} finally {
	await rm(dataDir, { recursive: true });
}
