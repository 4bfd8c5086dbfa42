import { setTimeout as delay } from "node:timers/promises";
import { cpuSecondsOf } from "../machine.ts";
import { type Crowd, type Hear, isAtRest } from "./crowd.ts";
import { dialects } from "./dialects.ts";
import type { Job, Measured, Pace } from "./job.ts";
import { createLatencies } from "./latencies.ts";
import { lastDigitsAt, lastDigitsOf, numberAt, textOf } from "./mark.ts";
import { createTally, type Tally } from "./tally.ts";

/** What came of a pace, and whether all of it had come in the end. */
export type Ended = { readonly measured: Measured; readonly isOver: boolean };

/** Makes people speak. */
type Speaker = {
	/** Says a message as a member. */
	say(index: number): void;
	/** The number that the next message has. */
	next: number;
	/** The first so many of the members have spoken already. */
	spoke: number;
};

/** How long a server is waited for when nobody speaks any more: it may have stalled, or have got far behind. */
const waiting = { quietMs: 10_000, patienceMs: 30_000 };

/** Creates what runs one pace after the other. */
export function createPaces(crowd: Crowd, job: Job): (pace: Pace) => Promise<Ended> {
	const { say } = dialects[job.dialect];
	const speaker: Speaker = {
		next: 0,
		spoke: 0,
		say(index) {
			const number = speaker.next++;
			const said = { room: index % job.rooms, text: textOf(number), number };
			crowd.members[index]?.socket.write(say(said));
		},
	};
	return async (pace) => {
		const stage = { crowd, job, speaker };
		const ended = await (pace.kind === "closed" ? runClosed(stage, pace) : runOpen(stage, pace));
		speaker.spoke = Math.max(speaker.spoke, job.rooms * pace.senders);
		return ended;
	};
}

type Stage = { readonly crowd: Crowd; readonly job: Job; readonly speaker: Speaker };

/** Keeps so many messages on their way: the next is said when all listeners of its room have one. */
async function runClosed(
	stage: Stage,
	{ senders, outstanding }: Pace & { kind: "closed" },
): Promise<Ended> {
	const { crowd, job, speaker } = stage;
	const speakers = job.rooms * senders;
	// Those who speak are not counted: some servers do not send them their own.
	const inRoom = job.members - senders;
	const tally = createTally(inRoom);
	const say = (index: number) => {
		tally.expect(lastDigitsOf(speaker.next));
		speaker.say(index);
	};
	const first = speaker.next;
	const spokeBefore = speaker.spoke;
	const heard = new Uint32Array(crowd.members.length);
	const reached: number[][] = Array.from({ length: job.rooms }, () => []);
	let isEnough = false;
	crowd.hear = ({ index, room }, bytes, at) => {
		if (index < speakers) return;
		// Others send them, and for those of the pace before nobody waited.
		if (index < spokeBefore && numberAt(bytes, at) < first) return;
		tally.take(lastDigitsAt(bytes, at));
		const place = heard[index] ?? 0;
		heard[index] = place + 1;
		const counts = reached[room] ?? [];
		const count = (counts[place] ?? 0) + 1;
		counts[place] = count;
		if (count === inRoom && !isEnough) say(room + job.rooms * (place % senders));
	};
	for (let turn = 0; turn < outstanding; turn++)
		for (let index = 0; index < speakers; index++) say(index);
	const window = await observe(stage, tally.count);
	isEnough = true;
	return await endPace(stage, tally, window);
}

/** Waits until all has come that was said, or nothing more does. */
async function endPace(
	{ crowd }: Stage,
	tally: Tally,
	window: Omit<Measured, "missing" | "lost">,
): Promise<Ended> {
	const isAll = () => tally.missing() <= 0;
	await isAtRest(crowd, { ...waiting, isAll });
	tally.assertEachOnce();
	const measured = { ...window, missing: tally.missing(), lost: crowd.lost };
	// What still comes would be taken for what is said next.
	return { measured, isOver: isAll() };
}

/** Says each message at its due time, from which on it is counted how long it takes: a stall is not hidden. */
async function runOpen(
	stage: Stage,
	{ senders, perSecond }: Pace & { kind: "open" },
): Promise<Ended> {
	const { crowd, job, speaker } = stage;
	const speakers = job.rooms * senders;
	const first = speaker.next;
	const everyMs = 1_000 / perSecond;
	const beganAt = performance.now();
	const dueAt = (number: number) => beganAt + (number - first) * everyMs;
	const latencies = createLatencies();
	const tally = createTally(job.members - 1);
	const hear: Hear = ({ index }, bytes, at) => {
		const number = numberAt(bytes, at);
		// One's own come back from some servers, and from others not: for those of the pace before nobody waited.
		if (number < first) return;
		if ((number - first) % speakers === index) return;
		tally.take(lastDigitsOf(number));
		const due = dueAt(number) - beganAt - job.warmUpMs;
		if (due >= 0 && due < job.measureMs) latencies.record(performance.now() - dueAt(number));
	};
	crowd.hear = hear;
	const sayDue = () => {
		while (dueAt(speaker.next) <= performance.now()) {
			tally.expect(lastDigitsOf(speaker.next));
			speaker.say((speaker.next - first) % speakers);
		}
	};
	const ticking = setInterval(sayDue, 1);
	const window = await observe(stage, tally.count);
	clearInterval(ticking);
	const { measured, isOver } = await endPace(stage, tally, window);
	const [p50, p99] = [latencies.quantile(0.5), latencies.quantile(0.99)];
	if (p50 === undefined || p99 === undefined) return { measured, isOver };
	return { measured: { ...measured, latencyMs: { p50, p99 } }, isOver };
}

/** Lets the warm-up pass, and looks at the time that is measured. */
async function observe(
	{ job, speaker }: Stage,
	countReceived: () => number,
): Promise<Omit<Measured, "missing" | "lost" | "latencyMs">> {
	await delay(job.warmUpMs);
	const before = {
		...{ at: performance.now(), received: countReceived(), said: speaker.next },
		...{ load: process.cpuUsage(), server: cpuSecondsOf(job.pid) },
	};
	await delay(job.measureMs);
	const seconds = (performance.now() - before.at) / 1_000;
	const load = process.cpuUsage(before.load);
	const server = cpuSecondsOf(job.pid);
	return {
		deliveriesPerSecond: (countReceived() - before.received) / seconds,
		postsPerSecond: (speaker.next - before.said) / seconds,
		loadShare: (load.user + load.system) / 1e6 / seconds,
		...(server === undefined || before.server === undefined
			? {}
			: { serverShare: (server - before.server) / seconds }),
	};
}
