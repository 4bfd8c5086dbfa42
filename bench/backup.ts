/**
 * What a backup costs those who post meanwhile: a daemon with a log of EVENTS, connections that post so many
 * messages A SECOND in all whatever the answers do, and a backup in the middle. Prints the time from
 * post to ack before, during and after it.
 *
 * node packages/partyline/build.ts && node bench/backup.ts [events] [a second] [seconds before and after] [folder]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { openStore } from "../apps/server/src/journal/journal.ts";
import { accountName, newMessageId, roomName } from "../packages/shared/src/protocol/ids.ts";
import { daemonBin, listening, request, startDaemon, stopDaemon } from "./daemon.ts";

const [events = "1000000", perSecond = "500", seconds = "10", parent = tmpdir()] =
	process.argv.slice(2);
const senders = 10;
const tickMs = 5;
const text = "A line of chat of the usual length, about sixty characters.";

type Ack = { readonly at: number; readonly tookMs: number };

const dataDir = mkdtempSync(join(parent, "partyline-bench-"));
const wal = join(dataDir, "partyline.db-wal");
try {
	await fill(Number(events));
	const daemon = startDaemon(dataDir);
	const port = await listening(daemon);
	const acks: Ack[] = [];
	const sockets = await Promise.all(
		Array.from({ length: senders }, (_, n) => enter(port, n, acks)),
	);
	const load = post(sockets);
	await delay(2_000);
	const phases = [await phase("before", acks, () => delay(Number(seconds) * 1_000))];
	phases.push(await phase("in the backup", acks, backUp));
	const walAfter = statSync(wal).size;
	phases.push(await phase("after", acks, () => delay(Number(seconds) * 1_000)));
	clearInterval(load);
	tell(phases, walAfter);
	for (const socket of sockets) socket.destroy();
	await stopDaemon(daemon);
} finally {
	rmSync(dataDir, { recursive: true });
}

/** Writes a log of that length into the data folder. */
async function fill(count: number): Promise<void> {
	const { journal } = await openStore({
		dataDir,
		onFatal(error) {
			throw error;
		},
	});
	const room = roomName.parse("#archive");
	const by = accountName.parse("Ann");
	const place = { room, at: 1, by };
	await journal.append([
		{ key: newMessageId(), event: { ...place, type: "create", kind: "public" } },
	]);
	for (let left = count; left > 0; left -= 5_000) {
		const drafts = Array.from({ length: Math.min(left, 5_000) }, () => {
			const id = newMessageId();
			return { key: id, event: { ...place, type: "message" as const, id, text } };
		});
		await journal.append(drafts);
	}
	await journal.close();
}

/** Somebody in #general; each ack they get goes into `acks`. */
async function enter(
	port: number,
	number: number,
	acks: Ack[],
): Promise<Socket & { post(): void }> {
	const socket = connect({ port, host: "127.0.0.1", noDelay: true });
	const sent = new Map<string, number>();
	const joined = Promise.withResolvers<void>();
	request(socket, { id: "1", method: "hello", params: { protocol: 1, client: "bench" } });
	request(socket, { id: "2", method: "login", params: { guest: `m${number}` } });
	request(socket, { id: "3", method: "join", params: { room: "#general" } });
	createInterface({ input: socket }).on("line", (line) => {
		const { id, result } = JSON.parse(line);
		if (id === "3") joined.resolve();
		const at = sent.get(id);
		if (at === undefined || result === undefined) return;
		sent.delete(id);
		acks.push({ at, tookMs: performance.now() - at });
	});
	await joined.promise;
	return Object.assign(socket, {
		post() {
			const id = newMessageId();
			sent.set(id, performance.now());
			request(socket, { id, method: "post", params: { room: "#general", id, text } });
		},
	});
}

/** Posts at a steady pace: a server that is slow is not spared. */
function post(sockets: readonly { post(): void }[]): NodeJS.Timeout {
	const began = performance.now();
	let count = 0;
	return setInterval(() => {
		const due = ((performance.now() - began) / 1_000) * Number(perSecond);
		for (; count < due; count += 1) sockets[count % sockets.length]?.post();
	}, tickMs);
}

type Phase = {
	readonly name: string;
	readonly tookMs: number;
	readonly acks: readonly number[];
	/** When the message was sent that waited longest, since the beginning. */
	readonly longestAtMs: number;
};

async function phase(name: string, acks: Ack[], work: () => Promise<unknown>): Promise<Phase> {
	const from = performance.now();
	await work();
	const to = performance.now();
	// What was sent in it may be answered a little later.
	await delay(500);
	const own = acks.filter(({ at }) => at >= from && at < to).sort((a, b) => a.tookMs - b.tookMs);
	const longestAtMs = (own.at(-1)?.at ?? from) - from;
	return { name, tookMs: to - from, acks: own.map(({ tookMs }) => tookMs), longestAtMs };
}

async function backUp(): Promise<void> {
	const args = ["backup", join(dataDir, "backup.db"), "--data", dataDir];
	const command = spawn(process.execPath, [daemonBin, ...args], {
		stdio: ["ignore", "ignore", "inherit"],
	});
	const [code] = await once(command, "exit");
	if (code !== 0) throw new Error(`the backup ended with ${code}`);
}

function tell(phases: readonly Phase[], walAfter: number): void {
	const megabytes = (path: string) => (statSync(path).size / 1_000_000).toFixed(1);
	process.stdout.write(
		`node ${process.version}, ${events} events, ${megabytes(join(dataDir, "partyline.db"))} MB, ${perSecond} posts/s, ${dataDir}\n` +
			`WAL ${(walAfter / 1_000_000).toFixed(1)} MB after the backup, ${megabytes(wal)} MB at the end\n` +
			"                seconds  posts  p50 ms  p99 ms  max ms  at s\n",
	);
	for (const { name, tookMs, acks, longestAtMs } of phases) {
		const figures = [0.5, 0.99, 1].map((q) => quantile(acks, q).padStart(6));
		const row = [(tookMs / 1_000).toFixed(1).padStart(7), `${acks.length}`.padStart(5), ...figures];
		row.push((longestAtMs / 1_000).toFixed(1).padStart(4));
		process.stdout.write(`${name.padEnd(16)}${row.join("  ")}\n`);
	}
}

function quantile(sorted: readonly number[], q: number): string {
	return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0).toFixed(1);
}
