import { join } from "node:path";
import { runApart } from "../apart.ts";
import { awaitIndex } from "../clients/await-index.ts";
import type { PostsOutcome } from "../clients/posts.ts";
import type { Contest } from "../contest.ts";
import { pin } from "../machine.ts";
import { type MeasuredDaemon, withMeasured } from "../measured-daemon.ts";
import { type Build, ofEachBuild } from "../ours.ts";
import type { Setting } from "../setting.ts";
import { jobOf, times } from "./loads.ts";

const messages = 1_000_000;
const smokeMessages = 2_000;
const members = 20;
const senders = 10;
const perSecond = 500;
const entrants = { "nothing else": false, "a backup": true };

/** What a backup costs those who post meanwhile, from due time to ack. */
export function backup(setting: Setting): Contest {
	return {
		name: "backup of 1,000,000 messages while 500 a second are posted",
		figures: [
			{ name: "p50", unit: "ms", better: "less" },
			{ name: "p99", unit: "ms", better: "less" },
			{ name: "longest", unit: "ms", better: "less" },
			{ name: "it took", unit: "s", better: "less" },
		],
		entrants: ofEachBuild(setting, entrants, (backsUp, build) => async ({ smoke, seconds }) => {
			const filling = { members, messages: smoke ? smokeMessages : messages };
			const run = async (daemon: MeasuredDaemon) => {
				await awaitIndex(daemon);
				const meanwhile = backsUp ? backUp(build, daemon) : undefined;
				const load = { senders, perSecond, ...times(seconds * 1_000) };
				const job = jobOf(daemon, { ...load, ...(meanwhile && { meanwhile }) });
				return await runApart<PostsOutcome>("posts", job);
			};
			const { p50, p99, max, from, to } = await withMeasured(build, run, { filling });
			return { p50, p99, longest: max, "it took": (to - from) / 1_000 };
		}),
		goals: [],
		mostRounds: 3,
	};
}

function backUp({ dist }: Build, { dataDir }: MeasuredDaemon): readonly string[] {
	const file = join(dataDir, "..", "backup.db");
	const command = [
		process.execPath,
		join(dist, "partylined.js"),
		"backup",
		file,
		"--data",
		dataDir,
	];
	// Not the core of the load, which would measure itself then.
	return pin("server", command);
}
