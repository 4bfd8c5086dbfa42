import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openFaultProxy } from "../../support/fault-proxy.ts";
import { freePort } from "../../support/free-port.ts";
import { createRandom } from "../../support/random.ts";
import type { Entry, Violation } from "../history/history.ts";
import type { Actor } from "./actor.ts";
import { checkBackup, checkData } from "./backups.ts";
import { ClientActor } from "./client-actor.ts";
import { DaemonProcess } from "./daemon-process.ts";
import type { FaultRunOptions } from "./fault-run.ts";
import { availableFaults, type Target } from "./nemesis.ts";
import { type Log, type RoundResult, runRound } from "./round.ts";
import { openStore } from "./store.ts";
import { openWire } from "./wire.ts";
import { type ActorOptions, WireActor } from "./wire-actor.ts";

const rooms = ["#general", "#alpha", "#beta"];
const host = "127.0.0.1";

/** Everybody and everything that takes part in a run. */
export type Stage = {
	round(number: number): Promise<RoundResult>;
	/** Ends everything and looks at the whole log once more. */
	strike(): Promise<Violation[]>;
};

/** Starts a daemon, puts the proxy before it and brings everybody in; resolves when they are there. */
export async function setStage(
	options: FaultRunOptions,
	folder: string,
	entries: Entry[],
): Promise<Stage> {
	const began = performance.now();
	const random = createRandom(options.seed);
	const ackMs: number[] = [];
	const recorder = {
		record: (entry: Entry) =>
			void entries.push({ ...entry, at: Math.round(performance.now() - began) }),
		measure: (ms: number) => void ackMs.push(ms),
	};
	const onStrange = (what: string) => recorder.record({ type: "strange", actor: "the run", what });
	const port = await freePort();
	const daemon = new DaemonProcess({
		script: join(options.bins, "partylined.js"),
		port,
		dataDir: join(folder, "data"),
		logFile: join(folder, "daemon.log"),
		onDeath: onStrange,
	});
	await daemon.start();
	try {
		await makeRooms(port);
	} catch (error) {
		await daemon.stop("SIGKILL");
		throw error;
	}
	const proxy = await openFaultProxy({ host, port }, random.fork("proxy"));
	const { wires, clients } = invite(options, folder, (name) => ({
		name,
		rooms,
		address: proxy.address,
		random: random.fork(name),
		recorder,
	}));
	const actors: Actor[] = [...wires, ...clients];
	const dataDir = join(folder, "data");
	const slowMs = Math.min(30_000, options.roundSeconds * 900);
	const target: Target = {
		daemon,
		proxy,
		wires,
		clients,
		random: random.fork("faults"),
		slowMs,
		backUp: () => checkBackup({ bins: options.bins, folder, entries, onStrange }),
		onStrange,
	};
	const log: Log = { heads: new Map(), digests: new Map() };
	await everybodyIsIn(dataDir, actors, options.settleSeconds);
	const settled = { ...options, target, actors, dataDir, recorder, entries, ackMs, log };
	return {
		round: (number) =>
			runRound({
				...settled,
				number,
				seconds: options.roundSeconds,
				faults: faultsOf(options, number),
			}),
		async strike() {
			await Promise.all(actors.map((actor) => actor.end()));
			await proxy.close();
			const how = await daemon.stop("SIGTERM");
			const changed = findChanges(dataDir, log);
			const check = await checkData(options.bins, dataDir);
			return [...changed, ...findTrouble(how, check)];
		},
	};
}

function faultsOf({ restartEvery, without = [], only }: FaultRunOptions, round: number) {
	const all = availableFaults()
		.filter(({ name }) => !without.includes(name))
		.filter(({ name }) => only?.includes(name) ?? true);
	return round % restartEvery === 0 ? all : all.filter(({ restarts }) => !restarts);
}

type Inviting = (name: string) => ActorOptions;

/** A fifth of them are processes with the client library, at most six. */
function invite({ bins, clients: count }: FaultRunOptions, folder: string, options: Inviting) {
	const processes = Math.min(6, Math.max(1, Math.round(count / 5)));
	const names = Array.from(
		{ length: Math.max(count, processes + 1) },
		(_, index) => `guest${index + 1}`,
	);
	const script = join(bins, "fault-client.js");
	return {
		clients: names
			.slice(0, processes)
			.map((name) => new ClientActor({ ...options(name), script, stateDir: join(folder, name) })),
		wires: names.slice(processes).map((name) => new WireActor(options(name))),
	};
}

async function makeRooms(port: number): Promise<void> {
	const listener = { onEvent: () => {}, onLimited: () => {}, onStrange: () => {} };
	const wire = await openWire({ host, port }, listener);
	await wire.ask("hello", { protocol: 1, client: "faults" }, () => {});
	await wire.ask("login", { guest: "host" }, () => {});
	for (const room of rooms) if (room !== "#general") await wire.ask("create", { room }, () => {});
	await wire.ask("quit", {}, () => {});
	wire.cut();
}

/** Waits until everybody has been shown all there is; who cannot come in is found by the first round. */
async function everybodyIsIn(
	dataDir: string,
	actors: readonly Actor[],
	seconds: number,
): Promise<void> {
	const end = performance.now() + seconds * 1_000;
	const store = openStore(dataDir);
	const isIn = (actor: Actor) =>
		[...store.heads()].every(([room, head]) => actor.reached(room) >= head);
	while (!actors.every(isIn) && performance.now() < end) await pause(25);
	store.close();
}

/** The daemon ends in order, and leaves a folder in which `partylined check` finds nothing wrong. */
function findTrouble(how: number | string, check: string | undefined): Violation[] {
	const ended = how === 0 ? [] : [`in the end the daemon ended with ${how}`];
	return [...ended, ...(check === undefined ? [] : [check])].map((what) => ({
		rule: "by the protocol",
		what,
	}));
}

/** What was in the log at the end of a round must be in it for ever. */
function findChanges(dataDir: string, { heads, digests }: Log): Violation[] {
	const store = openStore(dataDir);
	const found = store.digestsUpTo(heads);
	store.close();
	return [...found].flatMap(([room, digest]): Violation[] => {
		if (digest === digests.get(room)) return [];
		return [{ rule: "durable", what: `the log of ${room} is not what it was` }];
	});
}
