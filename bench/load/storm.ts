/**
 * A storm of newcomers, a process of its own: so many clients come, log in, join and sync, or connect and subscribe where there
 * is nothing to log in to. Takes what to do as JSON, prints how long it was until the last of them was there.
 *
 * node bench/load/storm.ts '{"dialect":"native","port":7420,"clients":1000}'
 */
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { dial, greet } from "./connection.ts";
import { inLanes } from "./crowd.ts";
import { dialects, nativeRequest } from "./dialects.ts";
import { createFollower, type Follower } from "./follower.ts";
import type { Storm, StormOutcome } from "./job.ts";

/** So many are on their way at a time: a server may hold no more whom it does not know yet. */
const atOnce = 500;

/** No server is waited for longer until it has told everybody what happened meanwhile. */
const patienceMs = 30_000;

const storm: Storm = JSON.parse(process.argv[2] ?? "");
const followers: Follower[] = [];
const beganAt = performance.now();
const cpu = process.cpuUsage();
await inLanes({ first: 0, last: storm.clients, atOnce }, storm.dialect === "native" ? sync : enter);
const enteredMs = performance.now() - beganAt;
const { user, system } = process.cpuUsage(cpu);
await allTold();
const outcome: StormOutcome = { enteredMs, loadShare: (user + system) / 1e3 / enteredMs };
process.stdout.write(`${JSON.stringify(outcome)}\n`, () => process.exit());

/** Comes as one does who has to be told everything from the start of the room on. */
async function sync(index: number): Promise<void> {
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	const follower = createFollower({
		room: "#general",
		syncId: 4,
		onSynced: resolve,
		onWrong: reject,
	});
	followers.push(follower);
	const socket = dial({ port: storm.port, tls: false, onPiece: follower.push });
	watch(socket, reject);
	socket.write(
		[
			nativeRequest(1, "hello", { protocol: 1, client: "bench" }),
			nativeRequest(2, "login", { guest: `m${index}` }),
			nativeRequest(3, "join", { room: "#general" }),
			nativeRequest(4, "sync", { rooms: { "#general": 0 } }),
		].join(""),
	);
	await promise;
}

async function enter(index: number): Promise<void> {
	const { promise, resolve, reject } = Promise.withResolvers<void>();
	const { enter: stepsOf, refusal } = dialects[storm.dialect];
	let onPiece: ((piece: Buffer) => void) | undefined;
	const socket = dial({ port: storm.port, tls: false, onPiece: (piece) => onPiece?.(piece) });
	watch(socket, reject);
	onPiece = greet(socket, {
		steps: stepsOf({ name: `m${index}`, room: 0, isFirst: index === 0 }),
		refusal,
		onIn: resolve,
		onRefused: (said) => reject(new Error(`The server refused a client: ${said}`)),
	});
	await promise;
}

function watch(socket: Socket, reject: (error: Error) => void): void {
	socket.once("error", reject);
	socket.once("close", () => reject(new Error("The server closed a connection.")));
}

/** Resolves when each knows of all that happened in the room. */
async function allTold(): Promise<void> {
	const giveUpAt = performance.now() + patienceMs;
	for (;;) {
		const head = followers.reduce((most, { told }) => Math.max(most, told()), 0);
		const behind = followers.filter(({ told }) => told() < head).length;
		// The room was created, and everybody has joined it.
		if (behind === 0 && (head > storm.clients || followers.length === 0)) return;
		if (performance.now() > giveUpAt)
			throw new Error(`${behind} of ${storm.clients} were not told all that happened in the room.`);
		await delay(20);
	}
}
