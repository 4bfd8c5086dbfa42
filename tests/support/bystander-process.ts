/**
 * Somebody who is logged in and pings all the while, in a process of their own so that only the server
 * can delay them: `node bystander-process.ts PORT`. SIGUSR2 is answered by a line of JSON with how long
 * the answers took since the last one.
 */
import { setTimeout as delay } from "node:timers/promises";
import { NativePeer } from "./native-peer.ts";

const port = Number(process.argv[2]);

/** Between an answer and the next ping: often enough to meet a loop that is blocked for 50 ms. */
const pauseMs = 5;

let took: number[] = [];
let askedAt = performance.now();

function report(): string {
	const waiting = performance.now() - askedAt;
	const sorted = [...took].sort((a, b) => a - b);
	took = [];
	return JSON.stringify({
		answers: sorted.length,
		medianMs: sorted[Math.floor(sorted.length / 2)] ?? waiting,
		lateAnswers: sorted.filter((ms) => ms > 50).length,
		worstMs: Math.max(sorted.at(-1) ?? 0, waiting),
	});
}

const peer = await NativePeer.connect({ host: "127.0.0.1", port });
await peer.call("hello", { protocol: 1, client: "bystander" });
await peer.call("login", { guest: "bystander" });
process.on("SIGUSR2", () => process.stdout.write(`${report()}\n`));
process.stdout.write("here\n");
for (;;) {
	askedAt = performance.now();
	await peer.call("ping", {});
	took.push(performance.now() - askedAt);
	await delay(pauseMs);
	askedAt = performance.now();
}
