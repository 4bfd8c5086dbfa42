import { runApart } from "../apart.ts";
import type { ReadersJob, ReadersOutcome } from "../clients/readers.ts";
import type { Contest } from "../contest.ts";
import { withMeasured } from "../measured-daemon.ts";
import { ofEachBuild } from "../ours.ts";
import type { Setting } from "../setting.ts";

const shares = { "all read": 0, "a tenth does not": 0.1, "half do not": 0.5 };
const members = 1_000;
const smokeMembers = 20;
/** Who does not read is behind by more than the kernel hides and the server keeps, 4.3 MB, before the time is over. */
const perSecond = 40;
const textBytes = 4_000;
const leastSeconds = 40;

/** What those feel who read, when others stop reading. */
export function slowReaders(setting: Setting): Contest {
	return {
		name: "slow readers: 1,000 members, 40 messages/s of 4 kB",
		figures: [
			{ name: "p50 of those who read", unit: "ms", better: "less" },
			{ name: "p99 of those who read", unit: "ms", better: "less" },
			{ name: "memory grew", unit: "MiB", better: "less" },
			{ name: "told a range", unit: "times", better: "less" },
		],
		entrants: ofEachBuild(setting, shares, (share, build) => async ({ smoke, seconds }) => {
			const count = smoke ? smokeMembers : members;
			const measureMs = (smoke ? seconds : Math.max(seconds, leastSeconds)) * 1_000;
			const load = { members: count, slow: count * share, perSecond, textBytes };
			const { p50, p99, grownKiB, limited } = await withMeasured(build, ({ port, pid }) => {
				const job: ReadersJob = { port, pid, ...load, warmUpMs: measureMs / 10, measureMs };
				return runApart<ReadersOutcome>("readers", job);
			});
			if (!smoke && limited < load.slow)
				throw new Error(`Of ${load.slow} who did not read only ${limited} were told a range.`);
			return {
				"p50 of those who read": p50,
				"p99 of those who read": p99,
				"memory grew": grownKiB / 1_024,
				"told a range": limited,
			};
		}),
		goals: [],
		mostRounds: 3,
	};
}
