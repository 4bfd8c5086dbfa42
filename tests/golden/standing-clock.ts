/**
 * Preloaded into the program (`--import`): it is 14:05:30 on 21 November 2026, and time stands still. What waits
 * for less than `stillFromMs` goes on, as frames and lone Escapes do; what waits longer waits for SIGURG, at
 * which a second passes. Only the server's answers take time, each as long as the next. At SIGUSR2 the program
 * says through its terminal when it has nothing left to do. Whatever server it asks for, it gets the one at
 * GOLDEN_PORT, so that no sentence names a port of this run.
 */
import { Socket } from "node:net";
import { performance } from "node:perf_hooks";

const startMs = Date.UTC(2026, 10, 21, 14, 5, 30);
const stillFromMs = 450;
const secondMs = 1_000;
const answerMs = 12;
/** What is asked once at a time, and never beside another of these: so the clock goes by the same at each run. */
const timed = /"method":"(?:hello|login|ping)"/;
/** Looks in a row that must find nothing to do: between two, what one thing led to has begun. */
const quietLooks = 3;
const lookMs = 4;

const RealDate = Date;
const set = globalThis.setTimeout;
const clear = globalThis.clearTimeout;
/** Longer than any test; what waits for it is moved by `passSecond`. */
const neverMs = 2 ** 31 - 1;

type Call = (...args: unknown[]) => void;
type Waiting = { due: number; readonly everyMs: number | undefined; readonly call: () => void };

const waiting = new Map<NodeJS.Timeout, Waiting>();
const running = new Set<NodeJS.Timeout>();
let now = startMs;

class StandingDate extends RealDate {
	constructor(...parts: [] | [number]) {
		super(...(parts.length === 0 ? ([now] as const) : parts));
	}

	static override now(): number {
		return now;
	}
}

function waitStill(call: () => void, delayMs: number, everyMs?: number): NodeJS.Timeout {
	const timer = set(() => {}, neverMs);
	waiting.set(timer, { due: now + delayMs, everyMs, call });
	return timer;
}

function setStandingTimeout(call: Call, delayMs = 0, ...args: unknown[]): NodeJS.Timeout {
	if (delayMs >= stillFromMs) return waitStill(() => call(...args), delayMs);
	const timer = set(() => {
		running.delete(timer);
		call(...args);
	}, delayMs);
	running.add(timer);
	return timer;
}

function setStandingInterval(call: Call, everyMs = 0, ...args: unknown[]): NodeJS.Timeout {
	return waitStill(() => call(...args), everyMs, everyMs);
}

function clearStanding(timer: NodeJS.Timeout | undefined): void {
	if (timer === undefined || timer === null) return;
	waiting.delete(timer);
	running.delete(timer);
	clear(timer);
}

function passSecond(): void {
	now += secondMs;
	for (const [timer, entry] of waiting) {
		if (entry.due > now) continue;
		if (entry.everyMs === undefined) clearStanding(timer);
		else entry.due = now + entry.everyMs;
		entry.call();
	}
}

const { connect, write, push } = Socket.prototype;
let isAsked = false;

function connectHere(this: Socket, ...args: unknown[]): Socket {
	// Node's own `connect` hands its arguments on as a list.
	const [options] = [args[0]].flat();
	Object.assign(Object(options), { host: "127.0.0.1", port: Number(process.env.GOLDEN_PORT) });
	return Reflect.apply(connect, this, args);
}

function writeTimed(this: Socket, ...args: Parameters<typeof write>): boolean {
	// A terminal is a socket too, but of nobody.
	if (this.remotePort !== undefined && timed.test(String(args[0]))) isAsked = true;
	return write.apply(this, args);
}

function pushTimed(this: Socket, ...args: Parameters<typeof push>): boolean {
	if (this.remotePort !== undefined && isAsked) {
		isAsked = false;
		now += answerMs;
	}
	return push.apply(this, args);
}

/** Files being read, names being looked up, connections being made, and what comes in the next turn. */
function isBusy(): boolean {
	const resources = process.getActiveResourcesInfo();
	return running.size > 0 || resources.some((name) => /Req|Connect|Immediate/.test(name));
}

function tellWhenQuiet(quiet = 0): void {
	if (quiet === quietLooks) process.stdout.write("\x1b]7420;quiet\x07");
	else set(() => tellWhenQuiet(isBusy() ? 0 : quiet + 1), lookMs);
}

Object.assign(globalThis, {
	Date: StandingDate,
	setTimeout: setStandingTimeout,
	setInterval: setStandingInterval,
	clearTimeout: clearStanding,
	clearInterval: clearStanding,
});
Object.assign(Socket.prototype, { connect: connectHere, write: writeTimed, push: pushTimed });
performance.now = () => now - startMs;
Math.random = () => 0.5;
process.on("SIGUSR2", () => tellWhenQuiet()).on("SIGURG", passSecond);
