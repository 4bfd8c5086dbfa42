import { runApart } from "../apart.ts";
import type { AtRestJob, AtRestOutcome } from "../clients/crowd-at-rest.ts";
import { collectedKiB } from "../clients/process-figures.ts";
import type { Contest } from "../contest.ts";
import type { Filling } from "../filled-folder.ts";
import { assertDescriptors } from "../machine.ts";
import { withMeasured } from "../measured-daemon.ts";
import { type Build, ofEachBuild } from "../ours.ts";
import type { Setting } from "../setting.ts";

type Crowd = { readonly clients: number; readonly tls: boolean };

const crowds: Readonly<Record<string, Crowd>> = {
	"1,000 plain": { clients: 1_000, tls: false },
	"5,000 plain": { clients: 5_000, tls: false },
	"10,000 plain": { clients: 10_000, tls: false },
	"1,000 TLS": { clients: 1_000, tls: true },
	"5,000 TLS": { clients: 5_000, tls: true },
	"10,000 TLS": { clients: 10_000, tls: true },
};
const smokeShare = 0.005;
const restMs = 60_000;

/** The memory without anybody, of each build: measured once a run, for it is the same whoever comes. */
const without = new Map<string, Promise<number>>();

/** Lets the daemon be told to collect its garbage; nothing else of it is changed. */
const collecting = [
	"--expose-gc",
	"--import",
	'data:text/javascript,process.on("SIGUSR2",()=>gc({type:"major",execution:"sync",flavor:"last-resort"}))',
];

/** What a connection takes that is logged in and says nothing: memory of the daemon with all of them over that without. */
export function idleMemory(setting: Setting): Contest {
	return {
		name: "idle memory: connections that are logged in and in one room",
		figures: [
			{ name: "a connection", unit: "KiB", better: "less" },
			{ name: "after a minute", unit: "KiB", better: "less" },
			{ name: "after a collection", unit: "KiB", better: "less" },
			{ name: "the daemon before", unit: "MiB", better: "less" },
			{ name: "the daemon with all", unit: "MiB", better: "less" },
		],
		entrants: ofEachBuild(setting, crowds, ({ clients, tls }, build) => ({ smoke }) => {
			const crowd = { clients: smoke ? clients * smokeShare : clients, tls };
			return rest(build, crowd, smoke ? 0 : restMs);
		}),
		goals: [{ figure: "after a minute", of: "10,000 plain", goal: 8, stretch: 4 }],
		mostRounds: 1,
	};
}

async function rest(
	build: Build,
	crowd: Crowd,
	ms: number,
): Promise<Readonly<Record<string, number>>> {
	assertDescriptors(crowd.clients);
	const filling = { members: crowd.clients, messages: 0 };
	const { before, settled, rested, collected } = await withMeasured(
		build,
		async ({ port, pid }) => {
			const job: AtRestJob = { port, pid, ...crowd, restMs: ms };
			return await runApart<AtRestOutcome>("crowd-at-rest", job);
		},
		{ filling, nodeFlags: collecting },
	);
	const each = (kiB: number, base = before) => (kiB - base) / crowd.clients;
	return {
		"a connection": each(settled),
		"after a minute": each(rested),
		"after a collection": each(collected, await collectedWithout(build, filling)),
		"the daemon before": before / 1_024,
		"the daemon with all": settled / 1_024,
	};
}

/** Of another daemon: to collect its garbage first would give the connections room that they do not have. */
async function collectedWithout(build: Build, filling: Filling): Promise<number> {
	const key = JSON.stringify([build.dist, filling]);
	const quiet = { quietMs: 50, limitMs: 60_000 };
	const options = { filling, nodeFlags: collecting };
	const known =
		without.get(key) ?? withMeasured(build, ({ pid }) => collectedKiB(pid, quiet), options);
	without.set(key, known);
	return await known;
}
