import { runApart } from "../apart.ts";
import type { StormJob, StormOutcome } from "../clients/storm.ts";
import type { Contest, Figure } from "../contest.ts";
import { headOf } from "../filled-folder.ts";
import { assertDescriptors } from "../machine.ts";
import { type MeasuredDaemon, withMeasured } from "../measured-daemon.ts";
import { ofEachBuild } from "../ours.ts";
import type { Setting } from "../setting.ts";
import { loadShare } from "../shares.ts";

const figures: readonly Figure[] = [
	{ name: "half are in", unit: "ms", better: "less" },
	{ name: "all are in", unit: "ms", better: "less" },
	{ name: "a client", unit: "ms", better: "less" },
	{ name: "shown out", unit: "times", better: "less" },
	{ name: loadShare, unit: "of a core", better: "less" },
];

const sizes = { "100": 100, "1,000": 1_000, "5,000": 5_000 };
const smokeShare = 0.02;

/** So many clients at once, until each is logged in, joined and synced. */
export function connectStorms(setting: Setting): readonly Contest[] {
	return [
		{
			name: "connect storm: newcomers at once to joined and synced",
			figures,
			entrants: ofEachBuild(setting, sizes, (size, build) => async ({ smoke }) => {
				const clients = clientsOf(size, smoke);
				return await withMeasured(build, ({ port }) => storm({ port, clients }));
			}),
			goals: [],
			mostRounds: 3,
		},
		{
			name: "connect storm: members at once to logged in and synced",
			figures,
			entrants: ofEachBuild(setting, sizes, (size, build) => async ({ smoke }) => {
				const clients = clientsOf(size, smoke);
				const filling = { members: clients, messages: 0 };
				const cursor = headOf(filling);
				const work = ({ port }: MeasuredDaemon) => storm({ port, clients, cursor });
				return await withMeasured(build, work, { filling });
			}),
			goals: [],
			mostRounds: 3,
		},
	];
}

function clientsOf(size: number, smoke: boolean): number {
	const clients = smoke ? size * smokeShare : size;
	assertDescriptors(clients);
	return clients;
}

async function storm(job: StormJob): Promise<Readonly<Record<string, number>>> {
	const outcome = await runApart<StormOutcome>("storm", job);
	const { halfMs, allMs, retries } = outcome;
	return {
		"half are in": halfMs,
		"all are in": allMs,
		"a client": allMs / job.clients,
		"shown out": retries,
		[loadShare]: outcome.loadShare,
	};
}
