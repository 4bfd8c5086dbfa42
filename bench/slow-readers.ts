/**
 * What readers who stop reading cost the others: MEMBERS connections in #general, A SECOND messages posted
 * at their due times by one of them, and the time until each of the others has each message; once with all
 * reading and once with a tenth that does not, by turns, PAIRS times. Prints the medians of the p99 and their ratio.
 *
 * node packages/partyline/build.ts && node bench/slow-readers.ts [members] [a second] [seconds] [pairs]
 */
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { v7 } from "uuid";
import { request, withDaemon } from "./daemon.ts";

const [members = 200, perSecond = 100, seconds = 15, pairs = 5] = process.argv.slice(2).map(Number);
/** Long enough that who does not read is behind by more than the kernel hides, within the time. */
const padding = "x".repeat(4_000);
const warmUpMs = 2_000;

type Member = { readonly socket: Socket; onMessage: (text: string) => void };

const runs = { reading: [] as number[], slow: [] as number[] };
for (let pair = 0; pair < pairs; pair++) {
	runs.reading.push(await measure(0));
	runs.slow.push(await measure(Math.floor(members / 10)));
}
const [reading, slow] = [median(runs.reading), median(runs.slow)];
process.stdout.write(
	`${members} members, ${perSecond} messages/s of 4 kB for ${seconds} s, median of ${pairs}: p99 ${reading.toFixed(1)} ms with all reading, ${slow.toFixed(1)} ms with a tenth that does not, ratio ${(slow / reading).toFixed(2)}\n`,
);

/** The p99 of the time to the others, in milliseconds, with so many who do not read. */
async function measure(slowReaders: number): Promise<number> {
	return await withDaemon(async (port) => {
		const all: Member[] = [];
		for (let index = 0; index < members; index++) all.push(await enter(port, `m${index}`));
		const took: number[] = [];
		for (const [index, member] of all.entries()) {
			if (index > 0 && index <= slowReaders) member.socket.pause();
			else member.onMessage = (dueAt) => took.push(performance.now() - Number(dueAt));
		}
		const [sender] = all;
		if (sender === undefined) throw new Error("nobody is there");
		await postAtDueTimes(sender.socket);
		await delay(1_000);
		for (const { socket } of all) socket.destroy();
		const skipped = (warmUpMs / 1_000) * perSecond * (members - slowReaders);
		return percentile99(took.slice(skipped));
	});
}

/** An open loop: a message that is late because the one before was is counted from when it was due. */
async function postAtDueTimes(socket: Socket): Promise<void> {
	const began = performance.now();
	const count = (warmUpMs / 1_000 + seconds) * perSecond;
	for (let number = 0; number < count; number++) {
		const dueAt = began + (number * 1_000) / perSecond;
		const waitMs = dueAt - performance.now();
		if (waitMs > 1) await delay(waitMs);
		const params = { room: "#general", id: v7(), text: `due ${dueAt} ${padding}` };
		request(socket, { id: 9, method: "post", params });
	}
}

async function enter(port: number, name: string): Promise<Member> {
	const socket = connect({ port, host: "127.0.0.1", noDelay: true });
	const member: Member = { socket, onMessage: () => {} };
	const joined = Promise.withResolvers<void>();
	request(socket, { id: 1, method: "hello", params: { protocol: 1, client: "bench" } });
	request(socket, { id: 2, method: "login", params: { guest: name } });
	request(socket, { id: 3, method: "join", params: { room: "#general" } });
	let rest = "";
	socket.on("data", (chunk: Buffer) => {
		// Looks without parsing, so that the load is not the bottleneck.
		const received = rest + chunk.toString("latin1");
		if (received.includes('"id":3,"result"')) joined.resolve();
		let end = 0;
		for (const found of received.matchAll(/"due ([\d.]+) /g)) {
			member.onMessage(found[1] ?? "");
			end = found.index + found[0].length;
		}
		// What is cut in two is found with what comes next.
		rest = received.slice(Math.max(end, received.length - 40));
	});
	await joined.promise;
	return member;
}

function percentile99(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Number.NaN;
}

function median(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
