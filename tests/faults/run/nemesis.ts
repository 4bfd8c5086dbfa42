import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { FaultProxy, Line, Weather } from "../../support/fault-proxy.ts";
import type { Random } from "../../support/random.ts";
import type { ClientActor } from "./client-actor.ts";
import type { DaemonProcess } from "./daemon-process.ts";
import type { WireActor } from "./wire-actor.ts";

/** What the nemesis can get at. */
export type Target = {
	readonly daemon: DaemonProcess;
	readonly proxy: FaultProxy;
	readonly wires: readonly WireActor[];
	readonly clients: readonly ClientActor[];
	readonly random: Random;
	/** How long somebody may stop reading. */
	readonly slowMs: number;
	/** Makes a backup while everything goes on, and looks whether it has what it must have. */
	readonly backUp: () => Promise<void>;
	/** Something came out as it must not. */
	readonly onStrange: (what: string) => void;
};

/** One way of making trouble. Resolves when it is over, but for people who read slowly. */
export type Fault = {
	readonly name: string;
	/** How often, next to the others. */
	readonly weight: number;
	/** Whether the daemon's process ends by it. */
	readonly restarts?: true;
	readonly make: (target: Target) => Promise<void>;
};

/** Everything that this machine has the tools for. */
export function availableFaults(): Fault[] {
	return [
		...always,
		...(hasLimits ? [diskRefuses] : []),
		...(fakeClock === undefined ? [] : [clockGoesBack(fakeClock)]),
	];
}

/** What cannot be tried here, and why. */
export function missingFaults(): string[] {
	return [
		...(hasLimits ? [] : ["the disk refuses (prlimit of util-linux is not here)"]),
		...(fakeClock === undefined ? ["the clock goes back an hour (faketime is not here)"] : []),
	];
}

const hasLimits =
	existsSync("/proc/self/limits") && spawnSync("prlimit", ["--version"]).status === 0;
const fakeClock = globSync("/usr/lib/{*/,}faketime/libfaketime.so.1")[0];

const always: readonly Fault[] = [
	{
		name: "kill",
		weight: 4,
		restarts: true,
		async make({ daemon, random }) {
			await daemon.stop("SIGKILL");
			await pause(random.between(0, 300));
			await daemon.start();
		},
	},
	{
		name: "stop",
		weight: 1,
		restarts: true,
		async make({ daemon, onStrange }) {
			const how = await daemon.stop("SIGTERM");
			if (how !== 0) onStrange(`after SIGTERM the daemon ended with ${how}`);
			await daemon.start();
		},
	},
	{
		name: "freeze",
		weight: 1,
		async make({ daemon, random }) {
			daemon.signal("SIGSTOP");
			await pause(random.between(50, 1_000));
			daemon.signal("SIGCONT");
		},
	},
	{
		name: "reset",
		weight: 2,
		async make(target) {
			for (const line of pickLines(target)) line.reset();
		},
	},
	{
		name: "finish",
		weight: 1,
		async make(target) {
			for (const line of pickLines(target)) line.finish();
		},
	},
	{
		name: "unplug",
		weight: 2,
		async make(target) {
			const lines = pickLines(target);
			for (const line of lines) line.freeze();
			await pause(target.random.between(50, 1_000));
			for (const line of lines) {
				if (target.random.chance(0.5)) line.reset();
				else line.thaw();
			}
		},
	},
	{
		name: "weather",
		weight: 2,
		async make({ proxy, random }) {
			proxy.setWeather(random.pick(weathers));
			await pause(random.between(200, 1_500));
			proxy.setWeather({});
		},
	},
	{
		name: "close the port",
		weight: 1,
		async make({ proxy, random }) {
			proxy.setOpen(false);
			for (const line of proxy.lines) line.reset();
			await pause(random.between(50, 500));
			proxy.setOpen(true);
		},
	},
	{
		name: "kill a client",
		weight: 2,
		async make({ clients, random }) {
			const client = random.pick(clients);
			await client.kill();
			await pause(random.between(0, 300));
			client.restart();
		},
	},
	{
		name: "back up",
		weight: 1,
		make: ({ backUp }) => backUp(),
	},
	{
		name: "stop reading",
		weight: 1,
		async make({ wires, random, slowMs }) {
			const slow = random.pick(wires);
			slow.setReading(false);
			// The others go on meanwhile, and whatever else may happen to them.
			setTimeout(() => slow.setReading(true), random.between(500, slowMs)).unref();
		},
	},
	{
		name: "stop reading in a flood",
		weight: 0.5,
		async make({ wires, random }) {
			const slow = random.pick(wires);
			slow.setReading(false);
			for (let number = 0; number < floodPosts / (wires.length - 1); number++) {
				for (const wire of wires) if (wire !== slow) wire.shout();
				await pause(25);
			}
			slow.setReading(true);
		},
	},
	{
		name: "silence for ever",
		weight: 1,
		async make({ proxy, wires, random }) {
			const { port } = random.pick(wires);
			for (const line of proxy.lines) if (line.port === port) line.freeze(true);
		},
	},
];

/** Posts of some 14 kB each: more than the kernel hides on the two legs of the way to somebody who does not read. */
const floodPosts = 900;

const weathers: readonly Weather[] = [
	{ delayMs: 50 },
	{ delayMs: 5, pieceBytes: 16 },
	{ pieceBytes: 200 },
	{ bytesPerSecond: 20_000 },
	{ delayMs: 200, bytesPerSecond: 100_000, pieceBytes: 1_500 },
];

/** No file may grow past its first page: each write of the journal fails, as on a disk that is full or broken. */
const diskRefuses: Fault = {
	name: "refuse to write",
	weight: 2,
	async make({ daemon, random }) {
		setFileLimit(daemon.pid, "4096");
		await pause(random.between(50, 800));
		if (!daemon.died) setFileLimit(daemon.pid, "unlimited");
	},
};

function setFileLimit(pid: number, bytes: string): void {
	const { status, stderr } = spawnSync("prlimit", [
		"--pid",
		`${pid}`,
		`--fsize=${bytes}:unlimited`,
	]);
	if (status !== 0) throw new Error(`prlimit: ${stderr}`);
}

/** A daemon that starts an hour before the one that ended; the next starts in the present again. */
function clockGoesBack(library: string): Fault {
	return {
		name: "set the clock back",
		weight: 1,
		restarts: true,
		async make({ daemon }) {
			await daemon.stop("SIGKILL");
			await daemon.start({ LD_PRELOAD: library, FAKETIME: "-1h", DONT_FAKE_MONOTONIC: "1" });
		},
	};
}

/** About half of the connections, at least one where there is one. */
function pickLines({ proxy, random }: Target): Line[] {
	const all = [...proxy.lines];
	const some = all.filter(() => random.chance(0.5));
	return some.length > 0 || all.length === 0 ? some : [random.pick(all)];
}

/** One of the faults, each as often as its weight says. */
export function pickFault(faults: readonly Fault[], random: Random): Fault {
	const total = faults.reduce((sum, { weight }) => sum + weight, 0);
	let left = random.next() * total;
	for (const fault of faults) {
		left -= fault.weight;
		if (left < 0) return fault;
	}
	return random.pick(faults);
}
